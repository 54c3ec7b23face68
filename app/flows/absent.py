"""Why an agent is not there: it was deleted, for now or for good, or this workspace has none with that id."""

from app.audit import queries as audit_queries
from app.db.tx import Tx
from app.errors import NotFound
from app.flows import queries

ERASED = "agent_erased"
"""The audit's verb for deleting an agent permanently: afterwards only its entry knows of it."""
NO_AGENT = "There is no such agent. Check the address, or ask whoever sent you the link."


def absent(tx: Tx, workspace_id: str, agent_id: str) -> NotFound:
    """Return the refusal. Of another workspace's agents nothing is said: nobody learns that there is one."""
    gone = queries.deleted_agent(tx, workspace_id, agent_id)
    if gone is None:
        return _erased(tx, workspace_id, agent_id)
    who = f" by {gone.deleted_by_name}" if gone.deleted_by_name else ""
    return NotFound(f"“{gone.name}” was deleted{who}. It is under Recently deleted on the agents page.")


def _erased(tx: Tx, workspace_id: str, agent_id: str) -> NotFound:
    done = audit_queries.last_done(tx, workspace_id, ERASED, agent_id)
    if done is None or done.before is None:
        return NotFound(NO_AGENT)
    return NotFound(f"“{done.before['name']}” was deleted permanently by {done.actor_name}.")
