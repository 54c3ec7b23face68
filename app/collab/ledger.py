"""A light mirror of the document's struct store: which clocks are known, where each lives, which are deleted.

An update is checked against it without changing it; what passed is then accepted. See guard.decision.md.
"""

from collections.abc import Iterable
from typing import Self

from app.collab.change import Change, Gap, Tangled
from app.collab.checking import Check
from app.collab.lanes import Lane, Spans
from app.collab.lib0 import BadUpdate
from app.collab.places import roots
from app.collab.structs import UNBOUNDED, Deletes, Limits, Update, decode


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
                ledger.accept(Check(ledger.lanes, ledger.roots, update, UNBOUNDED, is_trusted=True).run())
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
        return Check(self.lanes, self.roots, update, limits, is_trusted=False).run()

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
