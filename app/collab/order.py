"""The structs of one place in their order, found as Yjs finds it: so a conflict's steps can be counted."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.collab.structs import Id

MAX_STEPS = 200_000  # of counting: under half a second


class Laborious(Exception):
    """Integrating the update could take too long."""

    def __init__(self) -> None:
        super().__init__("it would take too long to merge")


class Row(NamedTuple):
    """One struct of a place as the ledger knows it; ``weight`` is in how many pieces it may be."""

    start: int
    end: int
    left: Id | None
    right: Id | None
    weight: int


class Order:
    """The structs of one place in their order, found as Yjs finds it; ``steps`` counts the way."""

    def __init__(self) -> None:
        self.steps = 0
        self._head = -1
        self._clients: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._lefts: list[Id | None] = []
        self._rights: list[Id | None] = []
        self._next: list[int] = []
        self._weights: list[int] = []
        self._by_client: dict[int, tuple[list[int], list[int]]] = {}

    def insert(
        self, client: int, start: int, end: int, left: Id | None, right: Id | None, weight: int = 1
    ) -> None:
        """Add a struct whose neighbours are here. ``weight`` is in how many pieces it may be."""
        before = -1
        if left is not None:
            before = self._find(left)
            if before >= 0 and left[1] + 1 < self._ends[before]:
                self._cut(before, left[1] + 1)
        after = -1
        if right is not None:
            after = self._find(right)
            if after >= 0 and self._starts[after] < right[1]:
                after = self._cut(after, right[1])
        before = self._pass(before, after, client, left, right)
        piece = self._add(client, start, end, left, right, weight)
        if before < 0:
            self._next[piece], self._head = self._head, piece
        else:
            self._next[piece], self._next[before] = self._next[before], piece

    def rebuild(self, rows: Mapping[int, Sequence[Row]]) -> None:
        """Integrate what is known of a place, per client ascending: each after those it stands between."""
        done = dict.fromkeys(rows, 0)

        def lacks(id_: Id | None) -> bool:
            if id_ is None or id_[0] not in rows:
                return False
            theirs, at = rows[id_[0]], done[id_[0]]
            return at < len(theirs) and theirs[at].start <= id_[1]

        for first in rows:
            stack = [first]
            while stack:
                client = stack[-1]
                if done[client] == len(rows[client]):
                    stack.pop()
                    continue
                row = rows[client][done[client]]
                need = row.left if lacks(row.left) else row.right if lacks(row.right) else None
                if need is not None and need[0] not in stack:
                    stack.append(need[0])
                    continue
                self.insert(client, *row)
                done[client] += 1
                if len(stack) > 1:
                    stack.pop()

    def ids(self) -> list[tuple[int, int, int]]:
        """Return client, start and end of every piece in order."""
        found: list[tuple[int, int, int]] = []
        piece = self._head
        while piece >= 0:
            found.append((self._clients[piece], self._starts[piece], self._ends[piece]))
            piece = self._next[piece]
        return found

    def _pass(self, before: int, after: int, client: int, left: Id | None, right: Id | None) -> int:
        """Return behind which piece it goes: the way past what others put between the same neighbours."""
        passed: set[int] = set()
        rivals: set[int] = set()
        here = self._next[before] if before >= 0 else self._head
        while here not in (-1, after):
            self.steps += self._weights[here]
            if self.steps > MAX_STEPS:
                raise Laborious
            passed.add(here)
            rivals.add(here)
            its_left = self._lefts[here]
            if its_left == left:
                if self._clients[here] < client:
                    before = here
                    rivals.clear()
                elif self._rights[here] == right:
                    break
            elif its_left is None or (behind := self._find(its_left)) not in passed:
                break
            elif behind not in rivals:
                before = here
                rivals.clear()
            here = self._next[here]
        return before

    def _find(self, id_: Id) -> int:
        """Return the piece that holds an id, -1 if it stands elsewhere."""
        if id_[0] not in self._by_client:
            return -1
        starts, pieces = self._by_client[id_[0]]
        at = bisect_right(starts, id_[1]) - 1
        return pieces[at] if at >= 0 and id_[1] < self._ends[pieces[at]] else -1

    def _cut(self, piece: int, clock: int) -> int:
        """Cut a piece in two before a clock; return the second."""
        client, end = self._clients[piece], self._ends[piece]
        self._ends[piece] = clock
        second = self._add(client, clock, end, (client, clock - 1), self._rights[piece], self._weights[piece])
        self._next[second], self._next[piece] = self._next[piece], second
        return second

    def _add(self, client: int, start: int, end: int, left: Id | None, right: Id | None, weight: int) -> int:
        piece = len(self._starts)
        self._clients.append(client)
        self._starts.append(start)
        self._ends.append(end)
        self._lefts.append(left)
        self._rights.append(right)
        self._next.append(-1)
        self._weights.append(weight)
        starts, pieces = self._by_client.setdefault(client, ([], []))
        at = bisect_right(starts, start)
        starts.insert(at, start)
        pieces.insert(at, piece)
        return piece
