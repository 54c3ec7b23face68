"""The database file: private, watched, never begun anew in silence; wrongs are told in one sentence (SV8, SV13)."""

import os
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.harness import tools
from tests.harness.peer import Teammate
from tests.harness.server import STOP_SECONDS, Login, Server, free_port
from tests.harness.wait import eventually, until

REFUSED = 2


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Login]:
    """A data folder that has been served once."""
    server = Server(tmp_path_factory.mktemp("database") / "data")
    olga = server.add_login("Olga", "owner")
    server.start()
    server.import_agent(olga, "Kept")
    server.stop()
    return server.data_dir, olga


@pytest.fixture
def server(founded: tuple[Path, Login], tmp_path: Path) -> Iterator[Server]:
    made = Server(Path(shutil.copytree(founded[0], tmp_path / "data")))
    yield made
    made.kill()


def refused(server: Server, *command: str) -> str:
    """Start what must not start; return its one sentence."""
    tried = subprocess.run(
        [tools.callweave(), *(command or ("serve", "--port", str(free_port())))],
        cwd=tools.ROOT,
        env=server._environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (tried.returncode, tried.stderr.count("\n")) == (REFUSED, 1), tried.stderr
    return tried.stderr


def removed(server: Server) -> None:
    for file in server.data_dir.glob("callweave.db*"):
        file.unlink()


def replaced(server: Server) -> None:
    with closing(sqlite3.connect(server.data_dir / "other")) as other:
        other.execute("CREATE TABLE t (x)")
    (server.data_dir / "other").replace(server.database)


def without_its_log(server: Server) -> None:
    Path(f"{server.database}-wal").unlink()


def written_over(server: Server) -> None:
    server.database.write_bytes((server.data_dir / "backup.before").read_bytes())


def written_over_by_a_backup_of_this_run(server: Server) -> None:
    server.database.write_bytes((server.data_dir / "backup.now").read_bytes())


def emptied(server: Server) -> None:
    os.truncate(server.database, 0)


def cut_short(server: Server) -> None:
    os.truncate(server.database, 16_384)


def with_an_emptied_log(server: Server) -> None:
    os.truncate(f"{server.database}-wal", 0)


GONE = "was removed or replaced while the server ran"
OVER = "was written over while the server ran"
DEEDS = {
    removed: GONE,
    replaced: GONE,
    without_its_log: GONE,
    written_over: OVER,
    written_over_by_a_backup_of_this_run: OVER,
    emptied: OVER,
    cut_short: OVER,
    with_an_emptied_log: OVER,
}


async def move(mate: Teammate, x: int) -> None:
    await mate.edit({"do": "move"}, lambda: mate.roots["layout"].__setitem__("n_talk", {"x": x, "y": 2}))


async def back_up_and_go_on(server: Server, mate: Teammate) -> None:
    """Make a backup as SQLite's manual says; then edit until the file holds more than that."""
    with closing(sqlite3.connect(server.database, isolation_level=None, timeout=10)) as database:
        with closing(sqlite3.connect(server.data_dir / "backup.now")) as backup:
            database.backup(backup)
        stamp = lambda: database.execute("PRAGMA user_version").fetchone()[0]  # noqa: E731
        before, x = stamp(), 0
        while stamp() == before:
            await move(mate, x := x + 1)
            await mate.until_acked(30)
        assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    await move(mate, x + 1)
    await mate.until_acked(30)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
async def test_sv8_a_file_that_is_taken_away_or_written_over_ends_the_server_with_a_sentence_and_confirms_nothing(
    server: Server, founded: tuple[Path, Login], deed: Callable[[Server], None]
) -> None:
    shutil.copy(server.database, server.data_dir / "backup.before")
    server.start()
    agent = server.agents()[0]["id"]
    mate = await Teammate(server.sync_url(agent), founded[1].token).join()
    await back_up_and_go_on(server, mate)
    confirmed = len(mate.acknowledged)
    deed(server)
    await move(mate, -1)
    await eventually(lambda: server.process.poll() is not None, "the end", STOP_SECONDS)
    assert server.process.returncode == REFUSED
    until(lambda: DEEDS[deed] in server.log, "the sentence")
    assert len(mate.acknowledged) == confirmed
    assert "Traceback" not in server.log
    await mate.leave()


async def test_sv8_what_others_may_do_to_the_file_ends_nothing(
    server: Server, founded: tuple[Path, Login]
) -> None:
    """Backups, checkpoints, vacuuming and the command line leave it the same file."""
    server.start()
    agent = server.agents()[0]["id"]
    async with Teammate(server.sync_url(agent), founded[1].token) as mate:
        await back_up_and_go_on(server, mate)
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)", "ANALYZE", "PRAGMA wal_checkpoint"):
            with closing(sqlite3.connect(server.database, isolation_level=None, timeout=10)) as database:
                database.execute(statement)
            await move(mate, len(statement))
            await mate.until_acked(30)
            assert len(server.agents()) >= 1
        assert server.get("/readyz")[0] == 200
    assert server.stop() == 0


def test_sv9_a_missing_database_is_not_begun_anew(server: Server) -> None:
    removed(server)
    for command in ((), ("user", "list")):
        said = refused(server, *command)
        assert "is missing or empty, although there was one" in said
        assert "database.txt" in said
    assert not server.database.exists()
    (server.data_dir / "database.txt").unlink()
    server.start()


def zeroed(database: Path) -> None:
    database.write_bytes(b"\0" * database.stat().st_size)


def overwritten(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * 40_000)


def shortened(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2)


@pytest.mark.parametrize("damage", [zeroed, overwritten, shortened])
def test_sv10_a_damaged_database_is_refused_in_one_sentence(server: Server, damage: object) -> None:
    assert callable(damage)
    damage(server.database)
    assert "is damaged. Keep a copy of it, then put a backup in its place" in refused(server)


def test_sv10_a_database_that_cannot_be_written_is_refused_in_one_sentence(server: Server) -> None:
    with unchangeable(server.database):
        assert "cannot be written" in refused(server)


@contextmanager
def unchangeable(database: Path) -> Iterator[None]:
    """Also for the superuser, whom no mode keeps from writing."""
    if os.geteuid():
        database.chmod(0o400)
    else:
        subprocess.run(["chattr", "+i", str(database)], check=True)
    try:
        yield
    finally:
        if os.geteuid() == 0:
            subprocess.run(["chattr", "-i", str(database)], check=True)


def test_sv11_data_are_for_their_owner_alone_also_those_of_before(server: Server) -> None:
    server.data_dir.chmod(0o755)
    for file in server.data_dir.iterdir():
        file.chmod(0o644)
    server.start()
    assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700
    names = {
        "callweave.db",
        "callweave.db-wal",
        "callweave.db-shm",
        "database.txt",
        "server.lock",
    }
    assert names <= {file.name for file in server.data_dir.iterdir()}
    for name in names - {"database.txt"}:
        assert stat.S_IMODE((server.data_dir / name).stat().st_mode) == 0o600, name


def test_sv12_two_servers_on_one_folder_are_refused_and_the_command_line_is_not(server: Server) -> None:
    server.start()
    said = refused(server)
    assert f"Another server (process {server.worker_pid}) works on" in said
    assert len(server.agents()) >= 1
    os.kill(server.pid, signal.SIGKILL)
    server.restart()


async def test_sv13_a_full_disk_is_told_and_forgotten_by_itself(server: Server) -> None:
    server.start()
    was = resource.prlimit(server.worker_pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.worker_pid, resource.RLIMIT_FSIZE, (0, was[1]))
    await eventually(lambda: "disk" in server.get("/readyz")[1], "the full disk in /readyz", 20)
    assert server.get("/readyz")[0] == 503
    assert "Free some space; saving goes on by itself." in server.get("/readyz")[1]
    resource.prlimit(server.worker_pid, resource.RLIMIT_FSIZE, was)
    await eventually(lambda: server.get("/readyz")[0] == 200, "being well again", 20)
