"""Every page can be drawn, says where it is, and asks nothing of Reflex that would hurt."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import reflex as rx

from app.web.doors import DOORS, IMPORT_BYTES
from components import pages, routes
from components.pages.account import account_page
from components.pages.agents import agents_page
from components.pages.audit import audit_page
from components.pages.history import history_page
from components.pages.inbox import inbox_page
from components.pages.invitation import invitation_page
from components.pages.live import live_page
from components.pages.members import members_page
from components.pages.not_found import home_page, not_found_page
from components.pages.numbers import numbers_page
from components.pages.setup import setup_page
from components.pages.sign_in import sign_in_page
from components.ui import files
from components.ui.field import PostForm
from tests.harness.tools import ROOT

PAGES: dict[str, Callable[[], rx.Component]] = {
    "home": home_page,
    "sign-in": sign_in_page,
    "setup": setup_page,
    "invitation": invitation_page,
    "agents": agents_page,
    "history": history_page,
    "live": live_page,
    "numbers": numbers_page,
    "inbox": inbox_page,
    "audit": audit_page,
    "members": members_page,
    "account": account_page,
    "not found": not_found_page,
}
FORMS = {
    "sign-in": {"/auth/sign-in"},
    "setup": {"/auth/setup"},
    "invitation": {"/auth/invitation"},
    "agents": {"/auth/sign-out"},
    **{name: {"/auth/sign-out"} for name in ("history", "live", "numbers", "inbox", "audit", "members")},
    "account": {"/auth/sign-out", "/auth/password"},
}
SHEETS = ("theme", "forms", "frame", "lists", "live", "history", "access")
every_page = pytest.mark.parametrize("name", PAGES)


class Registered:
    """An app that only remembers which pages it was given."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}

    def add_page(self, component: Any, route: str, **more: Any) -> None:
        self.pages[route] = more


def _all(component: Any) -> Iterator[Any]:
    """The component and everything in it, in both arms of every condition too."""
    yield component
    inside = [
        *getattr(component, "children", []),
        getattr(component, "comp1", None),
        getattr(component, "comp2", None),
    ]
    if isinstance(component, rx.Component):
        inside += component._get_components_in_props()
    for child in inside:
        if child is not None and not isinstance(child, str):
            yield from _all(child)


def _plain(value: Any) -> Any:
    return getattr(value, "_var_value", value)


def _drawn(name: str) -> str:
    page = PAGES[name]()
    return str(page) + "".join(str(part) for part in page._get_all_hooks())


@every_page
def test_it_can_be_drawn(name: str) -> None:
    assert _drawn(name)


def test_every_page_has_a_route_and_a_title_that_says_where_one_is() -> None:
    app: Any = Registered()
    pages.register(app)
    assert set(app.pages) == {
        "/", "/sign-in", "/setup", "/invitation/[invitation]", "/agents", "/agents/[agent_id]",
        "/agents/[agent_id]/history", "/agents/[agent_id]/versions/[number]", "/live", "/numbers", "/inbox",
        "/audit", "/members", "/account", "404",
    }  # fmt: skip
    titles = [str(page["title"]) for page in app.pages.values()]
    assert all("Callweave" in title for title in titles)
    assert len(set(titles)) == len(titles)


def test_every_page_of_ours_loads_through_a_door() -> None:
    app: Any = Registered()
    pages.register(app)
    unguarded = [route for route, page in app.pages.items() if page.get("on_load") is None]
    assert unguarded == ["404"]


@every_page
def test_its_plain_forms_post_to_doors_that_are_there(name: str) -> None:
    doors = {one.path for one in DOORS if one.method == "POST"}
    posted = {str(part.action).strip('"') for part in _all(PAGES[name]()) if isinstance(part, PostForm)}
    assert posted == FORMS.get(name, set())
    assert posted <= doors


@every_page
def test_no_plain_form_is_held_back_by_a_script(name: str) -> None:
    forms = [part for part in _all(PAGES[name]()) if isinstance(part, PostForm)]
    assert all("on_submit" not in part.event_triggers for part in forms)
    assert all(str(part.method).strip('"') == "post" for part in forms)


@every_page
def test_no_field_waits_for_the_server_while_one_types(name: str) -> None:
    assert "DebounceInput" not in _drawn(name)


@every_page
def test_every_field_has_a_name_that_can_be_read_out(name: str) -> None:
    parts = list(_all(PAGES[name]()))
    labelled = {_plain(part.html_for) for part in parts if isinstance(part, rx.el.Label)}
    fields = [part for part in parts if isinstance(part, rx.el.Input | rx.el.Select)]
    unnamed = [
        str(part)
        for part in fields
        if _plain(part.id) not in labelled and "hidden" not in str(part) and "aria-label" not in str(part)
    ]
    assert unnamed == []
    assert fields or name in ("home", "inbox", "not found")


@every_page
def test_every_class_it_names_is_styled(name: str) -> None:
    styled = set(
        re.findall(r"\.(cw-[a-z-]+)", "".join((ROOT / f"assets/{s}.css").read_text() for s in SHEETS))
    )
    named = set(
        re.findall(r"\bcw-[a-z-]+", " ".join(str(p.class_name) for p in _all(PAGES[name]()) if _has_class(p)))
    )
    assert sorted(named - styled) == []


def _has_class(part: Any) -> bool:
    return getattr(part, "class_name", None) is not None


def test_the_import_button_and_its_door_agree() -> None:
    assert files.LIMIT_BYTES == IMPORT_BYTES
    assert routes.POST_IMPORT in {one.path for one in DOORS}


def test_passwords_are_known_to_password_managers() -> None:
    assert '"current-password"' in _drawn("sign-in")
    assert '"new-password"' in _drawn("setup")
    assert '"new-password"' in _drawn("invitation")
    account = _drawn("account")
    assert '"current-password"' in account
    assert '"new-password"' in account
    assert '"username"' in account
