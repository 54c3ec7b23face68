"""The ``callweave`` command in this process, on a real database."""

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import app.cli.main as cli
from app import wiring
from app.people import refusals
from app.settings import Settings
from tests.integration.people_world import PASSWORD
from tests.integration.web_world import WebWorld

Run = Callable[..., "Answer"]
OWNER = ("user", "add", "--email", "o@example.com", "--name", "Olga", "--role", "owner")
EDITOR = ("user", "add", "--email", "e@example.com", "--name", "Ed", "--role", "editor")


class Answer:
    """What a command did."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WebWorld]:
    made = WebWorld(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def run(world: WebWorld, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(*arguments: str, given: str | bytes = PASSWORD + "\n") -> Answer:
        data = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        try:
            status = cli.main(arguments, world.services)
        except SystemExit as end:
            status = int(end.code or 0)
        told = capsysbinary.readouterr()
        return Answer(status, told.out.decode(), told.err.decode())

    return command


def test_the_first_owner_makes_the_workspace_and_the_sample_agent(run: Run) -> None:
    added = run(*OWNER)
    assert (added.status, added.err) == (0, "")
    assert "o@example.com as owner" in added.out
    assert [(one["name"], one["state"]) for one in run("agent", "list", "--json").json] == [
        ("Front desk", "draft")
    ]
    run(*EDITOR)
    assert len(run("agent", "list", "--json").json) == 1
    users = run("user", "list", "--json").json
    assert {(one["email"], one["role"], one["workspace_name"]) for one in users} == {
        ("o@example.com", "owner", "Our workspace"),
        ("e@example.com", "editor", "Our workspace"),
    }
    assert "password" not in str(users)


def test_further_workspaces_are_named(run: Run) -> None:
    run(*OWNER, "--workspace", "Clinic")
    run(*(one.replace("o@", "g@") for one in OWNER), "--workspace", "Garage")
    refused = run("agent", "list")
    assert (refused.status, refused.out) == (2, "")
    assert "--workspace (Clinic, Garage)" in refused.err
    assert "Front desk" in run("agent", "list", "--workspace", "Garage").out


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        (EDITOR, PASSWORD, "must be an owner: pass --role owner"),
        (OWNER, "password", refusals.PasswordCommon.sentence),
        (OWNER, "", "No password was given"),
        ((*OWNER[:3], "nonsense", *OWNER[4:]), PASSWORD, refusals.BadEmail.sentence),
        (("user", "set-role", "--email", "x@example.com", "--role", "editor"), "", "no account for x@"),
        (("user", "set-password", "--email", "x@example.com"), PASSWORD, "no account for x@"),
        (("token", "add", "--email", "x@example.com"), "", "no account for x@"),
        (("token", "revoke", "tk_x"), "", "no token with that id"),
        (("agent", "list"), "", "There is no workspace yet."),
        (("agent", "import", "/no/such/file.json"), "", "no workspace yet"),
    ],
)
def test_a_refusal_is_one_line_on_standard_error_and_status_2(
    run: Run, arguments: tuple[str, ...], given: str, said: str
) -> None:
    answer = run(*arguments, given=given)
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.startswith("callweave: ")
    assert answer.err.count("\n") == 1
    assert said in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("user",),
        ("user", "add"),
        ("user", "add", "--email", "a@b", "--name", "A", "--role", "king"),
        ("user", "add", "--email", "a@b", "--name", "A", "--role", "owner", "--password", "x"),
        ("serve", "--port", "0"),
        ("serve", "--port", "seventy"),
        ("nonsense",),
    ],
)
def test_misuse_shows_the_usage_and_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.status == 2
    assert answer.err.startswith("usage: callweave")


def test_help_documents_the_exit_statuses(run: Run) -> None:
    answer = run("--help")
    assert answer.status == 0
    assert "exit status:" in answer.out
    assert "standard input" in answer.out


def test_only_the_first_line_is_the_password_and_it_may_hold_anything(run: Run, world: WebWorld) -> None:
    run(*OWNER, given="  pässwörd with spaces  \r\nsecond line\n")
    asyncio.run(world.sign_in("o@example.com", "  pässwörd with spaces  "))
    assert run("user", "set-password", "--email", "O@Example.com", given="another good phrase").status == 0
    asyncio.run(world.sign_in("o@example.com", "another good phrase"))


def test_roles_are_set_and_the_last_owner_stays(run: Run) -> None:
    run(*OWNER)
    run(*EDITOR)
    refused = run("user", "set-role", "--email", "o@example.com", "--role", "viewer")
    assert refusals.LastOwner.sentence in refused.err
    assert run("user", "set-role", "--email", "e@example.com", "--role", "admin").status == 0
    assert {one["email"]: one["role"] for one in run("user", "list", "--json").json} == {
        "o@example.com": "owner",
        "e@example.com": "admin",
    }


def test_a_token_is_printed_alone_and_once(run: Run) -> None:
    run(*OWNER)
    secret = run("token", "add", "--email", "o@example.com", "--label", "robot").out
    assert secret.startswith("cw_")
    assert secret.count("\n") == 1
    assert " " not in secret
    (token,) = run("token", "list", "--json").json
    assert (token["label"], token["owner_email"]) == ("robot", "o@example.com")
    assert secret.strip() not in run("token", "list", "--json").out + run("token", "list").out
    assert run("token", "revoke", token["id"]).status == 0
    assert run("token", "list").out == "There are no tokens.\n"


def test_agents_are_created_exported_and_imported(run: Run, tmp_path: Path) -> None:
    run(*OWNER)
    made = run("agent", "create", "--name", "Night line", "--json").json
    assert made["state"] == "draft"
    exported = run("agent", "export", made["id"])
    assert exported.json["format"] == "callweave.agent"
    target = tmp_path / "night.json"
    assert run("agent", "export", made["id"], "--output", str(target)).status == 0
    assert json.loads(target.read_text()) == exported.json
    from_file = run("agent", "import", str(target), "--json").json
    from_stream = run("agent", "import", "-", given=exported.out)
    assert from_stream.status == 0
    assert from_file["id"] in run("agent", "list").out
    assert len(run("agent", "list", "--json").json) == 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not json", "Choose a file"),
        (b"\xff\xfe\x00", "Save it as UTF-8"),
        (b"[]", "Choose a file"),
        (b"", "Choose a file"),
    ],
)
def test_a_file_that_is_no_agent_is_refused(run: Run, tmp_path: Path, content: bytes, reason: str) -> None:
    run(*OWNER)
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)
    answer = run("agent", "import", str(bad))
    assert answer.status == 2
    assert reason in answer.err
    missing = run("agent", "import", str(tmp_path / "missing.json"))
    assert missing.status == 2
    assert "missing.json cannot be used: no such file or directory." in missing.err
    assert run("agent", "export", "ag_none").status == 2


def test_a_locked_database_is_a_refusal_not_a_trace(run: Run, world: WebWorld) -> None:
    with world.db.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        answer = run(*OWNER)
    assert answer.status == 2
    assert "Try again in a moment" in answer.err


def test_serve_passes_host_and_port_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    served: list[tuple[Settings, str, int]] = []
    monkeypatch.setenv("CALLWEAVE_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(wiring, "serve", lambda *arguments: served.append(arguments))
    monkeypatch.setattr("app.logs.configure", lambda _format: None)
    assert cli.main(["serve", "--host", "0.0.0.0", "--port", "8123"]) == 0
    assert cli.main(["serve"]) == 0
    assert [(host, port) for _, host, port in served] == [("0.0.0.0", 8123), ("127.0.0.1", 3000)]
    assert served[0][0].data_dir == tmp_path


def test_a_bad_setting_stops_the_start_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALLWEAVE_PUBLIC_URL", "ftp://nowhere")
    assert cli.main(["serve"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("callweave: CALLWEAVE_PUBLIC_URL cannot be used")
    assert told.err.count("\n") == 1


def test_a_flow_whose_work_failed_twice_is_set_aside_looked_at_and_released(
    run: Run, world: WebWorld
) -> None:
    run(*OWNER)
    (agent,) = run("agent", "list", "--json").json
    fail = lambda tx: world.documents.count_fault(tx, agent["id"], "merge: it took more than 20 s")  # noqa: E731
    asyncio.run(world.db.write(fail))
    assert run("quarantine", "list").out == "No flow is set aside.\n"
    assert run("agent", "export", agent["id"]).status == 0
    asyncio.run(world.db.write(fail))
    assert "merge: it took more than 20 s" in run("quarantine", "list").out
    (aside,) = run("quarantine", "list", "--json").json
    assert (aside["agent_id"], aside["reason"]) == (agent["id"], "merge: it took more than 20 s")
    refused = run("agent", "export", agent["id"])
    assert (refused.status, refused.err.count("\n")) == (2, 1)
    assert run("quarantine", "inspect", agent["id"], "--json").json["faults"] == 2
    assert "2 since it was last released" in run("quarantine", "inspect", agent["id"]).out
    assert run("quarantine", "release", agent["id"]).status == 0
    assert run("agent", "export", agent["id"]).status == 0
    assert run("quarantine", "list", "--json").json == []
    again = run("quarantine", "release", agent["id"])
    assert (again.status, "There is nothing to release" in again.err) == (2, True)
    assert run("quarantine", "inspect", "ag_none").status == 2
