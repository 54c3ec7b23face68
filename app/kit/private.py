"""Files that are nobody else's: access rights, and a lock that says who uses a folder."""

import contextlib
import fcntl
import os
import stat
import time
from pathlib import Path

from app.kit import clock

PATIENCE_SECONDS = 1.0  # one that was killed a moment ago is let go by the system soon


def make_private(path: Path) -> None:
    """Take the rights of group and others; never gives any. What is absent or not ours stays as it is."""
    with contextlib.suppress(FileNotFoundError, PermissionError, NotADirectoryError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077 and not mode & stat.S_ISVTX:  # a sticky folder is shared on purpose
            path.chmod(mode & ~0o077)


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, or take the others' rights to it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_private(path)


_held: list[int] = []


def hold(path: Path) -> int | None:
    """Lock this file until the process ends, however it ends. Return who holds it (0: unknown), None once we do.

    A record lock, which children do not inherit: a program that the dead one had started keeps nobody out.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    make_private(path)
    until = clock.monotonic_seconds() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            if clock.monotonic_seconds() < until:
                time.sleep(0.05)
                continue
            said = os.read(handle, 20).decode(errors="replace").strip()
            os.close(handle)
            return int(said) if said.isdecimal() else 0
        with contextlib.suppress(OSError):  # a full disk is no reason
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
        _held.append(handle)
        return None
