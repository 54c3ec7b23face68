"""A real SQLite database with the people in it, and a clock that moves only when told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import SQLModel

from app.audit import queries as audit_queries
from app.db.engine import Database
from app.events import Event, Events, MemberChanged, SessionEnded
from app.people.actor import Actor
from app.people.passwords import Hasher
from app.people.roles import Role
from app.people.service import People
from app.people.values import SignedIn
from app.settings import Settings

PASSWORD = "correct horse battery"
ADDRESS = "192.0.2.7"
BROWSER = "Test browser"


@dataclass
class Clock:
    """Stands still until somebody moves it."""

    at: datetime = field(default_factory=lambda: datetime(2030, 1, 1, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Go forward, by timedelta's words."""
        self.at += timedelta(**by)


class World:
    """People on a fresh database. Hashing is cheap here; its real strength has its own test."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder)
        self.events = Events()
        self.told: list[Event] = []
        for kind in (SessionEnded, MemberChanged):
            self.events.on(kind, self.told.append)
        self.db = Database(self.settings, self.events)
        SQLModel.metadata.create_all(self.db.engine)
        self.clock = Clock()
        self.held: list[float] = []
        self.people = People(self.db, self.settings, Hasher(memory_kib=8, passes=1), self.clock, self._hold)

    async def _hold(self, seconds: float) -> None:
        self.held.append(seconds)

    def close(self) -> None:
        self.db.close()

    async def found(self, place: str = "Clinic", email: str = "owner@example.com") -> SignedIn:
        """Make a workspace with its owner."""
        return await self.people.found_workspace(None, place, "Olga", email, PASSWORD, ADDRESS, BROWSER)

    async def join(self, inviter: Actor, role: Role, email: str | None = None) -> SignedIn:
        """Invite somebody and have them join."""
        self.clock.move(seconds=1)  # so that members have an order
        link = await self.invitation_token(inviter, role, email or f"{role}@example.com")
        return await self.people.accept_invitation(link, role.capitalize(), PASSWORD, ADDRESS, BROWSER)

    async def invitation_token(self, inviter: Actor, role: Role, email: str) -> str:
        """Return the secret of a fresh invitation's link."""
        invitation = await self.people.invite(inviter, email, role)
        assert invitation.path is not None
        return invitation.path.removeprefix("/invitation/")

    async def sign_in(
        self, email: str, password: str = PASSWORD, address: str = ADDRESS, device: str = ""
    ) -> SignedIn:
        return await self.people.sign_in(email, password, address, BROWSER, None, device)

    async def verbs(self, actor: Actor) -> list[tuple[str, str]]:
        """Return what the audit holds of the actor's workspace, newest first: verb and kind of subject."""
        return await self.db.read(
            lambda tx: [
                (entry.verb, entry.subject_kind)
                for entry in audit_queries.latest(tx, actor.workspace_id, 100)
            ]
        )
