"""Variables: well named, each once, and known where they are used."""

from collections.abc import Iterator, Mapping

from app.flows.graph import Fields
from app.flows.nodes import SYSTEM_VARIABLES
from app.flows.rules.finding import Fix, Severity
from app.flows.rules.index import Index
from app.flows.rules.known import Known
from app.flows.rules.rule import Rule, Said, called, quoted, removal, setting
from app.flows.rules.slots import Slot
from app.flows.rules.uses import MENTION, NAME, Use, is_bare_name, is_new_name
from app.flows.rules.wording import place_of

_HOW = "Use lower-case letters, digits and underscores, as in caller_name."


def variable_name_malformed(flow: Index) -> Iterator[Said]:
    """Name the names of variables that cannot be written between braces."""
    for slot in flow.slots.get("line", ()):
        name = slot.value.strip()
        if not name or not (is_new_name(slot) or is_bare_name(slot)) or NAME.fullmatch(name):
            continue
        inner = MENTION.fullmatch(name)
        bare = inner[1].strip() if inner else ""
        if NAME.fullmatch(bare):
            mend, fix = "Write the name without braces here.", setting(f"Write {bare}", slot.path, bare)
        else:
            mend, fix = _HOW, None
        message = f"{place_of(slot)}, {quoted(name)}, is no name for a variable."
        yield Said(message, mend, node=_node(slot), path=slot.path, fix=fix)


def variable_doubled(flow: Index) -> Iterator[Said]:
    """Name the variables that are declared, or collected in one step, twice."""
    for earlier, row in _doubles(flow.graph.variables):
        yield Said(
            f"The variable {quoted(row['name'])} is declared twice.",
            "Rename or remove one of them.",
            path=("variables", row["id"], "name"),
            fix=_removal(earlier, row, ("variables",)),
        )
    for node in flow.of_kind("extract"):
        path = ("nodes", node.id, "variables")
        for earlier, row in _doubles(node.fields["variables"]):
            yield Said(
                f"{called(node)} collects {quoted(row['name'])} twice.",
                "Rename or remove one of them.",
                node=node.id,
                path=(*path, row["id"], "name"),
                fix=_removal(earlier, row, path),
            )


def variable_reserved(flow: Index) -> Iterator[Said]:
    """Name the variables that are called like one which every call has by itself."""
    for slot in flow.slots.get("line", ()):
        name = slot.value.strip()
        if name in SYSTEM_VARIABLES and is_new_name(slot):
            yield Said(
                f"{place_of(slot)}, {quoted(name)}, already means something: {SYSTEM_VARIABLES[name].lower()}.",
                "Choose another name.",
                node=_node(slot),
                path=slot.path,
            )


def variable_unknown(flow: Index) -> Iterator[Said]:
    """Name the uses of variables that nothing declares, collects or keeps."""
    names = flow.once(Known).names
    alike = {_plain(name): name for name in sorted(names)}
    for use in flow.uses:
        if use.name in names:
            continue
        near = alike.get(_plain(use.name))
        hint = (
            f"Did you mean {near}?"
            if near
            else "Declare it under Variables, collect it, or correct the name."
        )
        yield Said(
            f"{_written(use)} in {place_of(use.slot)} is not known: no variable has this name.",
            hint,
            node=_node(use.slot),
            path=use.slot.path,
        )


def variable_unset(flow: Index) -> Iterator[Said]:
    """Name the uses of variables that some call comes to without having their value yet."""
    known = flow.once(Known)
    for use in flow.uses:
        # To look whether something is known is what an If/Else is for.
        if use.is_bare or use.name not in known.names or known.is_sure(use):
            continue
        mend = "Collect it on every way that leads there, or declare it under Variables with a value at the start."
        when = "on some ways that lead there" if use.slot.node else "at the beginning of a call"
        yield Said(
            f"{_written(use)} in {place_of(use.slot)} is not known yet {when}.",
            mend,
            node=_node(use.slot),
            path=use.slot.path,
        )


def _written(use: Use) -> str:
    return quoted(use.name if use.is_bare else "{{" + use.name + "}}")


def _plain(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())


def _node(slot: Slot) -> str:
    return slot.node.id if slot.node else ""


def _doubles(rows: tuple[Fields, ...]) -> Iterator[tuple[Fields, Fields]]:
    seen: dict[str, Fields] = {}
    for row in rows:
        name = row["name"].strip()
        if name and seen.setdefault(name, row) is not row:
            yield seen[name], row


def _removal(earlier: Fields, later: Fields, path: tuple[str, ...]) -> Fix | None:
    """Return the fix that removes an entry which says nothing that the earlier one does not say."""
    is_same = _said(earlier) == _said(later)
    return removal("Remove the second one", path, later["id"]) if is_same else None


def _said(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in ("id", "name")}


RULES = (
    Rule("variable_name_malformed", Severity.ERROR, "Variables are well named", variable_name_malformed),
    Rule("variable_doubled", Severity.ERROR, "No variable is there twice", variable_doubled),
    Rule("variable_reserved", Severity.ERROR, "No variable hides one of every call", variable_reserved),
    Rule("variable_unknown", Severity.ERROR, "Every variable that is used exists", variable_unknown),
    Rule("variable_unset", Severity.WARNING, "Variables are known where they are used", variable_unset),
)
