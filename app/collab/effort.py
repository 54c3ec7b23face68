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
LOAD_UNITS_PER_NS = 2  # the same where the text comes with the update, and whenever the document is loaded
CUT_VALUE_NS = 60  # cutting a run of plain values, per value
SWITCH_NS = 20  # per struct of a client on whom another one leans within the update
GLUE_NS = 5  # per unit of the run that is glued to
WALK_NS = 9  # per struct of a map entry on the way to its oldest, where a struct names no neighbour
MAX_STRUCTS = 50_000  # known at the places to count


class Effort:
    """The account of one update. ``lanes`` are what is known, ``runs`` what the update adds so far.

    ``ns`` is what merging it costs, ``load_ns`` by how much it makes the document dearer to load.
    """

    def __init__(
        self, lanes: Mapping[int, Lane], runs: Mapping[int, Lane], max_ns: int, max_load_ns: int
    ) -> None:
        self.ns = 0
        self.load_ns = 0
        self._lanes = lanes
        self._runs = runs
        self._max_ns = max_ns
        self._max_load_ns = max_load_ns
        self._steps: dict[Place, int] = {}
        self._seen: dict[Place, int] = {}
        self._origins: set[Id] = set()  # among what is new, those that something already stands behind
        self._cuts: dict[int, list[int]] = {}
        self._seams: dict[int, dict[int, int]] = {}
        self._lengths: dict[int, int] = {}

    def lean(self, structs: int) -> None:
        """Charge for a struct beside one of another client, who brings so many in the same update."""
        self._charge(structs * SWITCH_NS)

    def cut(self, lane: Lane, index: int, clock: int, *, stays: bool) -> bool:
        """Charge for cutting a run in two before a clock; False if it is cut there already.

        ``stays`` tells that both halves do: what is deleted is small when it is loaded.
        """
        cuts = self._cuts.setdefault(lane.client, [])
        at = bisect_left(cuts, clock)
        if at < len(cuts) and cuts[at] == clock:
            return False
        start = max(lane.starts[index], cuts[at - 1] if at else 0)
        end = min(lane.end(index), cuts[at] if at < len(cuts) else lane.next)
        cuts.insert(at, clock)
        if clock in self._seams.get(lane.client, ()):
            pass  # it comes in two pieces: there is nothing to cut
        elif lane.kinds[index] == STRING:
            is_new = self._runs.get(lane.client) is lane
            right = LOAD_UNITS_PER_NS if stays and is_new else CUT_RIGHT_UNITS_PER_NS
            self._charge((clock - start) * CUT_LEFT_NS + (end - clock) // right)
            if stays:
                self._charge_load((end - clock) // LOAD_UNITS_PER_NS)
        elif lane.kinds[index] == ANY:
            self._charge((end - start) * CUT_VALUE_NS)
        if place := place_of(lane.homes[index]):
            self._seen[place] = self._seen.get(place, 0) + 1
        return True

    def insert(self, client: int, struct: Struct, place: Place, *, continues: bool) -> None:
        """Charge for one struct; ``continues`` if it will be one with the struct before it."""
        if continues:
            self._seams.setdefault(client, {})[struct.clock] = self._lengths.get(client, 0)
        self._lengths[client] = struct.length
        others = place.structs + self._seen.get(place, 0)
        self._seen[place] = self._seen.get(place, 0) + 1
        if struct.origin is None and place.key is not None:
            self._charge(others * WALK_NS)
        if not self._is_first_behind(client, struct):
            self._steps[place] = self._steps.get(place, 0) + others

    def total_ns(self, fresh: Iterable[tuple[int, Struct, Place | None]]) -> int:
        """Return what it all costs, at most, counting exactly only where need be. Raises Laborious."""
        self._glue()
        spent = sum(self._steps.values()) * CONFLICT_NS
        if self.ns + spent > self._max_ns:
            spare = (self._max_ns - self.ns) // (2 * CONFLICT_NS * max(1, len(self._steps)))
            doubtful = {place: Order() for place, steps in self._steps.items() if steps > spare}
            spent -= sum(self._steps[place] for place in doubtful) * CONFLICT_NS
            spent += _count(doubtful, self._lanes.values(), fresh) * CONFLICT_NS
        self._charge(spent)
        return self.ns

    def _glue(self) -> None:
        """Charge for gluing what stays side by side: each struct to all that was glued before it.

        A seam's value is the length of the struct before it; where something was put or deleted at a seam, it stays.
        """
        for client, seams in self._seams.items():
            cuts, glued, last = set(self._cuts.get(client, ())), 0, 0
            for clock, length in seams.items():
                glued = glued + length if last + length == clock else length
                last = clock
                if clock in cuts:
                    glued = 0
                self._charge(glued * GLUE_NS)

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

    def _charge_load(self, ns: int) -> None:
        self.load_ns += ns
        if self.load_ns > self._max_load_ns:
            raise Laborious

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
