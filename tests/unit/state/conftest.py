"""A tab of the browser without a browser: the tree of states, its cookie and address, and services that remember."""

from collections.abc import Callable, Collection
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import HeaderData, ReflexURL, RouterData, SessionData

from app import services as seam
from app.audit.answers import AuditPage
from app.collab.budget import Budgets
from app.erasure.answers import Loss
from app.flows.answers import Exported, VersionUsage
from app.flows.history.answers import Comparison, History, Restored, VersionInfo
from app.kit.clock import now
from app.notify.answers import InboxPage
from app.people.actor import Actor
from app.people.roles import Role
from app.people.values import Invitation, InvitationPreview, Member, OpenSession, Token
from app.telephony.answers import Number
from state import live
from state.session import COOKIE
from tests.builders import an_actor
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import AT, a_review, a_status, switched

Tab = Callable[..., Any]


@pytest.fixture
def people() -> Recorder:
    """People by cookie: the cookie's value is the role."""
    fake = Recorder()
    roles = {str(role): an_actor(role, name=str(role).title()) for role in Role}

    async def actor_by_session(token: str) -> Actor | None:
        return roles.get(token)

    async def actors_by_session(tokens: Collection[str]) -> dict[str, Actor]:
        found = {token: await actor_by_session(token) for token in tokens}
        return {token: who for token, who in found.items() if who}

    fake.actor_by_session = actor_by_session
    fake.actors_by_session = actors_by_session
    fake.answers |= {
        "members": [_member(role) for role in (Role.OWNER, Role.ADMIN)],
        "invitations": [_invitation()],
        "invite": _invitation("/invitation/secret"),
        "list_sessions": [_session()],
        "tokens": [Token("tk_1", "Nightly", "ada@example.com", now(), None)],
        "token_add": "cw_secret",
        "workspace_name": "Harbour Dental",
        "setup_pending": False,
        "read_invitation": _preview(),
    }
    return fake


@pytest.fixture
def flows() -> Recorder:
    """Two living agents and a deleted one."""
    fake = Recorder()
    fake.answers |= {
        "agents": [an_agent("ag_2", "Night line"), an_agent("ag_1", "front desk")],
        "deleted_agents": [an_agent("ag_3", "Old survey", deleted_at=now(), deleted_by_name="Ada")],
        "create": an_agent("ag_9", "Fresh"),
        "agent": an_agent("ag_1", "front desk"),
        "version_usage": VersionUsage(1_200_000_000, 2_000_000_000),
    }
    return fake


@pytest.fixture
def going_live() -> Recorder:
    """Nobody is live yet."""
    fake = Recorder()
    fake.answers |= {"statuses": (), "status": a_status(), "review": a_review(), "since": ()}
    fake.answers |= {"activate": switched(), "roll_back": switched("rolled_back")}
    return fake


@pytest.fixture
def versions() -> Recorder:
    """No versions yet."""
    fake = Recorder()
    version = VersionInfo("ve_5", 5, "5a", "Before the holidays", AT, "us_ben", 7, 9, is_live=False)
    fake.answers |= {
        "history": History((), (), (), None),
        "versions": (),
        "compare": Comparison("v1", "draft", ()),
        "snapshot": version,
        "rename": version,
        "restore": Restored(version=2, safety=5, changes=3, seq=40),
        "export": Exported("front-desk-v2.json", b"{}"),
    }
    return fake


@pytest.fixture
def numbers() -> Recorder:
    """No numbers yet."""
    fake = Recorder()
    fake.answers |= {"numbers": (), "add": Number("pn_1", "+442079460958", "Day", None, "", AT)}
    return fake


@pytest.fixture
def inbox() -> Recorder:
    """No news yet."""
    fake = Recorder()
    fake.answers["inbox"] = InboxPage((), 0)
    return fake


@pytest.fixture
def audit() -> Recorder:
    """Nothing was done yet."""
    fake = Recorder()
    fake.answers["entries"] = AuditPage((), None, (), ())
    return fake


@pytest.fixture
def quarantine() -> Recorder:
    """Nothing is set aside."""
    fake = Recorder()
    fake.answers |= {"list": (), "of": None, "release": None}
    return fake


@pytest.fixture
def erasure() -> Recorder:
    """What goes is the agent of the deleted ones."""
    fake = Recorder()
    fake.answers["erase"] = Loss("ag_3", "Old survey", 12, 1_200_000)
    return fake


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """Which tab watches what, by the handler's name: the workspace, and the topics that were named."""
    found: dict[str, tuple[str, ...]] = {}

    def watch(_tab: str, workspace: str, event: Any, *topics: str) -> None:
        found[event.fn.__qualname__] = (workspace, *topics)

    monkeypatch.setattr(live, "watch", watch)
    monkeypatch.setattr(live, "forget", lambda _tab, event: found.pop(event.fn.__qualname__, None))
    return found


@pytest.fixture
def present() -> dict[str, list[dict[str, str]]]:
    """Who is in which editor."""
    return {}


@pytest.fixture(autouse=True)
def _services(
    monkeypatch: pytest.MonkeyPatch,
    people: Recorder,
    flows: Recorder,
    going_live: Recorder,
    versions: Recorder,
    numbers: Recorder,
    inbox: Recorder,
    audit: Recorder,
    quarantine: Recorder,
    erasure: Recorder,
    present: dict[str, list[dict[str, str]]],
) -> None:
    rooms = SimpleNamespace(present=lambda _workspace_id: present)
    fakes = {"live": going_live, "versions": versions, "numbers": numbers, "inbox": inbox, "audit": audit}
    fakes |= {"quarantine": quarantine, "erasure": erasure}
    used = SimpleNamespace(people=people, flows=flows, rooms=rooms, budgets=Budgets(), **fakes)
    monkeypatch.setattr(seam, "_in_use", used)


@pytest.fixture
def tab() -> Tab:
    """Make a tab: ``tab(SomeState, "owner", "/agents")`` is that state in the tree of an owner at that address."""

    def open_tab(cls: type[rx.State], cookie: str = "", path: str = "/agents") -> Any:
        root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        sign_in(root, cookie, path)
        return root.get_substate(cls.get_full_name().split("."))

    return open_tab


def sign_in(root: Any, cookie: str, path: str = "/agents") -> None:
    """Give the tab this cookie and address, as a connection does."""
    header = f"theme={{odd; {COOKIE}={cookie}" if cookie else "theme={odd"
    root._get_root_state().router = RouterData(
        session=SessionData(client_token="tab-1"),
        headers=HeaderData(cookie=header),
        url=ReflexURL(f"http://callweave.test{path}"),
    )


def an_agent(agent_id: str, name: str, **more: Any) -> Any:
    """An agent as the service lists it."""
    facts = {"state": "draft", "changed_at": now(), "changed_by_name": "Ada", "deleted_at": None}
    facts |= {"deleted_by_name": None, "latest_version": None, "version_bytes": 0}
    return SimpleNamespace(id=agent_id, name=name, **(facts | more))


def _member(role: Role) -> Member:
    who = an_actor(role, name=str(role).title())
    return Member(who.user_id, who.name, who.email, role, now(), None)


def _invitation(path: str | None = None) -> Invitation:
    return Invitation("in_1", "new@example.com", Role.EDITOR, "Owner", now(), now() + timedelta(days=7), path)


def _preview() -> InvitationPreview:
    return InvitationPreview("Harbour", "Owner", "new@example.com", Role.EDITOR, now() + timedelta(days=7))


def _session() -> OpenSession:
    agent = "Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/140"
    return OpenSession("se_owner", now(), now(), now() + timedelta(days=7), "192.0.2.7", agent, True)
