"""The live dashboard: what callers of every agent hear, who works on it, and what happened last."""

from dataclasses import dataclass

from app.flows.live.answers import Status
from app.kit.clock import now
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import live, paths
from state.address import asked, is_at
from state.door import door
from state.people import Present, people_in
from state.session import Person, SessionState
from state.times import iso
from state.words import deed, named

_ORDER = {"active": 0, "inactive": 1, "draft": 2}


@dataclass(frozen=True)
class LiveRow:
    """One agent. Times are ISO 8601. ``act`` and what follows is the last switch, empty before the first one."""

    id: str
    name: str
    state: str
    version: str
    since: str
    has_changes: bool
    calls: int
    people: list[Person]
    more: int
    changed_at: str
    changed_by: str
    act: str
    act_by: str
    act_at: str


@dataclass(frozen=True)
class Totals:
    """The numbers above the list."""

    agents: int = 0
    active: int = 0
    calls: int = 0
    editing: int = 0
    waiting: int = 0


NOTHING_YET = Totals()


class DashboardState(SessionState):
    """What the dashboard shows. ``as_of`` is when it was last read; ``wall`` says that it hangs on one."""

    rows: list[LiveRow] = []
    totals: Totals = NOTHING_YET
    as_of: str = ""
    wall: bool = False
    ready: bool = False
    problem: str = ""

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read everything and have this tab told when it changes."""
        self.wall = asked(self, "wall") == "1"
        live.watch(self.router.session.client_token, who.workspace_id, DashboardState.refresh)
        await self._read(who)

    @door(Permission.VIEW, problem="problem")
    async def refresh(self, who: Actor) -> None:
        """Read again, after a nudge or when the page asks whether all is still true."""
        if not is_at(self, paths.LIVE):
            live.forget(self.router.session.client_token, DashboardState.refresh)
            return
        await self._read(who)

    async def _read(self, who: Actor) -> None:
        present = services().rooms.present(who.workspace_id)
        statuses = await services().live.statuses(who)
        rows = [_row(status, present) for status in sorted(statuses, key=_by_state_and_name)]
        self.rows, self.totals = rows, _totals(rows, present)
        self.as_of, self.ready, self.problem = iso(now()), True, ""


def _by_state_and_name(status: Status) -> tuple[int, str, str]:
    return _ORDER[status.state], status.name.casefold(), status.agent_id


def _row(status: Status, present: Present) -> LiveRow:
    people, more = people_in(present, status.agent_id)
    act = status.act
    return LiveRow(
        id=status.agent_id,
        name=status.name,
        state=status.state,
        version=named(status.live_version),
        since=iso(status.live_since) if status.state == "active" else iso(act.at if act else None),
        has_changes=status.has_changes and status.state == "active",
        calls=status.calls,
        people=people,
        more=more,
        changed_at=iso(status.changed_at),
        changed_by=status.changed_by_name,
        act=deed(act.kind, act.version) if act else "",
        act_by=act.actor.name if act else "",
        act_at=iso(act.at) if act else "",
    )


def _totals(rows: list[LiveRow], present: Present) -> Totals:
    return Totals(
        agents=len(rows),
        active=sum(row.state == "active" for row in rows),
        calls=sum(row.calls for row in rows),
        editing=len({one["id"] for row in rows for one in present.get(row.id, ())}),
        waiting=sum(row.has_changes for row in rows),
    )
