"""What the service of phone numbers answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the workspace in E.164. ``agent_name`` is empty where it leads to no agent."""

    id: str
    number: str
    label: str
    agent_id: str | None
    agent_name: str
    created_at: datetime
