"""What a workspace has besides agents, over ``/api/v1``: numbers, inbox, audit."""

from starlette.responses import Response

from app.services import services
from app.web.api import sent, told
from app.web.api.reading import answer, body, query
from app.web.guard import Visit


async def list_numbers(visit: Visit) -> Response:
    """Answer all phone numbers."""
    return answer(told.Numbers, {"numbers": await services().numbers.numbers(visit.actor)})


async def add_number(visit: Visit) -> Response:
    """Add a phone number."""
    wanted = await body(visit, sent.NewNumber)
    return answer(told.Number, await services().numbers.add(visit.actor, wanted.number, wanted.label), 201)


async def label_number(visit: Visit) -> Response:
    """Say what a number is for."""
    wanted = await body(visit, sent.NumberLabel)
    return answer(told.Number, await services().numbers.rename(visit.actor, _number(visit), wanted.label))


async def assign_number(visit: Visit) -> Response:
    """Have a number lead to an agent, or to none."""
    wanted = await body(visit, sent.Assignment)
    return answer(told.Number, await services().numbers.assign(visit.actor, _number(visit), wanted.agent_id))


async def remove_number(visit: Visit) -> Response:
    """Remove a phone number."""
    await services().numbers.remove(visit.actor, _number(visit))
    return Response(status_code=204)


async def get_inbox(visit: Visit) -> Response:
    """Answer the news."""
    return answer(told.Inbox, await services().inbox.inbox(visit.actor, query(visit, sent.Page).limit))


async def mark_seen(visit: Visit) -> Response:
    """Say how far the news was seen, and answer it."""
    await services().inbox.seen(visit.actor, (await body(visit, sent.SeenUpTo)).number)
    return answer(told.Inbox, await services().inbox.inbox(visit.actor))


async def get_audit(visit: Visit) -> Response:
    """Answer a page of the audit."""
    asked = query(visit, sent.AuditQuery)
    found = await services().audit.entries(
        visit.actor,
        before=asked.before,
        who=asked.who,
        verb=asked.verb,
        subject=asked.subject,
        limit=asked.limit,
    )
    return answer(told.AuditPage, found)


def _number(visit: Visit) -> str:
    return visit.request.path_params["number_id"]
