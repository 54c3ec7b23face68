"""Going live over ``/api/v1``: findings, checklist, review, the four switches, limits."""

from starlette.responses import Response

from app.flows.live.answers import Limits, Seen
from app.services import services
from app.web.api import sent, told
from app.web.api.reading import agent_of, answer, body, key_of, query
from app.web.guard import Visit


async def get_findings(visit: Visit) -> Response:
    """Answer what is to be mended in the draft."""
    return answer(told.Findings, {"findings": await services().live.findings(visit.actor, agent_of(visit))})


async def get_checklist(visit: Visit) -> Response:
    """Answer the checklist of the draft."""
    return answer(told.Checklist, await services().live.checklist(visit.actor, agent_of(visit)))


async def tick_line(visit: Visit) -> Response:
    """Vouch for a line."""
    part = (await body(visit, sent.Part)).part
    return answer(
        told.Checklist, await services().live.tick(visit.actor, agent_of(visit), _line(visit), part)
    )


async def untick_line(visit: Visit) -> Response:
    """Take a tick back."""
    part = query(visit, sent.Part).part
    return answer(
        told.Checklist, await services().live.untick(visit.actor, agent_of(visit), _line(visit), part)
    )


async def review_agent(visit: Visit) -> Response:
    """Answer everything to see before a switch."""
    version = query(visit, sent.ReviewQuery).version
    return answer(told.Review, await services().live.review(visit.actor, agent_of(visit), version))


async def activate_agent(visit: Visit) -> Response:
    """Make an agent live."""
    wanted = await body(visit, sent.Activation)
    switched = await services().live.activate(
        visit.actor,
        agent_of(visit),
        seen=_seen(wanted.seen),
        reviewed_hash=wanted.reviewed_hash,
        version=wanted.version,
        note=wanted.note,
        key=key_of(visit),
    )
    return answer(told.Switched, switched)


async def publish_changes(visit: Visit) -> Response:
    """Make the draft of an active agent live."""
    wanted = await body(visit, sent.Publication)
    switched = await services().live.publish(
        visit.actor,
        agent_of(visit),
        seen=_seen(wanted.seen),
        reviewed_hash=wanted.reviewed_hash,
        note=wanted.note,
        key=key_of(visit),
    )
    return answer(told.Switched, switched)


async def deactivate_agent(visit: Visit) -> Response:
    """Take an agent off the line."""
    wanted = await body(visit, sent.Deactivation)
    switched = await services().live.deactivate(
        visit.actor, agent_of(visit), seen=_seen(wanted.seen), note=wanted.note, key=key_of(visit)
    )
    return answer(told.Switched, switched)


async def roll_back_agent(visit: Visit) -> Response:
    """Make an earlier version of an active agent live."""
    wanted = await body(visit, sent.RollBack)
    switched = await services().live.roll_back(
        visit.actor,
        agent_of(visit),
        wanted.version,
        seen=_seen(wanted.seen),
        note=wanted.note,
        key=key_of(visit),
    )
    return answer(told.Switched, switched)


async def get_limits(visit: Visit) -> Response:
    """Answer how many calls are answered."""
    return answer(told.Limits, await services().live.limits(visit.actor, agent_of(visit)))


async def set_limits(visit: Visit) -> Response:
    """Say how many calls are answered."""
    wanted = await body(visit, sent.CallLimits)
    limits = Limits(wanted.concurrent_calls, wanted.calls_per_day)
    return answer(told.Limits, await services().live.set_limits(visit.actor, agent_of(visit), limits))


def _line(visit: Visit) -> str:
    return visit.request.path_params["line"]


def _seen(seen: sent.Seen) -> Seen:
    return Seen(seen.state, seen.live_version)
