"""Settings in, a working program out: the only module that names the adapters."""

import asyncio
import contextlib
import gc
import importlib
import os
import signal
import sys
from pathlib import Path

import uvicorn
from sqlalchemy.exc import OperationalError

from app.audit.trail import AuditTrail
from app.background import Background
from app.calls.progress import CallsInProgress
from app.collab.budget import Budgets
from app.collab.bus import MemoryBus
from app.collab.journal_sql import SqlDocuments, SqlJournal
from app.collab.protocol import MAX_FRAME_BYTES
from app.collab.quarantine import Quarantine
from app.collab.rooms import Rooms
from app.db import migrate
from app.db.engine import Database
from app.db.file import UnusableDatabase
from app.erasure.service import Erasure
from app.errors import AppError
from app.events import Events
from app.flows.history.service import Versions
from app.flows.live.service import GoLive
from app.flows.service import Flows
from app.flows.version_limits import VersionLimits
from app.flows.work import DocumentWork
from app.kit import allocator, ending
from app.kit.private import hold, make_folder
from app.notify.elsewhere import Elsewhere
from app.notify.newsroom import News
from app.notify.service import Inbox
from app.people.service import People
from app.services import ReadyCheck, Services, use
from app.settings import DEFAULT_PORT, BadSetting, Settings
from app.telephony.phones import PhoneBook
from app.telephony.service import Numbers
from app.worker_pool import WorkerPool

BUILD = "0.1.0"
# A line that went dead is closed PING + PONG seconds after its last sign of life at the latest: 23 s, for P2.2 wants
# its owner gone from every screen within 30. A ping waits behind what is being sent, so most of that time is the
# pong's: a first sync of 1.8 MB may come over a line of 100 KB a second.
PING_SECONDS = 5.0
PONG_SECONDS = 18.0
GOODBYE_SECONDS = 10
SWITCH_SECONDS = (
    0.0005  # a thread that computes may hold the interpreter, and so the loop, a tenth as long as usual
)
# What an open flow holds is thousands of objects: looking through those of 150 flows stops the loop for 0.3 s. So all
# of it is looked through only when a million objects have come; what is in no circle is freed at once anyway.
COLLECTIONS = (5_000, 10, 20)
DOCUMENT_MODULES = ("app.flows.jobs", "app.collab.stored", "app.collab.purge")  # what workers read ahead


def build(settings: Settings, port: int = DEFAULT_PORT) -> Services:
    """Build the services. Raises SQLAlchemy's errors where the database cannot be opened."""
    events = Events()
    db = Database(settings, events)
    migrate.upgrade(db.engine)
    if db.file:
        db.file.remember()
    people = People(db, settings)
    documents, background, budgets = SqlDocuments(), Background(), Budgets()
    workers = WorkerPool(DOCUMENT_MODULES)
    work = DocumentWork(
        workers, lambda agent_id, why: db.write(lambda tx: documents.count_fault(tx, agent_id, why))
    )
    flows = Flows(db, documents, work, VersionLimits(settings.version_quota_mb))
    live = GoLive(db, documents, flows.drafts, PhoneBook(), CallsInProgress(), News())
    rooms = Rooms(
        SqlJournal(db),
        flows,
        people,
        MemoryBus(),
        events,
        BUILD,
        evaluate=live.evaluate,
        background=background,
        work=work,
        budgets=budgets,
    )
    built = Services(
        settings,
        db,
        events,
        people,
        flows,
        versions=Versions(db, documents, flows.drafts),
        live=live,
        numbers=Numbers(db),
        inbox=Inbox(db),
        elsewhere=Elsewhere(db, events),
        audit=AuditTrail(db),
        rooms=rooms,
        workers=workers,
        budgets=budgets,
        quarantine=Quarantine(db),
        erasure=Erasure(db),
        background=background,
        port=port,
        readiness={
            "schema": _schema_check(db),
            "disk": db.check_writing,
            "rooms": rooms.check,
            "workers": workers.check,
            "background": background.check,
        },
    )
    use(built)
    return built


def _schema_check(db: Database) -> ReadyCheck:
    async def check() -> str | None:
        is_current = await asyncio.to_thread(migrate.is_current, db.engine)
        return None if is_current else "The database has another schema than this program. Restart it."

    return check


class AlreadyServed(AppError):
    """Another server works on the same data."""


def _look_first(settings: Settings) -> None:
    """Have everything refused in one sentence that would stop the start later, and the schema brought up to date.

    Raises AlreadyServed, UnusableDatabase, and SQLAlchemy's errors where another database cannot be reached.
    """
    make_folder(settings.data_dir)
    locks = {settings.data_dir / "server.lock"}
    if settings.is_sqlite and settings.sqlite_path.parent != settings.data_dir.resolve():
        locks.add(Path(f"{settings.sqlite_path}-server.lock"))
    for lock in locks:
        if (holder := hold(lock)) is not None:
            who = f" (process {holder})" if holder else ""
            raise AlreadyServed(
                f"Another server{who} works on {lock.parent}. Stop it, or set CALLWEAVE_DATA_DIR to another folder."
            )
    db = Database(settings, Events())
    if db.file:
        db.file.check()
    try:
        migrate.upgrade(db.engine)
        if db.file:
            with db.engine.connect() as connection, contextlib.suppress(OperationalError):  # a full disk
                db.file.draw_identity(connection.exec_driver_sql)
    finally:
        db.close()


def _on_stop(_number: int, _frame: object) -> None:
    if reason := ending.reason():
        raise UnusableDatabase(reason)
    sys.exit(0)


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
    # For a stop while the program is still being read, and for the one that uvicorn raises again after a clean end.
    signal.signal(signal.SIGTERM, _on_stop)
    _look_first(settings)
    importlib.import_module("app.app")
    gc.collect()
    gc.freeze()  # what was read stays: looking through all of it again would stop the loop for 0.1 s now and then
    gc.set_threshold(*COLLECTIONS)
    sys.setswitchinterval(SWITCH_SECONDS)
    allocator.give_back_large()
    uvicorn.run(
        "app.app:server",
        factory=True,
        host=host,
        port=port,
        http="app.web.protocols:BoundedHttp",
        ws="app.web.direct_socket:DirectProtocol",
        ws_max_size=MAX_FRAME_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
        access_log=False,
        proxy_headers=False,  # app/web/addresses.py asks the settings whom to believe
        log_config=None,
        server_header=False,
    )
