"""Fields: what must be filled in, and values that no field of this kind can have."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.flows.daytime import minute_of_day
from app.flows.rules.finding import Fix, Severity
from app.flows.rules.index import Index
from app.flows.rules.rule import Rule, Said, quoted, removal, setting
from app.flows.rules.slots import Slot
from app.flows.rules.uses import list_of
from app.flows.rules.wording import place_of
from app.flows.spec import JsonValue

_FILL = "Fill it in."
_PROMPT = "system_prompt"
_SPEECHES = frozenset({"prompt", "static_message"})


def field_empty(flow: Index) -> Iterator[Said]:
    """Name the fields of steps that must be filled in and are not."""
    for slot in flow.once(_empty):
        if slot.node is not None:
            fix = _removal(flow, slot)
            mend = "Fill it in, or remove the entry." if slot.entry else _FILL
            yield Said(f"{place_of(slot)} is empty.", mend, node=slot.node.id, path=slot.path, fix=fix)


def system_prompt_empty(flow: Index) -> Iterator[Said]:
    """Say that the agent has not been told who it is."""
    for slot in flow.once(_empty):
        if slot.node is None and slot.path == ("settings", _PROMPT):
            mend = "Write who the agent is, what it knows, and what it must never do."
            yield Said("The system prompt is empty.", mend, path=slot.path)


def setting_empty(flow: Index) -> Iterator[Said]:
    """Name the other settings, variables and pronunciations that must be filled in and are not."""
    for slot in flow.once(_empty):
        if slot.node is None and slot.path != ("settings", _PROMPT):
            mend = "Fill it in, or remove the entry." if slot.entry else _FILL
            yield Said(f"{place_of(slot)} is empty.", mend, path=slot.path, fix=_removal(flow, slot))


def number_out_of_bounds(flow: Index) -> Iterator[Said]:
    """Name the numbers that are too small, too large, or not whole where they must be."""
    for slot in flow.slots.get("number", ()):
        spec, value = slot.spec, slot.value
        low, high = spec.minimum, spec.maximum
        nearest = value if low is None or value >= low else low
        nearest = nearest if high is None or nearest <= high else high
        nearest = round(nearest) if spec.integer else nearest
        if nearest != value:
            kind = "a whole number" if spec.integer else "a number"
            yield Said(
                f"{place_of(slot)} is {value:g}; it must be {kind} from {low:g} to {high:g}.",
                "Choose a number within these limits.",
                node=slot.node.id if slot.node else "",
                path=slot.path,
                fix=setting(f"Set it to {nearest:g}", slot.path, nearest),
            )


def choice_unknown(flow: Index) -> Iterator[Said]:
    """Name the choices that are none of those there are."""
    for slot in (*flow.slots.get("choice", ()), *flow.slots.get("several", ())):
        known = {option.value for option in slot.spec.options}
        chosen: tuple[str, ...] = slot.value if slot.spec.type == "several" else (slot.value,)
        wrong = next((each for each in chosen if each not in known), None)
        if wrong is not None:
            yield Said(
                f"{place_of(slot)} is {quoted(wrong)}, which is none of the choices.",
                "Choose one of those that are offered.",
                node=slot.node.id if slot.node else "",
                path=slot.path,
            )


def text_too_long(flow: Index) -> Iterator[Said]:
    """Name the texts that are longer than their field may be."""
    for slot in flow.texts:
        if not slot.is_fitting:
            yield Said(
                f"{place_of(slot)} has {len(slot.value):,} characters; {slot.spec.max_length:,} are allowed.",
                "Shorten it.",
                node=slot.node.id if slot.node else "",
                path=slot.path,
            )


def time_malformed(flow: Index) -> Iterator[Said]:
    """Name the times of steps that are none."""
    for slot in flow.slots.get("time", ()):
        if slot.node is not None and minute_of_day(slot.value) is None:
            yield Said(
                f"{place_of(slot)} is no time of day.",
                "Write hours and minutes, as in 09:00 or 17:30.",
                node=slot.node.id,
                path=slot.path,
            )


def _empty(flow: Index) -> tuple[Slot, ...]:
    """Return the fields that must be filled in and are not."""
    needed = (slot for slot in (*flow.texts, *flow.slots.get("several", ())) if slot.spec.required)
    return tuple(slot for slot in needed if _is_empty(slot.value) and not _may_be_empty(slot))


def _is_empty(value: JsonValue) -> bool:
    return not value.strip() if isinstance(value, str) else not value


def _may_be_empty(slot: Slot) -> bool:
    """A step that only decides needs no words; the parts of a condition have a rule of their own."""
    is_unspoken = slot.spec.name in _SPEECHES and slot.beside.get("skip_response") is True
    return is_unspoken or list_of(slot) == "conditions"


def _removal(flow: Index, slot: Slot) -> Fix | None:
    """Return the fix that removes an entry in which nothing is written and from which nothing leads on."""
    if slot.entry is None or not is_blank(slot.beside):
        return None
    if slot.node is not None and slot.entry.id in flow.out(slot.node.id):
        return None
    return removal(f"Remove the empty {slot.entry.title}", slot.entry.path, slot.entry.id)


def is_blank(row: Mapping[str, Any]) -> bool:
    """Whether an entry's free texts are all empty; what is chosen from a list, and times, do not count."""
    chosen = ("id", "type", "operator", "opens", "closes")
    return not any(isinstance(each, str) and each.strip() for name, each in row.items() if name not in chosen)


RULES = (
    Rule("field_empty", Severity.ERROR, "Every required field of a step is filled in", field_empty),
    Rule("system_prompt_empty", Severity.ERROR, "There is a system prompt", system_prompt_empty),
    Rule("setting_empty", Severity.ERROR, "Every required setting is filled in", setting_empty),
    Rule("number_out_of_bounds", Severity.ERROR, "Numbers are within their limits", number_out_of_bounds),
    Rule("choice_unknown", Severity.ERROR, "Choices are those there are", choice_unknown),
    Rule("text_too_long", Severity.ERROR, "Texts are as long as they may be", text_too_long),
    Rule("time_malformed", Severity.ERROR, "Times are times", time_malformed),
)
