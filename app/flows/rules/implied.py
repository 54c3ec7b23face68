"""When one condition on a variable can only hold if another does: cautious, so that what it says is certain.

How the comparing of texts treats capitals is none of its business: equal means equal to the letter here, different
means different in any case.
"""

from app.flows.graph import Fields
from app.flows.values import number

KNOWING = frozenset({"==", "<", ">", "<=", ">=", "contains", "in", "regex"})
"""Comparisons that hold only for what is known."""


def implies(later: Fields, earlier: Fields) -> bool:
    """Whether the earlier condition holds wherever the later one does; both look at the same variable."""
    if earlier["operator"] == "exists":
        return later["operator"] in KNOWING
    mine = _values(later)
    return (bool(mine) and all(_holds_for(earlier, each) for each in mine)) or _covers(earlier, later)


def _values(row: Fields) -> tuple[str, ...]:
    """Return all the values that a condition lets through, where it names them."""
    if row["operator"] == "==":
        return (row["value"].strip(),)
    return _listed(row) if row["operator"] == "in" else ()


def _holds_for(row: Fields, value: str) -> bool:
    """Whether a condition surely holds for this value."""
    operator, other = row["operator"], row["value"].strip()
    if operator in ("==", "in"):
        return value in (_listed(row) if operator == "in" else (other,))
    if operator == "contains":
        return other in value
    if operator in ("!=", "not_in"):
        return all(_differs(value, each) for each in (_listed(row) if operator == "not_in" else (other,)))
    return _compares(operator, value, other)


def _compares(operator: str, value: str, other: str) -> bool:
    mine, theirs = _number(value), _number(other)
    if mine is None or theirs is None:
        return False
    return {"<": mine < theirs, "<=": mine <= theirs, ">": mine > theirs, ">=": mine >= theirs}.get(
        operator, False
    )


def _covers(earlier: Fields, later: Fields) -> bool:
    """Whether the later one asks for more of the same: a smaller range, a longer piece of text."""
    mine, theirs = _number(later["value"]), _number(earlier["value"])
    one, other = later["operator"], earlier["operator"]
    if one == other == "contains":
        return earlier["value"].strip() in later["value"].strip()
    if mine is None or theirs is None or one[:1] != other[:1] or one[:1] not in ("<", ">"):
        return False
    is_inside = mine < theirs if one[:1] == "<" else mine > theirs
    return is_inside or (mine == theirs and not (one.endswith("=") and not other.endswith("=")))


def _listed(row: Fields) -> tuple[str, ...]:
    return tuple(each.strip() for each in row["value"].split(",") if each.strip())


def _differs(one: str, other: str) -> bool:
    mine, theirs = _number(one), _number(other)
    if (mine is None) != (theirs is None):
        return True
    return one.casefold() != other.casefold() if mine is None else mine != theirs


def _number(text: str) -> float | None:
    try:
        return number(float(text.strip()))
    except ValueError:
        return None
