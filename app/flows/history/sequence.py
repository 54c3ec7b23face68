"""Putting the entries of a list into another order by moving as few as possible."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

Number = int | float


def orders(wanted: Sequence[str], now: Mapping[str, Number]) -> list[Number]:
    """Return an order for each wanted entry so that (order, id) sorts them; most keep the one they have.

    ``now`` holds the orders of the entries that are there; the others come in between, or, where numbers have
    no room between two, all are numbered anew.
    """
    kept = _longest_rise([(now[each], each) if each in now else None for each in wanted])
    found: list[Number] = []
    place = 0
    while place < len(wanted):
        if place in kept:
            found.append(now[wanted[place]])
            place += 1
            continue
        end = next((at for at in range(place, len(wanted)) if at in kept), len(wanted))
        after = now[wanted[end]] if end < len(wanted) else None
        found += _between(found[-1] if found else None, after, end - place)
        place = end
    keys = list(zip(found, wanted, strict=True))
    is_sound = all(one < other for one, other in pairwise(keys))
    return found if is_sound else list(range(1, len(wanted) + 1))


def _between(before: Number | None, after: Number | None, count: int) -> list[Number]:
    if after is None:
        return [(before or 0) + each for each in range(1, count + 1)]
    if before is None:
        return [after - count + each for each in range(count)]
    return [before + (after - before) * each / (count + 1) for each in range(1, count + 1)]


def _longest_rise(keys: Sequence[tuple[Number, str] | None]) -> set[int]:
    """Return the places of a longest run of rising keys."""
    tails: list[tuple[Number, str]] = []
    places: list[int] = []
    previous: dict[int, int | None] = {}
    for place, key in enumerate(keys):
        if key is None:
            continue
        at = bisect_left(tails, key)
        previous[place] = places[at - 1] if at else None
        tails[at : at + 1] = [key]
        places[at : at + 1] = [place]
    found: set[int] = set()
    last = places[-1] if places else None
    while last is not None:
        found.add(last)
        last = previous[last]
    return found
