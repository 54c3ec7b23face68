"""Agents over ``/api/v1``: list, get, create, rename, delete, recover, delete permanently."""

from starlette.responses import Response

from app.services import services
from app.web.api import sent, told
from app.web.api.reading import agent_of, answer, body
from app.web.guard import Visit


async def list_agents(visit: Visit) -> Response:
    """Answer all living agents."""
    return answer(told.Agents, {"agents": await services().live.statuses(visit.actor)})


async def list_deleted_agents(visit: Visit) -> Response:
    """Answer the agents that can be brought back."""
    flows = services().flows
    agents, usage = await flows.deleted_agents(visit.actor), await flows.version_usage(visit.actor)
    sizes = {"version_bytes": usage.used_bytes, "version_quota_bytes": usage.quota_bytes}
    return answer(told.DeletedAgents, {"agents": agents, **sizes})


async def get_agent(visit: Visit) -> Response:
    """Answer one agent."""
    return await _agent(visit, agent_of(visit))


async def create_agent(visit: Visit) -> Response:
    """Make an agent."""
    made = await services().flows.create(visit.actor, (await body(visit, sent.AgentName)).name)
    return await _agent(visit, made.id, 201)


async def rename_agent(visit: Visit) -> Response:
    """Give an agent another name."""
    wanted = await body(visit, sent.AgentName)
    await services().flows.rename(visit.actor, agent_of(visit), wanted.name)
    return await get_agent(visit)


async def delete_agent(visit: Visit) -> Response:
    """Delete an agent."""
    await services().flows.delete(visit.actor, agent_of(visit))
    return Response(status_code=204)


async def recover_agent(visit: Visit) -> Response:
    """Bring a deleted agent back."""
    await services().flows.recover(visit.actor, agent_of(visit))
    return await get_agent(visit)


async def erase_agent(visit: Visit) -> Response:
    """Delete a deleted agent permanently; its rows are removed afterwards."""
    await services().erasure.erase(visit.actor, agent_of(visit))
    return Response(status_code=204)


async def _agent(visit: Visit, agent_id: str, status: int = 200) -> Response:
    return answer(told.Agent, await services().live.status(visit.actor, agent_id), status)
