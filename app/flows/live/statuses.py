"""From rows to what is true of an agent now."""

from collections.abc import Mapping, Sequence
from typing import cast

from app.db.tx import Tx
from app.flows.answers import AgentState
from app.flows.history.answers import Person
from app.flows.live import queries
from app.flows.live.answers import Act, Limits, Status
from app.flows.live.ports import Calls, Phones
from app.flows.live.queries import Standing
from app.flows.live.tables import CallLimits
from app.flows.tables import HistoryEvent

NO_LIMITS = Limits()


def act(event: HistoryEvent, version: int | None) -> Act:
    """Return the act that an event and its version's number tell."""
    return Act(
        id=event.id,
        number=event.number,
        kind=event.kind,
        at=event.at,
        actor=Person(event.actor_id, event.actor_name),
        version=version,
        was=event.details.get("was"),
        note=event.note,
    )


def last_act(tx: Tx, agent_id: str) -> Act | None:
    """Return an agent's last act."""
    found = queries.last_acts(tx, (agent_id,)).get(agent_id)
    return act(*found) if found else None


def limits(row: CallLimits | None) -> Limits:
    """Return the limits of a row; without one there are none."""
    return Limits(row.concurrent_calls, row.calls_per_day) if row else NO_LIMITS


class Statuses:
    """Puts together what the agents' rows, their acts, numbers, limits and calls say."""

    def __init__(self, phones: Phones, calls: Calls) -> None:
        self._phones = phones
        self._calls = calls

    def of(self, tx: Tx, standings: Sequence[Standing], drafts: Mapping[str, str]) -> tuple[Status, ...]:
        """Return the status of each; ``drafts`` are the content hashes of the drafts as far as they are known."""
        ids = [each.agent.id for each in standings]
        acts = queries.last_acts(tx, ids)
        given = queries.limits(tx, ids)
        numbers, calls = self._phones.numbers(tx, ids), self._calls.in_progress(tx, ids)
        return tuple(
            Status(
                agent_id=each.agent.id,
                name=each.agent.name,
                state=cast("AgentState", each.agent.state),
                live_version=each.live_number,
                live_since=each.agent.live_since,
                latest_version=each.latest_number,
                has_changes=_differs(each, drafts),
                calls=calls.get(each.agent.id, 0),
                numbers=numbers.get(each.agent.id, ()),
                limits=limits(given.get(each.agent.id)),
                changed_at=each.agent.changed_at,
                changed_by_name=each.agent.changed_by_name,
                act=act(*acts[each.agent.id]) if each.agent.id in acts else None,
            )
            for each in standings
        )


def _differs(standing: Standing, drafts: Mapping[str, str]) -> bool:
    draft = drafts.get(standing.agent.id)
    return standing.live_hash is not None and draft is not None and draft != standing.live_hash
