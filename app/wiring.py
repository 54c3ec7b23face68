"""Settings in, a working program out: the only module that names the adapters."""

import asyncio
import os
import signal
from pathlib import Path

import uvicorn

from app.collab.bus import MemoryBus
from app.collab.journal_sql import SqlDocuments, SqlJournal
from app.collab.protocol import MAX_FRAME_BYTES
from app.collab.rooms import Rooms
from app.collab.watchdog import Watchdog
from app.db import migrate
from app.db.engine import Database
from app.events import Events
from app.flows.service import Flows
from app.people.service import People
from app.services import ReadyCheck, Services, use
from app.settings import DEFAULT_PORT, BadSetting, Settings

BUILD = "0.1.0"
PING_SECONDS = 10.0  # a teammate whose line went dead is gone from every screen within 30 s
GOODBYE_SECONDS = 10


def build(settings: Settings, port: int = DEFAULT_PORT) -> Services:
    """Build the services. Raises SQLAlchemy's errors where the database cannot be opened."""
    events = Events()
    db = Database(settings, events)
    migrate.upgrade(db.engine)
    people = People(db, settings)
    flows = Flows(db, SqlDocuments())
    rooms = Rooms(SqlJournal(db), flows, people, MemoryBus(), events, Watchdog(settings.data_dir), BUILD)
    readiness = {"schema": _schema_check(db), "rooms": rooms.check}
    built = Services(settings, db, events, people, flows, rooms, port, readiness)
    use(built)
    return built


def _schema_check(db: Database) -> ReadyCheck:
    async def check() -> str | None:
        is_current = await asyncio.to_thread(migrate.is_current, db.engine)
        return None if is_current else "The database has another schema than this program. Restart it."

    return check


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the built pages, the sync sockets and the doors on one port until told to stop."""
    root = Path(__file__).parent.parent
    web = root / ".web"
    if not (web / "build" / "client").is_dir():
        raise BadSetting("The pages are not built yet: start with `make run`, which builds them.")
    os.environ |= {
        "PORT": str(port),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_WEB_WORKDIR": str(web),
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }
    os.chdir(root)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # uvicorn raises it again after a clean end: that is status 0
    uvicorn.run(
        "app.app:server",
        factory=True,
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
    )
