"""Every page, with its route, its title and what it loads."""

from typing import Any

import reflex as rx

from components import routes
from components.canvas.client import act
from components.editor.page import editor
from components.editor.version_page import version_page
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
from components.shell.account_menu import account_menu
from components.ui.menu import item
from state.account import AccountState
from state.agents import AgentsState
from state.audit import AuditState
from state.compare import CompareState
from state.dashboard import DashboardState
from state.editor import EditorState
from state.entrance import EntranceState
from state.history import HistoryState
from state.inbox import InboxState
from state.members import MembersState
from state.numbers import NumbersState
from state.version import VersionState


def title(page: str) -> str:
    """Return what the browser's tab says on this page."""
    return f"{page} · Callweave"


def editor_page() -> rx.Component:
    """Return the editor with the person's menu; it asks before signing out while edits are unsent."""
    return editor(_own_menu())


def _own_menu() -> rx.Component:
    return account_menu(item("Sign out", "door-open", act("sign_out")), with_name=False, side="bottom")


def _editor_title() -> rx.Var[str]:
    return rx.cond(EditorState.name != "", rx.Var.create(title(f"{EditorState.name}")), title("Editor"))


def _version_title() -> rx.Var[str]:
    named = rx.Var.create(title(f"{VersionState.label} of {VersionState.name}"))
    return rx.cond(VersionState.name != "", named, title("Version"))


def _history_title() -> rx.Var[str]:
    named = rx.Var.create(title(f"History of {HistoryState.name}"))
    return rx.cond(HistoryState.name != "", named, title("History"))


def register(app: rx.App) -> None:
    """Add every page to the app."""
    app.add_page(home_page, route=routes.HOME, title="Callweave", on_load=EntranceState.home)
    app.add_page(
        sign_in_page, route=routes.SIGN_IN, title=title("Sign in"), on_load=EntranceState.load_sign_in
    )
    app.add_page(setup_page, route=routes.SETUP, title=title("Set up"), on_load=EntranceState.load_setup)
    app.add_page(
        invitation_page,
        route=routes.INVITATION,
        title=title("Invitation"),
        on_load=EntranceState.load_invitation,
    )
    app.add_page(
        agents_page, route=routes.AGENTS, title=title("Agents"), on_load=_with_news(AgentsState.load)
    )
    app.add_page(
        editor_page, route=routes.EDITOR, title=_editor_title(), on_load=_with_news(EditorState.load)
    )
    app.add_page(
        history_page,
        route=routes.HISTORY,
        title=_history_title(),
        on_load=[*_with_news(HistoryState.load), CompareState.load],
    )
    app.add_page(
        lambda: version_page(_own_menu()),
        route=routes.VERSION,
        title=_version_title(),
        on_load=_with_news(VersionState.load),
    )
    app.add_page(live_page, route=routes.LIVE, title=title("Live"), on_load=_with_news(DashboardState.load))
    app.add_page(
        numbers_page, route=routes.NUMBERS, title=title("Numbers"), on_load=_with_news(NumbersState.load)
    )
    app.add_page(inbox_page, route=routes.INBOX, title=title("Inbox"), on_load=_with_news(InboxState.load))
    app.add_page(audit_page, route=routes.AUDIT, title=title("Audit"), on_load=_with_news(AuditState.load))
    app.add_page(
        members_page, route=routes.MEMBERS, title=title("Members"), on_load=_with_news(MembersState.load)
    )
    app.add_page(
        account_page, route=routes.ACCOUNT, title=title("Account"), on_load=_with_news(AccountState.load)
    )
    app.add_page(not_found_page, route=routes.NOT_FOUND, title=title("Not found"))


def _with_news(load: Any) -> list[Any]:
    """Return what a signed-in page does when it opens: it reads its own, then what the team did meanwhile."""
    return [load, InboxState.arrive]
