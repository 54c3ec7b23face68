"""The shortest way from one list to another by taking out and putting in (E. W. Myers, 1986)."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class Match(NamedTuple):
    """So many equal entries, from these places on."""

    old: int
    new: int
    size: int


def matches(old: Sequence[str], new: Sequence[str], most_edits: int) -> list[Match]:
    """Return what both lists have, in order; nothing where more than ``most_edits`` would be needed.

    The work grows with the square of the edits, at most ``most_edits``.
    """
    kept = sum((Counter(old) & Counter(new)).values())
    if kept == 0 or len(old) + len(new) - 2 * kept > most_edits:
        return []
    trace = _trace(old, new, most_edits)
    return _backwards(trace, len(old), len(new)) if trace else []


def _trace(old: Sequence[str], new: Sequence[str], most_edits: int) -> list[list[int]]:
    """Return for each number of edits how far each diagonal came before it; empty where they do not suffice."""
    middle = most_edits + 1
    reach = [0] * (2 * middle + 1)
    trace: list[list[int]] = []
    for edits in range(most_edits + 1):
        trace.append(reach[middle - edits - 1 : middle + edits + 2])
        for diagonal in range(middle - edits, middle + edits + 1, 2):
            left, right = reach[diagonal - 1], reach[diagonal + 1]
            x = right if _is_down(left, right, diagonal - middle, edits) else left + 1
            y = x - diagonal + middle
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return trace
    return []


def _is_down(left: int, right: int, diagonal: int, edits: int) -> bool:
    """Whether a diagonal is best reached by putting in rather than by taking out."""
    return diagonal == -edits or (diagonal != edits and left < right)


def _backwards(trace: list[list[int]], x: int, y: int) -> list[Match]:
    found: list[Match] = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, middle = trace[edits], edits + 1
        diagonal = x - y
        left, right = reach[middle + diagonal - 1], reach[middle + diagonal + 1]
        is_down = _is_down(left, right, diagonal, edits)
        from_x = right if is_down else left
        from_y = from_x - (diagonal + 1 if is_down else diagonal - 1)
        start = from_x if is_down else from_x + 1
        if x > start:
            found.append(Match(start, start - diagonal, x - start))
        x, y = from_x, from_y
    return found[::-1]
