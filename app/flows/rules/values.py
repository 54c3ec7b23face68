"""Values with a form of their own: phone numbers, patterns, addresses, headers, choices."""

import re
from collections.abc import Iterator

from app.flows.rules.finding import Severity
from app.flows.rules.index import Index
from app.flows.rules.patterns import MOST_PATTERNS, wrong_with
from app.flows.rules.rule import Rule, Said, called, quoted
from app.flows.rules.uses import MENTION
from app.flows.rules.wording import place_of
from app.kit.phone import NoNumber, read
from app.kit.text import is_blank

_ADDRESS = re.compile(r"https?://[^\s/?#]\S*")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def phone_malformed(flow: Index) -> Iterator[Said]:
    """Name the transfer numbers that nobody could dial."""
    for node in flow.of_kind("transfer"):
        number = node.fields["transfer_number"]
        if not is_blank(number) and (why := _no_number(number)):
            yield Said(
                f"{called(node)} has the number {quoted(number)}, which cannot be dialled.",
                why,
                node=node.id,
                path=("nodes", node.id, "transfer_number"),
            )


def _no_number(text: str) -> str:
    try:
        read(text)
    except NoNumber as error:
        return str(error)
    return ""


def pattern_broken(flow: Index) -> Iterator[Said]:
    """Name the regular expressions that are none, too long or too wide, or too many."""
    seen: set[str] = set()
    for slot in flow.slots.get("line", ()):
        is_check = slot.spec.name == "validation"
        is_match = slot.spec.name == "value" and slot.beside.get("operator") == "regex"
        if slot.node is None or not slot.value or not (is_check or is_match):
            continue
        seen.add(slot.value)
        if len(seen) > MOST_PATTERNS:
            message = (
                f"The flow has more than {MOST_PATTERNS} different patterns; the rest has not been checked."
            )
            yield Said(message, "Use the same patterns in several places.", node=slot.node.id, path=slot.path)
            return
        wrong = wrong_with(slot.value)
        if wrong:
            mend = r"Correct it; five digits, say, are written \d{5}."
            message = f"{place_of(slot)} is no pattern: {wrong}."
            yield Said(message, mend, node=slot.node.id, path=slot.path)


def address_malformed(flow: Index) -> Iterator[Said]:
    """Name the addresses to which no request can be sent."""
    for node in flow.of_kind("api_request"):
        address = node.fields["url"].strip()
        filled = MENTION.sub("x", address)
        is_whole = _ADDRESS.fullmatch(filled) or (address.startswith("{{") and not re.search(r"\s", filled))
        if address and not is_whole:
            yield Said(
                f"{called(node)} has the address {quoted(address)}, to which nothing can be sent.",
                "Begin it with https:// and leave no spaces in it.",
                node=node.id,
                path=("nodes", node.id, "url"),
            )


def header_malformed(flow: Index) -> Iterator[Said]:
    """Name the headers whose name or value cannot be sent."""
    for node in flow.of_kind("api_request"):
        for place, row in enumerate(node.fields["headers"], start=1):
            name = row["name"].strip()
            if name and not _HEADER.fullmatch(name):
                wrong, mend = "name", "Use letters, digits and dashes, as in Content-Type."
            elif _CONTROL.search(row["value"]):
                wrong, mend = "value", "Write it on one line."
            else:
                continue
            yield Said(
                f"The {wrong} of header {place} of {called(node)} cannot be sent.",
                mend,
                node=node.id,
                path=("nodes", node.id, "headers", row["id"], wrong),
            )


def select_without_choices(flow: Index) -> Iterator[Said]:
    """Name the variables that are one of a list which is empty."""
    for node in flow.of_kind("extract"):
        for place, row in enumerate(node.fields["variables"], start=1):
            if row["type"] == "select" and not row["options"].replace(",", " ").strip():
                yield Said(
                    f"Variable {place} of {called(node)} is one of a list, and the list is empty.",
                    "Write the choices with commas between them, or choose another type.",
                    node=node.id,
                    path=("nodes", node.id, "variables", row["id"], "options"),
                )


RULES = (
    Rule("phone_malformed", Severity.ERROR, "Numbers to transfer to can be dialled", phone_malformed),
    Rule("pattern_broken", Severity.ERROR, "Patterns are patterns", pattern_broken),
    Rule("address_malformed", Severity.ERROR, "Requests have an address", address_malformed),
    Rule("header_malformed", Severity.ERROR, "Headers can be sent", header_malformed),
    Rule(
        "select_without_choices", Severity.ERROR, "What is one of a list has a list", select_without_choices
    ),
)
