"""Rows about people. Secrets are stored as hashes only."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

_PRESENT = text("removed_at IS NULL")


class Workspace(SQLModel, table=True):
    """A team and everything it owns."""

    __tablename__ = "workspaces"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    created_at: datetime


class User(SQLModel, table=True):
    """A member. Removed ones stay, so that history keeps its names; their e-mail is free again."""

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method
    __table_args__ = (
        Index(
            "users_email_present",
            "email",
            unique=True,
            sqlite_where=_PRESENT,
            postgresql_where=_PRESENT,
        ),
    )

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspaces.id", index=True)
    email: str
    name: str
    password_hash: str
    role: str
    created_at: datetime
    removed_at: datetime | None = None


class UserSession(SQLModel, table=True):
    """One signed-in browser. The row goes when the session ends."""

    __tablename__ = "user_sessions"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str


class ApiToken(SQLModel, table=True):
    """One program's bearer token, with the rights of the member who made it."""

    __tablename__ = "api_tokens"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    label: str
    token_hash: str = Field(unique=True)
    created_at: datetime
    last_used_at: datetime | None = None


class Invitation(SQLModel, table=True):
    """A link that lets one person join, once."""

    __tablename__ = "invitations"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspaces.id", index=True)
    email: str
    role: str
    token_hash: str = Field(unique=True)
    invited_by: str = Field(index=True)
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None


class SetupLink(SQLModel, table=True):
    """The link that makes the first owner; at most one exists."""

    __tablename__ = "setup_links"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    token_hash: str = Field(primary_key=True)
    created_at: datetime


class Attempt(SQLModel, table=True):
    """One password that was not found right. The account is hashed: people mistype secrets there."""

    __tablename__ = "sign_in_attempts"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method
    __table_args__ = (Index("sign_in_attempts_address_at", "address", "at"),)

    id: str = Field(primary_key=True)
    account_hash: str
    address: str
    at: datetime
