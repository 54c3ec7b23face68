"""Why an agent is not there: it was deleted, or this workspace has none with that id."""

from app.db.tx import Tx
from app.errors import NotFound
from app.flows import queries

NO_AGENT = "There is no such agent. Check the address, or ask whoever sent you the link."


def absent(tx: Tx, workspace_id: str, agent_id: str) -> NotFound:
    """Return the refusal. Of another workspace's agents nothing is said: nobody learns that there is one."""
    gone = queries.deleted_agent(tx, workspace_id, agent_id)
    if gone is None:
        return NotFound(NO_AGENT)
    who = f" by {gone.deleted_by_name}" if gone.deleted_by_name else ""
    return NotFound(f"“{gone.name}” was deleted{who}. It is under Recently deleted on the agents page.")
