"""The installed ``callweave`` command as its own processes on one SQLite file."""

import asyncio
import json
import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from app import wiring
from app.settings import Settings
from tests.harness import tools
from tests.integration.people_world import PASSWORD


def command(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run one command on the data in this folder."""
    return subprocess.run(
        [tools.callweave(), *arguments],
        env={**os.environ, "CALLWEAVE_DATA_DIR": str(folder)},
        cwd=tools.ROOT,
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_fresh_folder_becomes_a_workspace_with_a_token(tmp_path: Path) -> None:
    owner = ("user", "add", "--email", "o@example.com", "--name", "Olga", "--role", "owner")
    added = command(tmp_path, *owner, given=PASSWORD + "\n")
    assert (added.returncode, added.stderr) == (0, "")
    assert command(tmp_path, *owner, given=PASSWORD + "\n").returncode == 2
    token = command(tmp_path, "token", "add", "--email", "o@example.com")
    assert token.stdout.startswith("cw_")
    assert token.stdout.count("\n") == 1
    (agent,) = json.loads(command(tmp_path, "agent", "list", "--json").stdout)
    exported = command(tmp_path, "agent", "export", agent["id"])
    assert len(json.loads(exported.stdout)["flow"]["nodes"]) >= 10
    assert command(tmp_path, "agent", "import", "-", given=exported.stdout).returncode == 0


def test_what_the_command_line_does_holds_at_once_in_a_process_that_serves(tmp_path: Path) -> None:
    serving = wiring.build(Settings(data_dir=tmp_path))

    async def story() -> None:
        owner = ("user", "add", "--email", "o@example.com", "--name", "Olga", "--role", "owner")
        await asyncio.to_thread(command, tmp_path, *owner, given=PASSWORD)
        signed = await serving.people.sign_in("o@example.com", PASSWORD, "192.0.2.7", "", None)
        made = await asyncio.to_thread(command, tmp_path, "token", "add", "--email", "o@example.com")
        assert await serving.people.actor_by_bearer(made.stdout.strip())
        reset = ("user", "set-password", "--email", "o@example.com")
        await asyncio.to_thread(command, tmp_path, *reset, given="another good phrase")
        assert await serving.people.still_valid([signed.actor.credential]) == {signed.actor.credential: None}

    asyncio.run(story())
    serving.db.close()


def test_a_migrated_database_refuses_to_rewrite_the_audit(tmp_path: Path) -> None:
    owner = ("user", "add", "--email", "o@example.com", "--name", "Olga", "--role", "owner")
    assert command(tmp_path, *owner, given=PASSWORD + "\n").returncode == 0
    engine = create_engine(f"sqlite:///{tmp_path / 'callweave.db'}")
    for deed in ("UPDATE audit_entries SET verb = 'x'", "DELETE FROM audit_entries"):
        with engine.connect() as connection, pytest.raises(DatabaseError, match="append-only"):
            connection.execute(text(deed))
    engine.dispose()
