"""What merging an update costs the native side, which has no limits of its own. See guard.decision.md.

What grows with the square of the update: looking for a position among what others put between the same
neighbours, walking to the oldest value of an entry, cutting runs, and gluing structs to one run. The first is
bounded at once and, where that bound is too high, counted by integrating the place here, as Yjs would.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from app.collab.lanes import Lane
from app.collab.order import Laborious, Order, Row
from app.collab.places import Place, place_of
from app.collab.structs import ANY, STRING, Id, Struct

# Measured with pycrdt 0.14.13.
CONFLICT_NS = 250  # one step past a struct on the way to a position
CUT_LEFT_NS, CUT_RIGHT_UNITS_PER_NS = 3, 20  # cutting a text, per UTF-16 unit on either side
CUT_VALUE_NS = 60  # cutting a run of plain values, per value
GLUE_NS = 5  # per unit of the run that is glued to
WALK_NS = 9  # per struct of a map entry on the way to its oldest, where a struct names no neighbour
MAX_STRUCTS = 50_000  # known at the places to count


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
