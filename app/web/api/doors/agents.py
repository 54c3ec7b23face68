"""Agents: list, get, create, rename, delete, recover, delete permanently."""

from app.web.api import sent, told
from app.web.api.doors.words import AGENT, API, ERASE, MANAGE, VIEW, delete, get, patch, post

AGENTS_DOORS = (
    get(
        f"{API}/agents",
        VIEW,
        name="list_agents",
        summary="All agents, with what is live.",
        answer=told.Agents,
    ),
    post(
        f"{API}/agents",
        MANAGE,
        name="create_agent",
        summary="Make an agent with a small flow to start from.",
        body=sent.AgentName,
        answer=told.Agent,
        status=201,
        errors=(409,),
    ),
    get(
        f"{API}/deleted-agents",
        VIEW,
        name="list_deleted_agents",
        summary="The agents that can be brought back.",
        answer=told.DeletedAgents,
    ),
    delete(
        f"{API}/deleted-agents/{{agent_id}}",
        ERASE,
        name="erase_agent",
        summary="Delete a deleted agent permanently, with its versions and its history.",
        errors=(409,),
    ),
    get(AGENT, VIEW, name="get_agent", summary="One agent, with what is live.", answer=told.Agent),
    patch(
        AGENT,
        MANAGE,
        name="rename_agent",
        summary="Give an agent another name.",
        body=sent.AgentName,
        answer=told.Agent,
        errors=(409,),
    ),
    delete(
        AGENT,
        MANAGE,
        name="delete_agent",
        summary="Delete an agent; it can be brought back.",
        errors=(409,),
    ),
    post(
        f"{AGENT}/recover",
        MANAGE,
        name="recover_agent",
        summary="Bring a deleted agent back with all it had.",
        answer=told.Agent,
        errors=(409,),
    ),
)
