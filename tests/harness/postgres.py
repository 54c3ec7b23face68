"""A PostgreSQL server of one's own in a folder, over a socket there: no port, no account, gone with the block."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


def is_there() -> bool:
    """Whether this machine has PostgreSQL's programs."""
    return shutil.which("initdb") is not None and shutil.which("pg_ctl") is not None


@contextmanager
def postgres() -> Iterator[str]:
    """Give the SQLAlchemy URL of an empty database."""
    folder = Path(mkdtemp(prefix="pg"))  # a socket's path is short
    who = UNPRIVILEGED if os.geteuid() == 0 else None
    if who:
        shutil.chown(folder, who)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=who, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

    data, log = str(folder / "data"), str(folder / "log")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
