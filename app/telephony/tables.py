"""Rows of telephony."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class PhoneNumber(SQLModel, table=True):
    """A number of the workspace and the agent it leads to. A number leads to one place in the world."""

    __tablename__ = "phone_numbers"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspaces.id", index=True)
    number: str = Field(unique=True)
    label: str = ""
    agent_id: str | None = Field(default=None, foreign_key="agents.id", index=True)
    created_at: datetime
    created_by: str
