"""Rows of the shared documents: head, stored merge, journal, authorship, client ids."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel


class Document(SQLModel, table=True):
    """Head of one agent's document; its row is the document's lock. ``seq`` counts committed journal rows."""

    __tablename__ = "documents"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="agents.id")
    epoch: int = 1
    seq: int = 0
    state_seq: int = 0
    hash: str = ""
    saved_at: datetime | None = None
    quarantined_at: datetime | None = None
    quarantine_reason: str = ""
    faults: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class DocumentState(SQLModel, table=True):
    """The stored merge of everything up to ``Document.state_seq``, apart from the head that is locked."""

    __tablename__ = "document_states"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="documents.agent_id")
    state: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class JournalRow(SQLModel, table=True):
    """One user's updates of one flush, raw."""

    __tablename__ = "journal"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="documents.agent_id")
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    user_id: str
    at: datetime
    update: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Authorship(SQLModel, table=True):
    """Who touched which field of which element, first and last at which seq."""

    __tablename__ = "authorship"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="documents.agent_id")
    element: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    first_seq: int
    last_seq: int
    last_at: datetime


class ClientOwner(SQLModel, table=True):
    """The user who first committed with a Yjs client id."""

    __tablename__ = "client_owners"  # pyright: ignore[reportAssignmentType]  # SQLModel types it as a method

    agent_id: str = Field(primary_key=True, foreign_key="documents.agent_id")
    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    user_id: str
