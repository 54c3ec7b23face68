"""The HTTP doors on a real database, asked over ASGI; nobody listens on a port."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import httpx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from app.audit.trail import AuditTrail
from app.calls.progress import CallsInProgress
from app.collab.journal_sql import SqlDocuments
from app.collab.quarantine import Quarantine
from app.erasure.service import Erasure
from app.flows.history.service import Versions
from app.flows.live.service import GoLive
from app.flows.service import Flows
from app.notify.elsewhere import Elsewhere
from app.notify.newsroom import News
from app.notify.service import Inbox
from app.people.roles import Role
from app.people.values import SignedIn
from app.services import Services, use
from app.settings import Settings
from app.telephony.phones import PhoneBook
from app.telephony.service import Numbers
from app.web.cookies import COOKIE
from app.web.headers import SecurityHeaders
from app.web.routes import routes
from app.worker_pool import WorkerPool
from tests.integration.people_world import ADDRESS, World

ORIGIN = "http://localhost:3000"


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


class WebWorld(World):
    """People and flows behind their doors."""

    def __init__(self, folder: Path, public_url: str = "") -> None:
        super().__init__(folder)
        self.settings = Settings(data_dir=folder, public_url=public_url)
        self.documents = SqlDocuments()
        self.flows = Flows(self.db, self.documents)
        drafts = self.flows.drafts
        self.services = Services(
            settings=self.settings,
            db=self.db,
            events=self.events,
            people=self.people,
            flows=self.flows,
            versions=Versions(self.db, self.documents, drafts),
            live=GoLive(self.db, self.documents, drafts, PhoneBook(), CallsInProgress(), News()),
            numbers=Numbers(self.db),
            inbox=Inbox(self.db),
            elsewhere=Elsewhere(self.db, self.events),
            audit=AuditTrail(self.db),
            rooms=cast("Any", None),  # no HTTP door leads to a room
            quarantine=Quarantine(self.db),
            erasure=Erasure(self.db),
            workers=WorkerPool(),
        )
        use(self.services)
        self.app: ASGIApp = SecurityHeaders(Starlette(routes=routes()), public_url.startswith("https"))

    def use(self, **changes: Any) -> None:
        """Have the doors see other services."""
        self.services = replace(self.services, **changes)
        use(self.services)

    def browser(self, signed: SignedIn | None = None, origin: str | None = ORIGIN) -> httpx.AsyncClient:
        """Return a client as a page of ours is one: it sends the Origin and keeps the cookie."""
        return self._client({"Origin": origin} if origin else {}, {COOKIE: signed.token} if signed else {})

    def program(self, bearer: str) -> httpx.AsyncClient:
        """Return a client that shows a token and knows no cookies."""
        return self._client({"Authorization": f"Bearer {bearer}"}, {})

    async def everybody(self) -> dict[Role, SignedIn]:
        """Return one signed-in member of each role of one workspace."""
        owner = await self.found()
        others = {role: await self.join(owner.actor, role) for role in Role if role is not Role.OWNER}
        return {Role.OWNER: owner, **others}

    def _client(self, headers: dict[str, str], cookies: dict[str, str]) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(ADDRESS, 50_000))
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers, cookies=cookies)
