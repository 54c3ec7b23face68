"""What is known of each client's clocks: where they live, which are deleted, what stood beside them."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from heapq import merge

from app.collab.places import Home
from app.collab.structs import TYPE, Id

_FEW_SPANS = 16
_NOBODY: Id = (2**64 - 1, 0)


class Spans:
    """Half-open ranges of clocks, ascending and apart."""

    __slots__ = ("ends", "starts")

    def __init__(self) -> None:
        self.starts = array("I")
        self.ends = array("I")

    def add(self, spans: list[tuple[int, int]]) -> None:
        """Add ranges in any order; they may overlap."""
        if len(spans) > _FEW_SPANS:
            spans.sort()
            every = merge(iter(self), spans)
            self.starts, self.ends = array("I"), array("I")
            for start, end in every:
                if self.ends and start <= self.ends[-1]:
                    self.ends[-1] = max(end, self.ends[-1])
                else:
                    self.starts.append(start)
                    self.ends.append(end)
            return
        for start, end in spans:
            if not self.starts or start >= self.starts[-1]:  # mostly it is the last that was overwritten
                self._add_last(start, end)
                continue
            low, high = bisect_left(self.ends, start), bisect_right(self.starts, end)
            if low < high:
                start, end = min(start, self.starts[low]), max(end, self.ends[high - 1])
            self.starts[low:high] = array("I", (start,))
            self.ends[low:high] = array("I", (end,))

    def _add_last(self, start: int, end: int) -> None:
        if self.ends and start <= self.ends[-1]:
            self.ends[-1] = max(end, self.ends[-1])
        else:
            self.starts.append(start)
            self.ends.append(end)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)

    def outside(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of a range that are not in here."""
        at = bisect_right(self.ends, start)
        while start < end and at < len(self.starts) and self.starts[at] < end:
            if start < self.starts[at]:
                yield start, self.starts[at]
            start = self.ends[at]
            at += 1
        if start < end:
            yield start, end


class Lane:
    """One client's clocks up to ``next``, in ranges that Yjs would keep as one struct. Append only.

    ``halves`` are clocks of second halves of surrogate pairs; ``right`` is the right origin of the last range.
    """

    __slots__ = (
        "client", "dead", "halves", "homes", "kinds", "left_clients", "left_clocks", "next", "right",
        "right_clients", "right_clocks", "starts",
    )  # fmt: skip

    def __init__(self, client: int, first: int) -> None:
        self.client = client
        self.next = first
        self.right: Id | None = None
        self.starts = array("I")
        self.homes: list[Home] = []
        self.kinds = bytearray()
        self.left_clients, self.left_clocks = array("Q"), array("I")
        self.right_clients, self.right_clocks = array("Q"), array("I")
        self.halves = array("I")
        self.dead = Spans()

    def append(self, length: int, kind: int, home: Home, left: Id | None, right: Id | None) -> None:
        """Add the next clocks and between which neighbours they were put."""
        if self.continues(kind, home, left, right):
            self.next += length
        else:
            self.begin(length, kind, home, left, right)

    def begin(self, length: int, kind: int, home: Home, left: Id | None, right: Id | None) -> None:
        """Add the next clocks as a range of their own."""
        self.starts.append(self.next)
        self.homes.append(home)
        self.kinds.append(kind)
        client, clock = left or _NOBODY
        self.left_clients.append(client)
        self.left_clocks.append(clock)
        client, clock = right or _NOBODY
        self.right_clients.append(client)
        self.right_clocks.append(clock)
        self.right = right
        self.next += length

    def continues(self, kind: int, home: Home, left: Id | None, right: Id | None) -> bool:
        """Whether a struct that comes next would be one with the last."""
        if not self.kinds or self.kinds[-1] != kind or kind == TYPE or self.homes[-1] is not home:
            return False
        return home is None or (left == (self.client, self.next - 1) and right == self.right)

    def extend(self, run: "Lane") -> None:
        """Add everything of a lane that begins where this one ends."""
        for index, (start, kind, home) in enumerate(zip(run.starts, run.kinds, run.homes, strict=True)):
            self.append(run.end(index) - start, kind, home, run.left_of(index), run.right_of(index))
        self.halves.extend(run.halves)

    def find(self, clock: int) -> int:
        """Return the index of the range in which a clock of this lane lies."""
        starts = self.starts
        return len(starts) - 1 if clock >= starts[-1] else bisect_right(starts, clock) - 1

    def end(self, index: int) -> int:
        """Return the clock at which a range ends."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.next

    def left_of(self, index: int) -> Id | None:
        """Return the left origin of a range."""
        client = self.left_clients[index]
        return None if client == _NOBODY[0] else (client, self.left_clocks[index])

    def right_of(self, index: int) -> Id | None:
        """Return the right origin of a range."""
        client = self.right_clients[index]
        return None if client == _NOBODY[0] else (client, self.right_clocks[index])

    def splits_pair(self, clock: int) -> bool:
        """Whether a cut before this clock goes through a character."""
        at = bisect_left(self.halves, clock)
        return at < len(self.halves) and self.halves[at] == clock
