"""Checks an update against what is known, without changing it. See guard.decision.md."""

from app.collab.change import Change, Fresh, Gap, Tangled
from app.collab.effort import Effort
from app.collab.lanes import Lane
from app.collab.places import Container, Place, container, place_of
from app.collab.structs import (
    DELETED,
    GC,
    MAP,
    MAX_CLOCK,
    SKIP,
    TEXT,
    TYPE,
    Deletes,
    Id,
    Limits,
    Struct,
    Update,
)


class Check:
    """One update against what a ledger knows. Blocks may refer to each other in any order: it works from a stack."""

    def __init__(
        self,
        lanes: dict[int, Lane],
        roots: dict[str, Container],
        update: Update,
        limits: Limits,
        *,
        is_trusted: bool,
    ) -> None:
        self.lanes = lanes
        self.roots = roots
        self.update = update
        self.is_trusted = is_trusted
        self.change = Change()
        self.runs = self.change.runs
        self.structs = {block.client: block.structs for block in update.blocks}
        self.done = dict.fromkeys(self.structs, 0)
        self.effort = Effort(
            self.lanes, self.runs, int(limits.max_work_seconds * 1e9), int(limits.max_load_seconds * 1e9)
        )

    def run(self) -> Change:
        """Return what is new. Raises Gap, Tangled, Laborious."""
        for client in self.structs:
            self._advance(client)
        for deletes in self.update.deletes:
            self._delete(deletes)
        self.change.work_ns = self.effort.total_ns(self.change.fresh)
        self.change.load_ns = self.effort.load_ns
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
        if not self.is_trusted:
            self._lean(client, left_lane, right_lane)
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

    def _lean(self, client: int, *beside: Lane | None) -> None:
        for lane in beside:
            if lane is not None and lane.client < client and lane is self.runs.get(lane.client):
                self.effort.lean(len(self.structs[lane.client]))

    def _add(self, client: int, struct: Struct, place: Place, run: Lane) -> None:
        _, length, kind, origin, right, *_ = struct
        lane = run if run.starts else self.lanes.get(client)
        continues = lane is not None and lane.continues(kind, place, origin, right)
        if not self.is_trusted:
            self.effort.insert(client, struct, place, continues=continues)
        if not continues:
            self.change.grown[place] = self.change.grown.get(place, 0) + 1
        if struct.pairs:
            run.halves.extend(struct.pairs)
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
            self._cut(lane, index, id_[1] + after, stays=True)
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

    def _cut(self, lane: Lane, index: int, clock: int, *, stays: bool) -> None:
        """Note that a run is cut in two before a clock."""
        if self.is_trusted:
            return
        if lane.halves and lane.splits_pair(clock):
            raise Tangled("a character is cut in half")
        if self.effort.cut(lane, index, clock, stays=stays) and (place := place_of(lane.homes[index])):
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
            self._cut(lane, index, start, stays=False)
        while index < len(lane.starts) and lane.starts[index] < end:
            if place := place_of(lane.homes[index]):
                self.change.losses.add(place)
            index += 1
        if end < lane.end(index - 1):
            self._cut(lane, index - 1, end, stays=False)


def _rest(client: int, struct: Struct, known: int) -> Struct:
    """The unknown end of a struct: it stands behind what is known of it, whatever its beginning says."""
    offset = known - struct.clock
    if known in struct.pairs:
        raise Tangled("a character is cut in half")
    return struct._replace(
        clock=known,
        length=struct.length - offset,
        origin=(client, known - 1) if struct.kind != GC else None,
        parent=None,
        key=None,
        pairs=[at for at in struct.pairs if at > known],
    )
