"""The forms and their JSON twins: signing in and out, founding, joining, changing the password."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.people.problems import PROBLEMS
from app.people.roles import Role
from app.web.cookies import COOKIE
from tests.integration.people_world import PASSWORD
from tests.integration.web_world import WebWorld

NEW = "another good phrase"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[WebWorld]:
    made = WebWorld(tmp_path)
    yield made
    made.close()


def where(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    """Return path and query of a redirect."""
    assert answer.status_code == 303, answer.text
    parts = urlsplit(answer.headers["location"])
    assert (parts.scheme, parts.netloc) == ("", "")
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    """Return the attributes of the session cookie that is being set, its value under ``value``."""
    morsel = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    return {"value": morsel.value, **{key: str(value) for key, value in morsel.items() if value}}


async def test_a_plain_form_signs_in_and_sends_on(world: WebWorld) -> None:
    await world.found()
    async with world.browser() as client:
        form = {"email": "Owner@example.com", "password": PASSWORD, "next": "/agents/ag_1?tab=x"}
        answer = await client.post("/auth/sign-in", data=form)
        assert where(answer) == ("/agents/ag_1", {"tab": "x"})
        me = await client.get("/auth/me")
    assert me.json()["user"]["email"] == "owner@example.com"
    assert me.json()["user"]["role"] == "owner"
    assert me.headers["cache-control"] == "no-store"


async def test_a_script_signs_in_with_json(world: WebWorld) -> None:
    owner = await world.found()
    async with world.browser() as client:
        answer = await client.post("/auth/sign-in", json={"email": "owner@example.com", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == owner.actor.user_id
    assert answer.json()["next"] == "/agents"
    assert cookie_of(answer)["value"]


async def test_the_cookie_is_kept_from_scripts_and_from_other_sites(world: WebWorld) -> None:
    await world.found()
    form = {"email": "owner@example.com", "password": PASSWORD}
    async with world.browser() as client:
        cookie = cookie_of(await client.post("/auth/sign-in", data=form))
    assert cookie.keys() == {"value", "httponly", "samesite", "path", "max-age"}
    assert (cookie["samesite"], cookie["path"]) == ("lax", "/")
    assert len(cookie["value"]) >= 43  # 256 bits


async def test_the_cookie_is_secure_where_the_public_address_is_https(tmp_path: Path) -> None:
    world = WebWorld(tmp_path, public_url="https://calls.example.com")
    await world.found()
    async with world.browser(origin="https://calls.example.com") as client:
        form = {"email": "owner@example.com", "password": PASSWORD}
        answer = await client.post("https://calls.example.com/auth/sign-in", data=form)
        left = await client.post("https://calls.example.com/auth/sign-out")
    world.close()
    assert cookie_of(answer)["secure"] == "True"
    assert cookie_of(left)["secure"] == "True"
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_signing_in_ends_the_session_before(world: WebWorld) -> None:
    owner = await world.found()
    async with world.browser(owner) as client:
        await client.post("/auth/sign-in", data={"email": "owner@example.com", "password": PASSWORD})
    assert await world.people.actor_by_session(owner.token) is None


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "",
    ],
)
async def test_nobody_is_sent_elsewhere_after_signing_in(world: WebWorld, target: str) -> None:
    await world.found()
    async with world.browser() as client:
        form = {"email": "owner@example.com", "password": PASSWORD, "next": target}
        assert where(await client.post("/auth/sign-in", data=form)) == ("/agents", {})


async def test_a_refused_form_goes_back_with_code_and_what_was_typed_but_no_password(world: WebWorld) -> None:
    await world.found()
    async with world.browser() as client:
        form = {"email": "owner@example.com", "password": "wrong wrong wrong", "next": "/members"}
        answer = await client.post("/auth/sign-in", data=form)
    assert where(answer) == (
        "/sign-in",
        {"problem": "wrong_password", "email": "owner@example.com", "next": "/members"},
    )
    assert "set-cookie" not in answer.headers


async def test_a_refused_script_gets_code_and_sentence(world: WebWorld) -> None:
    await world.found()
    async with world.browser() as client:
        answer = await client.post(
            "/auth/sign-in", json={"email": "x@example.com", "password": "wrong wrong"}
        )
    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "wrong_password", "message": PROBLEMS["wrong_password"]}}


async def test_too_many_attempts_say_when_to_come_back(world: WebWorld) -> None:
    await world.found()
    async with world.browser() as client:
        asked = {"email": "owner@example.com", "password": "wrong wrong wrong"}
        statuses = [(await client.post("/auth/sign-in", json=asked)).status_code for _ in range(14)]
        answer = await client.post("/auth/sign-in", json=asked)
        form = await client.post("/auth/sign-in", data=asked)
    assert statuses == [401] * 13 + [429]
    assert answer.headers["retry-after"] == str(answer.json()["error"]["retry_after_seconds"])
    assert 0 < int(answer.headers["retry-after"]) <= 8
    assert where(form)[1]["problem"] == "too_many"


async def test_signing_out_ends_the_session_and_the_cookie(world: WebWorld) -> None:
    owner = await world.found()
    async with world.browser(owner) as client:
        answer = await client.post("/auth/sign-out")
        assert where(answer) == ("/sign-in", {})
        assert cookie_of(answer)["max-age"] == "0" or "expires" in cookie_of(answer)
        assert (await client.post("/auth/sign-out")).status_code == 303
        client.cookies.set(COOKIE, owner.token)
        assert (await client.get("/auth/me")).status_code == 401


async def test_the_setup_form_founds_the_workspace_with_its_sample_agent(world: WebWorld) -> None:
    link = await world.people.make_setup_link(world.services.address)
    assert link is not None
    token = link.partition("token=")[2]
    form = {
        "token": token,
        "workspace_name": "Clinic",
        "name": "Olga",
        "email": "o@example.com",
        "password": "password",
    }
    async with world.browser() as client:
        path, query = where(await client.post("/auth/setup", data=form))
        assert path == "/setup"
        assert query == {
            "problem": "password_common",
            "token": token,
            "workspace_name": "Clinic",
            "name": "Olga",
            "email": "o@example.com",
        }
        assert where(await client.post("/auth/setup", data={**form, "password": PASSWORD}))[0] == "/agents"
        me = (await client.get("/auth/me")).json()["user"]
        again = await client.post("/auth/setup", data={**form, "password": PASSWORD})
    assert me["role"] == "owner"
    assert where(again)[1]["problem"] == "setup_done"
    agents = await world.flows.agents(await world.people.system_actor())
    assert [agent.name for agent in agents] == ["Front desk"]


async def test_the_invitation_form_joins_and_ends_whoever_was_signed_in_here(world: WebWorld) -> None:
    owner = await world.found()
    token = await world.invitation_token(owner.actor, Role.EDITOR, "e@example.com")
    form = {"token": token, "name": "Ed", "password": "short"}
    async with world.browser(owner) as client:
        refused = where(await client.post("/auth/invitation", data=form))
        assert refused == (f"/invitation/{token}", {"problem": "password_short", "name": "Ed"})
        assert where(await client.post("/auth/invitation", data={**form, "password": PASSWORD})) == (
            "/agents",
            {},
        )
        assert (await client.get("/auth/me")).json()["user"]["email"] == "e@example.com"
        used = where(await client.post("/auth/invitation", data={**form, "password": PASSWORD}))
        assert used[1]["problem"] == "invitation_used"
    assert await world.people.actor_by_session(owner.token) is None


async def test_a_strange_token_cannot_bend_the_way_back(world: WebWorld) -> None:
    async with world.browser() as client:
        form = {"token": "../../evil?x=1#y", "name": "Ed", "password": PASSWORD}
        location = (await client.post("/auth/invitation", data=form)).headers["location"]
    assert location.startswith("/invitation/..%2F..%2Fevil%3Fx%3D1%23y?")


async def test_the_password_form_changes_it_and_keeps_this_browser_signed_in(world: WebWorld) -> None:
    owner = await world.found()
    async with world.browser(owner) as client:
        wrong = await client.post("/auth/password", data={"old_password": "x", "new_password": NEW})
        assert where(wrong) == ("/account", {"problem": "wrong_old_password"})
        right = await client.post("/auth/password", data={"old_password": PASSWORD, "new_password": NEW})
        assert where(right) == ("/account", {"done": "password"})
        assert (await client.get("/auth/me")).status_code == 200
    await world.sign_in("owner@example.com", NEW)


async def test_k3_the_password_form_revokes_tokens_where_its_box_is_ticked(world: WebWorld) -> None:
    owner = await world.found()
    token = await world.people.token_add(owner.actor, "robot")
    form = {"old_password": PASSWORD, "new_password": NEW}
    async with world.browser(owner) as client, world.program(token) as program:
        await client.post("/auth/password", data=form)
        assert (await program.get("/auth/me")).status_code == 200
        form = {"old_password": NEW, "new_password": PASSWORD, "revoke_tokens": "on"}
        assert where(await client.post("/auth/password", data=form)) == ("/account", {"done": "password"})
        assert (await program.get("/auth/me")).status_code == 401
        assert (await client.get("/auth/me")).status_code == 200


async def test_a_form_of_somebody_signed_out_leads_to_sign_in_and_back(world: WebWorld) -> None:
    async with world.browser() as client:
        answer = await client.post("/auth/password", data={"old_password": "x", "new_password": NEW})
    assert where(answer) == ("/sign-in", {"problem": "signed_out", "next": "/account"})


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"email": 7, "password": []}', "application/json"),
        (b"[" * 8000, "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"email=a", "application/x-www-form-urlencoded"),
        (b"x", "multipart/form-data"),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"),
        (b"email=%00&password=%ff", "application/x-www-form-urlencoded"),
        (b"hello", "text/plain"),
        (b"&".join(b"f%d=1" % number for number in range(500)), "application/x-www-form-urlencoded"),
    ],
)
async def test_what_cannot_be_understood_is_refused_in_one_sentence(
    world: WebWorld, content: bytes, content_type: str
) -> None:
    await world.found()
    headers = {"Content-Type": content_type, "Accept": "application/json"}
    async with world.browser() as client:
        answer = await client.post("/auth/sign-in", content=content, headers=headers)
    assert answer.status_code in (401, 422), answer.text
    assert answer.json()["error"]["message"].endswith((".", "help."))


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"],
)
async def test_a_body_that_is_too_large_is_not_read_to_its_end(world: WebWorld, content_type: str) -> None:
    sent = 0

    async def endless() -> object:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield b"x" * 1024

    headers = {"Content-Type": content_type, "Accept": "application/json"}
    async with world.browser() as client:
        answer = await client.post("/auth/sign-in", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "16 KB" in answer.json()["error"]["message"]
    assert sent < 100


async def test_an_accident_shows_a_number_and_no_trace(
    world: WebWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = await world.found()

    async def broken(*_args: object) -> None:
        raise ZeroDivisionError("inner secret detail")

    monkeypatch.setattr(type(world.people), "sign_in", broken)
    async with world.browser(owner) as client:
        asked = {"email": "owner@example.com", "password": PASSWORD}
        answer = await client.post("/auth/sign-in", json=asked)
        form = await client.post("/auth/sign-in", data=asked)
    error = answer.json()["error"]
    assert answer.status_code == 500
    assert error["code"] == "unexpected"
    assert error["id"].startswith("er_")
    assert "ZeroDivision" not in answer.text
    assert "inner secret" not in answer.text
    path, query = where(form)
    assert path == "/sign-in"
    assert query["problem"] == "unexpected"
    told = capsys.readouterr()
    assert error["id"] in told.out + told.err
    assert "inner secret detail" in told.out + told.err


async def test_a_database_that_is_away_says_so(world: WebWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.found()
    with world.db.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        async with world.browser() as client:
            asked = {"email": "owner@example.com", "password": PASSWORD}
            answer = await client.post("/auth/sign-in", json=asked)
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "unavailable"


async def test_every_answer_carries_the_security_headers(world: WebWorld) -> None:
    async with world.browser() as client:
        for path in ("/healthz", "/auth/me", "/nowhere"):
            headers = (await client.get(path)).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert "strict-transport-security" not in headers


async def test_health_ready_and_metrics(world: WebWorld) -> None:
    async with world.browser() as client:
        assert (await client.get("/healthz")).json() == {"alive": True}
        assert (await client.get("/readyz")).json() == {"ready": True, "reasons": {}}
        await client.get("/auth/me")
        answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'callweave_http_requests_total{door="/auth/me",method="GET",status="401"}' in answer.text
    assert "callweave_sockets_open" in answer.text


async def test_not_ready_says_each_reason(world: WebWorld) -> None:
    async def behind() -> str:
        return "Migrations are missing: run callweave migrate."

    world.use(readiness={"migrations": behind})
    world.db.close()
    async with world.browser() as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["reasons"]) == {"migrations", "database"}


async def test_an_agent_goes_out_as_a_file_and_comes_in_again(world: WebWorld) -> None:
    owner = await world.found()
    agent = await world.flows.create(owner.actor, "Night “line” / ü")
    async with world.browser(owner) as client:
        out = await client.get(f"/agents/{agent.id}/export.json")
        assert out.headers["content-disposition"].startswith("attachment; filename=")
        back = await client.post("/agents/import", files={"file": ("a.json", out.content)})
        path, _ = where(back)
        assert path.startswith("/agents/ag_")
        as_json = await client.post(
            "/agents/import", content=out.content, headers={"Content-Type": "application/json"}
        )
    assert as_json.status_code == 201
    assert as_json.json()["next"] == "/agents/" + as_json.json()["agent"]["id"]
    assert len(await world.flows.agents(owner.actor)) == 3


@pytest.mark.parametrize("content", [b"not json", b"[]", b'{"format": "other"}', b""])
async def test_a_file_that_is_no_agent_is_refused_with_what_to_do(world: WebWorld, content: bytes) -> None:
    owner = await world.found()
    async with world.browser(owner) as client:
        script = await client.post(
            "/agents/import", content=content, headers={"Content-Type": "application/json"}
        )
        form = await client.post("/agents/import", files={"file": ("a.json", content)})
        none = await client.post("/agents/import", data={"file": "text, no file"})
    assert script.status_code == 422
    assert "Choose a file" in script.json()["error"]["message"]
    assert where(form) == where(none) == ("/agents", {"problem": "invalid"})
    assert await world.flows.agents(owner.actor) == []
