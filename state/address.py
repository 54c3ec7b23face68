"""What the page's address asks for."""

from urllib.parse import urlencode

import reflex as rx

from app.errors import NotFound

MAX_ASKED = 128  # longer than any id, name of a filter or number of ours


def asked_agent(state: rx.State) -> str:
    """Return the agent's id in the page's address. Raises NotFound."""
    agent_id = getattr(state, "agent_id", "")  # Reflex makes this variable of the route /agents/[agent_id]/…
    if not isinstance(agent_id, str) or not agent_id:
        raise NotFound("This address names no agent. Go back to your agents and open it from there.")
    return agent_id


def asked(state: rx.State, name: str) -> str:
    """Return one query parameter, or nothing."""
    return state.router.url.query_parameters.get(name, "")[:MAX_ASKED]


def with_query(path: str, **asked_for: str) -> str:
    """Return the path with what is asked for; empty values are left out."""
    query = urlencode({name: value for name, value in asked_for.items() if value})
    return f"{path}?{query}" if query else path


def is_at(state: rx.State, path: str) -> bool:
    """Whether the tab still shows this page."""
    return state.router.url.path.rstrip("/") == path
