"""The SQLite file: private, never silently begun anew, and noticed if it is taken away from under the server.

Nothing here opens the file and closes it again while connections of this process are open: that would let go of
SQLite's locks, which belong to the process, and another one would take the log for left over.

Its header has room for two numbers of ours: ``application_id`` is drawn at each start of a server, ``user_version``
grows while there are commits. Who reads another id, or less than before, reads a file that somebody has written over.
"""

import os
import secrets
import sqlite3
import struct
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import Unavailable
from app.kit import clock
from app.kit.private import make_folder, make_private

CHECK_SECONDS = 0.5  # how long a start looks for damage; a large file is not read to its end
LEAST_FREE_BYTES = 16_000_000
_MARK = "database.txt"
_PROGRESS_STEPS = 10_000
_STAMP_SECONDS = 1.0  # a commit a second writes the header, too
_HEADER_BYTES = 100
_LOG_MAGIC = (
    b"\x37\x7f\x06\x82",
    b"\x37\x7f\x06\x83",
)  # a log that was cut short is written on behind a hole


class UnusableDatabase(Unavailable):
    """Somebody has to do something about the file; the message says what."""


class _Header(NamedTuple):
    """What the file says of itself; ``least_bytes`` it has to be long."""

    identity: int
    stamp: int
    least_bytes: int

    @classmethod
    def of(cls, handle: int) -> "_Header | None":
        """Read it; None where there is none."""
        read = os.pread(handle, _HEADER_BYTES, 0)
        if len(read) < _HEADER_BYTES:
            return None
        page_bytes, pages, stamp, identity = struct.unpack(">16xH10xI28xI4xI28x", read)
        return cls(identity, stamp, pages * (65_536 if page_bytes == 1 else page_bytes))


class DatabaseFile:
    """One file, with its log beside it. ``folder`` is the data folder."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self._folder = folder
        self._mark = folder / _MARK
        self._log = Path(f"{path}-wal")
        self._seen: tuple[int, int] | None = None
        self._seen_log: tuple[int, int] | None = None
        self._handle: int | None = None
        self._header = _Header(0, 0, 0)
        self._bytes = 0
        self._stamped_at = float("-inf")
        self._looking = threading.Lock()
        self._lost: str | None = None

    def prepare(self) -> None:
        """Before it is opened: make folder and file private. Raises UnusableDatabase where one is missing."""
        make_folder(self._folder)
        if (not self.path.exists() or not self.path.stat().st_size) and self._has_been():
            raise UnusableDatabase(
                f"The database {self.path} is missing or empty, although there was one. Put it or a backup back. "
                f"To begin with an empty one, remove {self._mark}."
            )
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_RDONLY | os.O_CREAT, 0o600))
        for ending in ("", "-wal", "-shm"):
            make_private(Path(f"{self.path}{ending}"))

    def check(self) -> None:
        """Look whether it can be read and written, before the first connection. Raises UnusableDatabase."""
        try:
            os.close(os.open(self.path, os.O_RDWR))  # SQLite itself would be content with reading
        except OSError:
            raise UnusableDatabase(self.sentence("readonly")) from None
        if not os.access(self.path.parent, os.W_OK):
            raise UnusableDatabase(self.sentence("readonly"))
        try:
            with closing(sqlite3.connect(self.path, timeout=3, isolation_level=None)) as database:
                until = clock.monotonic_seconds() + CHECK_SECONDS
                database.set_progress_handler(lambda: clock.monotonic_seconds() > until, _PROGRESS_STEPS)
                found = _quick_check(database)
                database.set_progress_handler(None, 0)
                database.execute("BEGIN IMMEDIATE")
                database.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise UnusableDatabase(self.sentence(str(error))) from error
        if found != "ok":
            raise UnusableDatabase(self.sentence(f"malformed: {found}"))

    def draw_identity(self, execute: Callable[[str], Any]) -> None:
        """At the start of a server, outside of any transaction: tell the file from every copy of it."""
        execute(f"PRAGMA application_id = {1 + secrets.randbelow(2**31 - 1)}")
        execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def stamp(self, execute: Callable[[str], Any]) -> None:
        """In a transaction that writes: tell the file from copies of a second ago."""
        now = clock.monotonic_seconds()
        if self._seen and now - self._stamped_at >= _STAMP_SECONDS:
            self._stamped_at = now
            execute(f"PRAGMA user_version = {execute('PRAGMA user_version').scalar_one() + 1}")

    def remember(self) -> None:
        """Now that it is open: know it again, and that there has been one."""
        self._handle = os.open(self.path, os.O_RDONLY)  # for as long as there are connections
        self._header = _Header.of(self._handle) or self._header
        self._seen, self._seen_log = _identity(self.path), _identity(self._log)
        if not self._has_been():
            self._mark.write_text(
                f"{self._name()}\nCallweave keeps its database here. While this file is there, a database that is "
                "missing is not replaced by an empty one.\n"
            )
            make_private(self._mark)

    def forget(self) -> None:
        """Once no connection is open any more."""
        if self._handle is not None:
            os.close(self._handle)
        self._handle = self._seen = None

    def lost(self) -> str | None:
        """Say that it is no longer the file that was opened; None while it is. Costs some looks at the folder."""
        if self._seen is not None and self._lost is None:
            self._lost = self._looked_at()
        return self._lost

    def _looked_at(self) -> str | None:
        self._seen_log = self._seen_log or _identity(self._log)
        if (_identity(self.path), _identity(self._log)) != (self._seen, self._seen_log):
            return (
                f"The database {self.path} was removed or replaced while the server ran. What was confirmed before is "
                "in the old file; nothing is taken any more. Put the right file back, then start Callweave again."
            )
        if self._is_written_over():
            return (
                f"The database {self.path} was written over while the server ran; nothing is taken any more. Put a "
                f"backup in its place while no server runs, remove {self._log.name}, then start Callweave again."
            )
        return None

    def _is_written_over(self) -> bool:
        with self._looking:
            if self._handle is None:
                return False
            header, size = _Header.of(self._handle), os.fstat(self._handle).st_size
            if (
                header is None
                or header.identity != self._header.identity
                or header.stamp < self._header.stamp
            ):
                return True
            is_cut = size < self._bytes and size < header.least_bytes  # vacuuming says so first
            self._header, self._bytes = header, size
            return is_cut or not _is_log(self._log)

    def space(self) -> str | None:
        """Say that the disk is nearly full, None while it is not."""
        about = os.statvfs(self.path.parent)
        return self.sentence("full") if about.f_bavail * about.f_frsize < LEAST_FREE_BYTES else None

    def sentence(self, error: str) -> str:
        """Say for people what an error of SQLite means and what to do."""
        if "malformed" in error or "not a database" in error:
            return (
                f"The database {self.path} is damaged. Keep a copy of it, then put a backup in its place, "
                f"or save what can be read: sqlite3 {self.path.name} .recover"
            )
        if "readonly" in error or "unable to open" in error or "denied" in error:
            return f"The database {self.path} cannot be written. Give this user the right to write it and its folder."
        if "locked" in error:
            return f"The database {self.path} is held by another program. Wait for it, or end it."
        if "full" in error or "I/O" in error:
            return f"The disk of {self.path.parent} is full. Free some space; saving goes on by itself."
        return f"The database {self.path} cannot be used: {error}."

    def _has_been(self) -> bool:
        return self._mark.exists() and self._mark.read_text().partition("\n")[0] == self._name()

    def _name(self) -> str:
        """Inside the data folder by its name alone, so that the folder may be moved."""
        return self.path.name if self.path.parent == self._folder.resolve() else str(self.path)


def _quick_check(database: sqlite3.Connection) -> str:
    try:
        return str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return "ok"  # so far, and there was no more time
        raise


def _is_log(path: Path) -> bool:
    """Whether it begins as a log does, or is empty as after a checkpoint."""
    try:
        with path.open("rb") as log:
            begin = log.read(4)
    except OSError:
        return True  # that it is missing is told otherwise
    return not begin or begin in _LOG_MAGIC


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
