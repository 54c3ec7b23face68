"""A light mirror of the document's struct store: which clocks are known, where each lives, which are deleted.

An update is checked against it without changing it; what passed is then accepted. See guard.decision.md.
"""

from collections.abc import Iterable
from typing import NamedTuple, Self

from app.collab.effort import Effort
from app.collab.places import Container, Lane, Place, Spans, container, place_of, roots
from app.collab.structs import (
    DELETED,
    GC,
    MAP,
    MAX_CLOCK,
    SKIP,
    TEXT,
    TYPE,
    UNBOUNDED,
    BadUpdate,
    Deletes,
    Id,
    Limits,
    Struct,
    Update,
    decode,
)


class Gap(Exception):
    """The update depends on something that is not known here; a client that syncs again can mend that."""


class Tangled(Exception):
    """The structs contradict each other or the document: no honest client writes that."""


class Fresh(NamedTuple):
    """A struct, or the end of one, that was not known; ``place`` is None for what is garbage at birth."""

    client: int
    struct: Struct
    place: Place | None


class Change:
    """What an update brings that is new. Good for ``accept`` until the next one is accepted.

    ``deletes`` is what it says, ``dead`` also what follows; ``repeats`` tells that some of it was known. Of what is
    trusted neither ``fresh`` nor ``deletes`` is noted.
    """

    __slots__ = ("dead", "deletes", "entries", "fresh", "grown", "losses", "repeats", "runs", "work_ns")

    def __init__(self) -> None:
        self.fresh: list[Fresh] = []
        self.losses: set[Place] = set()
        self.runs: dict[int, Lane] = {}
        self.deletes: dict[int, list[tuple[int, int]]] = {}
        self.dead: dict[int, list[tuple[int, int]]] = {}
        self.entries: dict[tuple[Container, str], Place] = {}
        self.grown: dict[Place, int] = {}
        self.work_ns = 0
        self.repeats = False


class Ledger:
    """The mirror of one document."""

    def __init__(self) -> None:
        self.lanes: dict[int, Lane] = {}
        self.roots = roots()

    @classmethod
    def from_state(cls, state: bytes) -> Self:
        """Build it from a whole trusted document, as ``Doc.get_update()`` gives it. Raises ValueError."""
        try:
            return cls.of([decode(state, UNBOUNDED)])
        except BadUpdate as error:
            raise ValueError(f"not the state of a flow: {error}") from error

    @classmethod
    def of(cls, updates: Iterable[Update]) -> Self:
        """Build it from a trusted state and the trusted updates that came after it. Raises ValueError."""
        ledger = cls()
        try:
            for update in updates:
                ledger.accept(_Check(ledger, update, UNBOUNDED, is_trusted=True).run())
        except (Gap, Tangled) as error:
            raise ValueError(f"not the state of a flow: {error}") from error
        return ledger

    def state_vector(self) -> dict[int, int]:
        """Client ids and the next clock of each."""
        return {client: lane.next for client, lane in self.lanes.items()}

    def deleted(self, client: int, change: Change) -> Spans:
        """Return what is deleted of a client's clocks once a change is accepted."""
        spans = Spans()
        if lane := self.lanes.get(client):
            spans.add(list(lane.dead))
        spans.add(list(change.dead.get(client, ())))
        return spans

    def check(self, update: Update, limits: Limits) -> Change:
        """Return what is new in an update; changes nothing. Raises Gap, Tangled, Laborious."""
        return _Check(self, update, limits, is_trusted=False).run()

    def accept(self, change: Change) -> None:
        """Take over what was checked last."""
        for client, run in change.runs.items():
            if (lane := self.lanes.get(client)) is not None:
                lane.extend(run)
            else:
                self.lanes[client] = run
        for (holder, key), place in change.entries.items():
            holder.entries[key] = place
        for place, structs in change.grown.items():
            place.structs += structs
        for client, spans in change.dead.items():
            self.lanes[client].dead.add(spans)

    def learn(self, deletes: Iterable[Deletes]) -> None:
        """Take note of deletions that the document made by itself (the loser of two concurrent values)."""
        for client, spans in deletes:
            if lane := self.lanes.get(client):
                pairs = zip(spans[::2], spans[1::2], strict=True)
                lane.dead.add([(start, min(end, lane.next)) for start, end in pairs if start < lane.next])


class _Check:
    """One update against one ledger. Blocks may refer to each other in any order: it works from a stack."""

    def __init__(self, ledger: Ledger, update: Update, limits: Limits, *, is_trusted: bool) -> None:
        self.lanes = ledger.lanes
        self.roots = ledger.roots
        self.update = update
        self.is_trusted = is_trusted
        self.change = Change()
        self.runs = self.change.runs
        self.structs = {block.client: block.structs for block in update.blocks}
        self.done = dict.fromkeys(self.structs, 0)
        self.effort = Effort(self.lanes, self.runs, int(limits.max_work_seconds * 1e9))

    def run(self) -> Change:
        for client in self.structs:
            self._advance(client)
        for deletes in self.update.deletes:
            self._delete(deletes)
        self.change.work_ns = self.effort.total_ns(self.change.fresh)
        return self.change

    def _advance(self, client: int) -> None:
        stack = [(client, MAX_CLOCK + 1)]
        waiting = {client}
        while stack:
            client, target = stack[-1]
            need = self._read(client, target)
            if need is None:
                stack.pop()
                waiting.remove(client)
                continue
            other, clock = need
            if other in waiting:
                raise Tangled("structs wait for each other")
            theirs = self.structs.get(other)
            if theirs is None or theirs[-1].clock + theirs[-1].length <= clock:
                raise Gap("it builds on something that is not here")
            stack.append((other, clock + 1))
            waiting.add(other)

    def _read(self, client: int, target: int) -> Id | None:
        """Take this client's structs up to a clock; return the id that must come first, if one is missing."""
        lane, run = self.lanes.get(client), self.runs.get(client)
        known = run.next if run else lane.next if lane else 0
        structs, at = self.structs[client], self.done[client]
        need = None
        while at < len(structs) and known < target:
            struct = structs[at]
            if struct.kind == SKIP or struct.clock > known:
                raise Gap("clocks are left out")
            if struct.clock + struct.length > known:
                if run is None:
                    run = self.runs[client] = Lane(client, known)
                if struct.clock < known:
                    self.change.repeats = True
                    struct = _rest(client, struct, known)
                need = self._take(client, struct, run)
                if need is not None:
                    break
                known = run.next
            else:
                self.change.repeats = True
            at += 1
        self.done[client] = at
        return need

    def _find(self, id_: Id) -> Lane | None:
        """Return the lane that holds an id, None if it is not known."""
        client, clock = id_
        lane = self.lanes.get(client)
        if lane is not None and clock < lane.next:
            return lane
        lane = self.runs.get(client)
        return lane if lane is not None and clock < lane.next else None

    def _take(self, client: int, struct: Struct, run: Lane) -> Id | None:
        """Add a struct to the run of its client, unless an id must come first: that is returned."""
        origin, right, parent = struct.origin, struct.right, struct.parent
        left_lane = right_lane = parent_lane = None
        if origin is not None and (left_lane := self._find(origin)) is None:
            return origin
        if right is not None and (right_lane := self._find(right)) is None:
            return right
        if type(parent) is tuple and (parent_lane := self._find(parent)) is None:
            return parent
        place = None if struct.kind == GC else self._place(struct, left_lane, right_lane, parent_lane)
        if place is None:
            run.append(struct.length, GC, None, None, None)
        else:
            self._add(client, struct, place, run)
        if place is None or struct.kind == DELETED:
            self._bury(client, struct.clock, run.next)
        elif place.key is not None and origin is not None:
            self._bury(origin[0], origin[1], origin[1] + 1)  # it is overwritten
        if not self.is_trusted:
            self.change.fresh.append(Fresh(client, struct, place))
        return None

    def _add(self, client: int, struct: Struct, place: Place, run: Lane) -> None:
        clock, length, kind, origin, right, *_ = struct
        lane = run if run.starts else self.lanes.get(client)
        continues = lane is not None and lane.continues(kind, place, origin, right)
        if not self.is_trusted:
            self.effort.insert(client, struct, place, continues=continues)
        if not continues:
            self.change.grown[place] = self.change.grown.get(place, 0) + 1
        if struct.pairs:
            run.halves.extend(clock + offset for offset in struct.pairs)
        if continues and lane is run:
            run.next += length
        else:
            home = container(struct.type, place) if kind == TYPE else place
            run.begin(length, kind, home, origin, right)

    def _bury(self, client: int, start: int, end: int) -> None:
        self.change.dead.setdefault(client, []).append((start, end))

    def _place(
        self, struct: Struct, left: Lane | None, right: Lane | None, parent: Lane | None
    ) -> Place | None:
        """Where a struct belongs whose dependencies are all known; cuts what it stands in the middle of."""
        if struct.origin is None and struct.right is None:
            return self._entry(struct, parent)
        before = self._neighbour(left, struct.origin, 1) if left and struct.origin else None
        after = self._neighbour(right, struct.right, 0) if right and struct.right else None
        if self.is_trusted:
            return before or after
        if left and right and before is not after:
            raise Tangled("the neighbours of a struct live in different places")
        place = before or after
        if place and place.key is not None and right:
            raise Tangled("a map entry has no right neighbour")
        return place

    def _neighbour(self, lane: Lane, id_: Id, after: int) -> Place | None:
        index = lane.find(id_[1])
        if lane.starts[index] < id_[1] + after < lane.end(index):
            self._cut(lane, index, id_[1] + after)
        return place_of(lane.homes[index])

    def _entry(self, struct: Struct, lane: Lane | None) -> Place | None:
        """The place that a struct without neighbours names: an entry of a map, or a text."""
        if isinstance(struct.parent, str):
            holder = self.roots.get(struct.parent)
            if holder is None:
                raise Tangled("a root that a flow does not have")
        else:
            assert struct.parent is not None
            assert lane is not None
            index = lane.find(struct.parent[1])
            if lane.kinds[index] in (GC, DELETED):
                return None
            holder = lane.homes[index]
            if not isinstance(holder, Container):
                raise Tangled("the parent of a struct is no shared type")
        if holder.type == MAP and holder.shape is None and not self.is_trusted:
            raise Tangled("nothing may live so deep")
        key = struct.key
        if (holder.type == TEXT) != (key is None):
            raise Tangled("a map entry needs a key, a character has none")
        if key is None:
            return holder.chars
        place = holder.entries.get(key) or self.change.entries.get((holder, key))
        if place is None:
            place = self.change.entries[holder, key] = Place(holder, key)
        return place

    def _cut(self, lane: Lane, index: int, clock: int) -> None:
        """Note that a run is cut in two before a clock."""
        if self.is_trusted:
            return
        if lane.halves and lane.splits_pair(clock):
            raise Tangled("a character is cut in half")
        if self.effort.cut(lane, index, clock) and (place := place_of(lane.homes[index])):
            self.change.grown[place] = self.change.grown.get(place, 0) + 1

    def _delete(self, deletes: Deletes) -> None:
        client = deletes.client
        lane, run = self.lanes.get(client), self.runs.get(client)
        known = run.next if run else lane.next if lane else 0
        parts: list[tuple[int, int]] = []
        for start, end in deletes.ranges():
            if end > known:
                raise Gap("it deletes what is not here")
            parts.extend(lane.dead.outside(start, end) if lane else ((start, end),))
        self.change.repeats |= parts != list(deletes.ranges())
        if not parts:
            return
        self.change.dead.setdefault(client, []).extend(parts)
        if self.is_trusted:
            return
        self.change.deletes[client] = parts
        for start, end in parts:
            for part in (lane, run):
                if part is not None and part.starts:
                    self._lose(part, start, end)

    def _lose(self, lane: Lane, start: int, end: int) -> None:
        first = lane.starts[0]
        if start >= lane.next or end <= first:
            return
        index = lane.find(max(start, first))
        if lane.starts[index] < start:
            self._cut(lane, index, start)
        while index < len(lane.starts) and lane.starts[index] < end:
            if place := place_of(lane.homes[index]):
                self.change.losses.add(place)
            index += 1
        if end < lane.end(index - 1):
            self._cut(lane, index - 1, end)


def _rest(client: int, struct: Struct, known: int) -> Struct:
    """The unknown end of a struct: it stands behind what is known of it, whatever its beginning says."""
    offset = known - struct.clock
    if offset in struct.pairs:
        raise Tangled("a character is cut in half")
    return struct._replace(
        clock=known,
        length=struct.length - offset,
        origin=(client, known - 1) if struct.kind != GC else None,
        parent=None,
        key=None,
        pairs=tuple(at - offset for at in struct.pairs if at > offset),
    )
