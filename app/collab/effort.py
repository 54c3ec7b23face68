"""What merging an update costs the native side, which has no limits of its own. See guard.decision.md.

What grows with the square of the update: looking for a position among what others put between the same
neighbours, walking to the oldest value of an entry, cutting runs, and gluing structs to one run. The first is
bounded at once and, where that bound is too high, counted by integrating the place here, as Yjs would.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.collab.places import Lane, Place, place_of
from app.collab.structs import ANY, STRING, Id, Struct

# Measured with pycrdt 0.14.13.
CONFLICT_NS = 250  # one step past a struct on the way to a position
CUT_LEFT_NS, CUT_RIGHT_UNITS_PER_NS = 3, 20  # cutting a text, per UTF-16 unit on either side
CUT_VALUE_NS = 60  # cutting a run of plain values, per value
GLUE_NS = 5  # per unit of the run that is glued to
WALK_NS = 9  # per struct of a map entry on the way to its oldest, where a struct names no neighbour
MAX_STEPS = 200_000  # of counting, here: under half a second
MAX_STRUCTS = 50_000  # known at the places to count


class Laborious(Exception):
    """Integrating the update could take too long."""

    def __init__(self) -> None:
        super().__init__("it would take too long to merge")


class Effort:
    """The account of one update. ``lanes`` are what is known, ``runs`` what the update adds so far."""

    def __init__(self, lanes: Mapping[int, Lane], runs: Mapping[int, Lane], max_ns: int) -> None:
        self.ns = 0
        self._lanes = lanes
        self._runs = runs
        self._max_ns = max_ns
        self._steps: dict[Place, int] = {}
        self._seen: dict[Place, int] = {}
        self._origins: set[Id] = set()  # among what is new, those that something already stands behind
        self._cuts: dict[int, list[int]] = {}
        self._glued: dict[int, int] = {}

    def cut(self, lane: Lane, index: int, clock: int) -> bool:
        """Charge for cutting a run in two before a clock; False if it is cut there already."""
        cuts = self._cuts.setdefault(lane.client, [])
        at = bisect_left(cuts, clock)
        if at < len(cuts) and cuts[at] == clock:
            return False
        start = max(lane.starts[index], cuts[at - 1] if at else 0)
        end = min(lane.end(index), cuts[at] if at < len(cuts) else lane.next)
        cuts.insert(at, clock)
        if lane.kinds[index] == STRING:
            self._charge((clock - start) * CUT_LEFT_NS + (end - clock) // CUT_RIGHT_UNITS_PER_NS)
        elif lane.kinds[index] == ANY:
            self._charge((end - start) * CUT_VALUE_NS)
        if place := place_of(lane.homes[index]):
            self._seen[place] = self._seen.get(place, 0) + 1
        return True

    def insert(self, client: int, struct: Struct, place: Place, *, continues: bool) -> None:
        """Charge for one struct; ``continues`` if it will be one with the struct before it."""
        glued = self._glued.get(client, 0) if continues else 0
        self._charge(glued * GLUE_NS)
        self._glued[client] = glued + struct.length
        others = place.structs + self._seen.get(place, 0)
        self._seen[place] = self._seen.get(place, 0) + 1
        if struct.origin is None and place.key is not None:
            self._charge(others * WALK_NS)
        if not self._is_first_behind(client, struct):
            self._steps[place] = self._steps.get(place, 0) + others

    def total_ns(self, fresh: Iterable[tuple[int, Struct, Place | None]]) -> int:
        """Return what it all costs, at most, counting exactly only where need be. Raises Laborious."""
        spent = sum(self._steps.values()) * CONFLICT_NS
        if self.ns + spent > self._max_ns:
            spare = (self._max_ns - self.ns) // (2 * CONFLICT_NS * max(1, len(self._steps)))
            doubtful = {place: Order() for place, steps in self._steps.items() if steps > spare}
            spent -= sum(self._steps[place] for place in doubtful) * CONFLICT_NS
            spent += _count(doubtful, self._lanes.values(), fresh) * CONFLICT_NS
        self._charge(spent)
        return self.ns

    def _is_first_behind(self, client: int, struct: Struct) -> bool:
        """Whether nothing that is not behind this client's last struct can stand behind the left neighbour.

        What is passed on the way stands behind the left neighbour or behind what was passed: if nothing else
        does, or only what came since the client's own last character, the way is short.
        """
        left = struct.origin
        if left is None:
            return False
        run = self._runs.get(left[0])
        is_first = False
        if run is not None and run.starts and left[1] >= run.starts[0]:
            is_first = left not in self._origins
            self._origins.add(left)
        return is_first or left == (client, struct.clock - 1)

    def _charge(self, ns: int) -> None:
        self.ns += ns
        if self.ns > self._max_ns:
            raise Laborious


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


def _count(
    orders: Mapping[Place, Order], lanes: Iterable[Lane], fresh: Iterable[tuple[int, Struct, Place | None]]
) -> int:
    """Return how many steps it takes to integrate what is new into what is known of these places."""
    known: dict[Place, dict[int, list[Row]]] = {place: {} for place in orders}
    rows = 0
    for lane in lanes:
        for index, home in enumerate(lane.homes):
            place = place_of(home)
            if place in known:
                known[place].setdefault(lane.client, []).append(_row(lane, index))
                rows += 1
    if rows > MAX_STRUCTS:
        raise Laborious
    for place, order in orders.items():
        order.rebuild(known[place])
    before = sum(order.steps for order in orders.values())
    for client, struct, place in fresh:
        if place is not None and (order := orders.get(place)):
            order.insert(client, struct.clock, struct.clock + struct.length, struct.origin, struct.right)
    return sum(order.steps for order in orders.values()) - before


def _row(lane: Lane, index: int) -> Row:
    start, end, dead = lane.starts[index], lane.end(index), lane.dead
    deleted = bisect_left(dead.starts, end) - bisect_right(dead.ends, start)
    return Row(start, end, lane.left_of(index), lane.right_of(index), 1 + 2 * deleted)
