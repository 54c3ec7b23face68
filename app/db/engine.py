"""One Database: a transaction is a plain function run in a thread, committed at its end.

SQLite has a single writer thread and takes its lock at BEGIN, so that a transaction never fails half-way for
want of a lock; PostgreSQL runs the same functions on a few threads.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import create_engine

from app.db.file import DatabaseFile, UnusableDatabase
from app.db.tx import Tx
from app.errors import Unavailable
from app.events import Events
from app.kit import bill, clock, ending
from app.settings import Settings

T = TypeVar("T")

BUSY_TIMEOUT_MS = 3_000  # another process (the command line) may hold the file for a moment
POSTGRES_THREADS = 8
READ_THREADS = 4
URGENT_THREADS = 1
SQLITE_CONNECTIONS = 1 + READ_THREADS + URGENT_THREADS + 1  # one is free for what asks about the schema
PROBE_SECONDS = 5.0  # a write that went well says for so long that writing is possible


class Database:
    """Where every transaction begins and ends."""

    def __init__(self, settings: Settings, events: Events) -> None:
        self.is_sqlite = settings.is_sqlite
        self.file = DatabaseFile(settings.sqlite_path, settings.data_dir) if self.is_sqlite else None
        self._wrote_at = self._probed_at = float("-inf")
        self._cannot_write: str | None = None
        self.engine = (
            _sqlite(settings, self.file)
            if self.file
            else create_engine(
                settings.sqlalchemy_url,
                pool_size=POSTGRES_THREADS + READ_THREADS + URGENT_THREADS,
                pool_pre_ping=True,
                hide_parameters=True,
            )
        )
        self._events = events
        writers = 1 if self.is_sqlite else POSTGRES_THREADS
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="db-write")
        self._readers = ThreadPoolExecutor(READ_THREADS, thread_name_prefix="db-read")
        self._urgent = ThreadPoolExecutor(URGENT_THREADS, thread_name_prefix="db-urgent")

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` in one transaction and commit; then tell its events, on this loop.

        Raises what ``work`` raises (rolled back), or Unavailable where the database is away, locked or full.
        """
        result, events = await self._in(self._writers, lambda: self._commit(work))
        for happened in events:
            self._events.tell(happened)
        return result

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` in a transaction that is rolled back at its end."""
        return await self._in(self._readers, lambda: self._look(work))

    async def read_urgently(self, work: Callable[[Tx], T]) -> T:
        """As ``read``, in a thread of its own: never behind other people's long reads. For short ones only."""
        return await self._in(self._urgent, lambda: self._look(work))

    async def check_writing(self) -> str | None:
        """Say why nothing can be written, None while it can. Writes itself if nobody did for a while."""
        now = clock.monotonic_seconds()
        if self.file and (reason := self.file.lost() or self.file.space()):
            return reason
        if now - max(self._wrote_at, self._probed_at) >= PROBE_SECONDS or (
            self._cannot_write and now - self._probed_at >= 1
        ):
            self._probed_at = now
            try:
                await self.write(
                    lambda tx: tx.connection().exec_driver_sql(
                        "UPDATE alembic_version SET version_num = version_num"
                    )
                )
            except Unavailable as away:
                self._cannot_write = away.message
        return self._cannot_write

    async def watch_file(self) -> None:
        """End the server, with a sentence, once the file is no longer the one that was opened."""
        if self.file is None:
            return
        if reason := self.file.lost():
            ending.end_with(reason)

    async def ping(self) -> None:
        """Raise Unavailable where the database does not answer."""
        await self.read(lambda tx: tx.connection().exec_driver_sql("SELECT 1"))

    def close(self) -> None:
        """End the threads after their work, and the connections."""
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._urgent.shutdown(wait=True)
        self.engine.dispose()
        if self.file:
            self.file.forget()

    def _commit(self, work: Callable[[Tx], T]) -> tuple[T, list[Any]]:
        with Tx(self.engine, expire_on_commit=False) as tx:
            if self.is_sqlite:
                tx.connection().exec_driver_sql("BEGIN IMMEDIATE")
            result = work(tx)
            if self.file:
                self.file.stamp(tx.connection().exec_driver_sql)
            tx.commit()
        # Looked at after the commit and before anybody is told: into a file that is gone nothing is confirmed.
        if self.file and (lost := self.file.lost()):
            raise UnusableDatabase(lost)
        self._wrote_at, self._cannot_write = clock.monotonic_seconds(), None
        return result, tx.happened

    def _look(self, work: Callable[[Tx], T]) -> T:
        with Tx(self.engine, expire_on_commit=False) as tx:
            if self.is_sqlite:
                tx.connection().exec_driver_sql("BEGIN")
            try:
                result = work(tx)
                tx.expunge_all()  # rows stay readable: a rollback would empty them
                return result
            finally:
                tx.rollback()

    async def _in(self, pool: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        took: list[float] = []

        def timed() -> T:
            began = clock.thread_seconds()
            try:
                return job()
            finally:
                took.append(clock.thread_seconds() - began)

        try:
            running = asyncio.get_running_loop().run_in_executor(pool, timed)
        except RuntimeError as error:
            raise Unavailable("The server is shutting down. Try again in a moment.") from error
        try:
            return await running
        except DBAPIError as error:
            if refusal := self._refusal(error):
                raise refusal from error
            raise
        finally:
            bill.add(sum(took))

    def _refusal(self, error: DBAPIError) -> Unavailable | None:
        """What to tell of an error of the database; None where it is one of the program."""
        said = str(error.orig)
        if self.file and any(
            word in said for word in ("malformed", "not a database", "full", "disk I/O", "readonly")
        ):
            return UnusableDatabase(self.file.sentence(said))
        if _is_away(error):
            return Unavailable("The database cannot be used right now. Try again in a moment.")
        return None


def _is_away(error: DBAPIError) -> bool:
    """Whether trying again later can help: locked, read-only, full, connection lost."""
    return error.connection_invalidated or type(error).__name__ == "OperationalError"


def _sqlite(settings: Settings, file: DatabaseFile) -> Engine:
    file.prepare()
    engine = create_engine(
        settings.sqlalchemy_url,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
        pool_size=SQLITE_CONNECTIONS,
        pool_use_lifo=True,  # the warm one: each remembers what it last wrote, a document of 20 MB among it
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
