"""Every page, with its route, its title and what it loads."""

import reflex as rx

from components import routes
from components.canvas.client import act
from components.editor.page import editor
from components.pages.account import account_page
from components.pages.agents import agents_page
from components.pages.invitation import invitation_page
from components.pages.members import members_page
from components.pages.not_found import home_page, not_found_page
from components.pages.setup import setup_page
from components.pages.sign_in import sign_in_page
from components.shell.account_menu import account_menu
from components.ui.menu import item
from state.account import AccountState
from state.agents import AgentsState
from state.editor import EditorState
from state.entrance import EntranceState
from state.members import MembersState


def title(page: str) -> str:
    """Return what the browser's tab says on this page."""
    return f"{page} · Callweave"


def editor_page() -> rx.Component:
    """Return the editor with the person's menu; it asks before signing out while edits are unsent."""
    return editor(
        account_menu(item("Sign out", "door-open", act("sign_out")), with_name=False, side="bottom")
    )


def _editor_title() -> rx.Var[str]:
    return rx.cond(EditorState.name != "", rx.Var.create(title(f"{EditorState.name}")), title("Editor"))


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
    app.add_page(agents_page, route=routes.AGENTS, title=title("Agents"), on_load=AgentsState.load)
    app.add_page(editor_page, route=routes.EDITOR, title=_editor_title(), on_load=EditorState.load)
    app.add_page(members_page, route=routes.MEMBERS, title=title("Members"), on_load=MembersState.load)
    app.add_page(account_page, route=routes.ACCOUNT, title=title("Account"), on_load=AccountState.load)
    app.add_page(not_found_page, route=routes.NOT_FOUND, title=title("Not found"))
