"""Conditions of If/Else: whole, each once, and each with a chance to be met."""

from collections.abc import Iterator

from app.flows.graph import Fields, Node
from app.flows.nodes import NODES
from app.flows.rules.finding import Severity
from app.flows.rules.implied import implies
from app.flows.rules.index import Index
from app.flows.rules.lists import same_way
from app.flows.rules.rule import Rule, Said, called, quoted, removal

VALUELESS = frozenset({"exists", "is_empty"})
LISTING = frozenset({"in", "not_in"})
MOST_COMPARED = 40
MOST_COMPARISONS = 50_000
_WORDS = {each.value: each.label for each in NODES["if_else"].by_name["conditions"].item[1].options}


def condition_incomplete(flow: Index) -> Iterator[Said]:
    """Name the conditions that do not say what to look at or what to compare it with."""
    for node, place, row in _conditions(flow):
        missing = _missing(row)
        if not missing:
            continue
        path = ("nodes", node.id, "conditions")
        is_blank = (
            not row["variable"].strip() and not row["value"].strip() and row["id"] not in flow.out(node.id)
        )
        yield Said(
            f"Condition {place} of {called(node)} has no {missing}.",
            "Complete it, or remove it.",
            node=node.id,
            path=(*path, row["id"], missing),
            fix=removal("Remove the empty condition", path, row["id"]) if is_blank else None,
        )


def condition_doubled(flow: Index) -> Iterator[Said]:
    """Name the conditions that an earlier one of their step repeats word for word."""
    for node in flow.of_kind("if_else"):
        seen: dict[tuple[str, str, str], Fields] = {}
        for place, row in enumerate(node.fields["conditions"], start=1):
            key = _key(row)
            if _missing(row) or seen.setdefault(key, row) is row:
                continue
            yield Said(
                f"Condition {place} of {called(node)}, {_says(row)}, stands there already: the first one decides.",
                "Change or remove one of them.",
                node=node.id,
                path=("nodes", node.id, "conditions", row["id"], "variable"),
                fix=same_way(flow, node, "conditions", seen[key], row, "Remove the second condition"),
            )


def condition_never_met(flow: Index) -> Iterator[Said]:
    """Name the conditions that can only hold where an earlier one, which decides, holds too."""
    left = MOST_COMPARISONS
    for node in flow.of_kind("if_else"):
        before: dict[str, list[Fields]] = {}
        for place, row in enumerate(node.fields["conditions"], start=1):
            if _missing(row):
                continue
            earlier = before.setdefault(row["variable"].strip(), [])
            left -= len(earlier)
            if left < 0:
                return
            taken = next((each for each in earlier if _key(each) != _key(row) and implies(row, each)), None)
            if taken is not None:
                yield Said(
                    f"Condition {place} of {called(node)}, {_says(row)}, never decides: "
                    f"whenever it holds, {_says(taken)} holds already.",
                    "Move it up, or change one of the two.",
                    node=node.id,
                    path=("nodes", node.id, "conditions", row["id"], "variable"),
                )
            if len(earlier) < MOST_COMPARED:
                earlier.append(row)


def _conditions(flow: Index) -> Iterator[tuple[Node, int, Fields]]:
    for node in flow.of_kind("if_else"):
        yield from ((node, place, row) for place, row in enumerate(node.fields["conditions"], start=1))


def _missing(row: Fields) -> str:
    """Return the name of the field that a condition lacks, or nothing."""
    if not row["variable"].strip():
        return "variable"
    if row["operator"] in VALUELESS:
        return ""
    value = row["value"].replace(",", " ") if row["operator"] in LISTING else row["value"]
    return "" if value.strip() else "value"


def _key(row: Fields) -> tuple[str, str, str]:
    value = "" if row["operator"] in VALUELESS else row["value"].strip()
    return row["variable"].strip(), row["operator"], value


def _says(row: Fields) -> str:
    value = "" if row["operator"] in VALUELESS else row["value"]
    return quoted(f"{row['variable']} {_WORDS.get(row['operator'], row['operator'])} {value}")


RULES = (
    Rule("condition_incomplete", Severity.ERROR, "Every condition is whole", condition_incomplete),
    Rule("condition_doubled", Severity.ERROR, "No condition is there twice", condition_doubled),
    Rule(
        "condition_never_met", Severity.WARNING, "Every condition has a chance to decide", condition_never_met
    ),
)
