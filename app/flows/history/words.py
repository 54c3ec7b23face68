"""The word-level difference of two texts, in time that a hostile text cannot stretch."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from app.flows.history.answers import Piece
from app.flows.history.shortest import matches

MOST_EDITS = 300
"""Words taken out and put in within one stretch; with more it is shown as replaced whole."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\s+|\w+|[^\w\s]")  # scripts without spaces go by character


class Run(NamedTuple):
    """A stretch of a text: the same in both if ``before`` is ``after``, else what stands in whose place."""

    before: str
    after: str

    @property
    def is_same(self) -> bool:
        """Whether both texts have it."""
        return self.before == self.after


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return the difference to read: same + removed is ``before``, same + added is ``after``."""
    return tuple(_pieces(runs(before, after)))


def runs(before: str, after: str) -> list[Run]:
    """Return the texts cut into runs, the same and the differing ones in turn; none is empty on both sides.

    By lines, and within what differs by words; where too many of either differ, that stretch is one run.
    """
    found: list[Run] = []
    for hunk in _matched(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if hunk.is_same:
            found.append(hunk)
        else:
            found += _matched(_WORD.findall(hunk.before), _WORD.findall(hunk.after))
    return _joined(found)


def _pieces(found: list[Run]) -> Iterator[Piece]:
    for run in found:
        if run.is_same:
            yield Piece("same", run.before)
            continue
        if run.before:
            yield Piece("removed", run.before)
        if run.after:
            yield Piece("added", run.after)


def _matched(old: list[str], new: list[str]) -> list[Run]:
    """Cut two lists of tokens into runs: both ends by hand, as most edits are small, the middle by edits."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    begin, end = old[:head], old[len(old) - tail :]
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    return [_run(begin, begin), *_middle(old, new), _run(end, end)]


def _middle(old: list[str], new: list[str]) -> Iterator[Run]:
    at_old = at_new = 0
    for match in matches(old, new, MOST_EDITS):
        yield _run(old[at_old : match.old], new[at_new : match.new])
        at_old, at_new = match.old + match.size, match.new + match.size
        yield _run(old[match.old : at_old], new[match.new : at_new])
    yield _run(old[at_old:], new[at_new:])


def _run(old: Sequence[str], new: Sequence[str]) -> Run:
    return Run("".join(old), "".join(new))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _joined(found: list[Run]) -> list[Run]:
    """Join neighbours of one make; a blank alone between two changes is part of the change."""
    joined: list[Run] = []
    shown = [run for run in found if run != ("", "")]
    for run, following in zip(shown, [*shown[1:], None], strict=False):
        is_gap = run.is_same and run.before.isspace() and "\n" not in run.before
        is_between = is_gap and following is not None and not following.is_same
        if joined and (joined[-1].is_same == run.is_same or (is_between and not joined[-1].is_same)):
            last = joined.pop()
            run = Run(last.before + run.before, last.after + run.after)
        joined.append(run)
    return joined
