"""Signing in: a plain form that works with password managers."""

import reflex as rx

from components import routes
from components.shell.entrance import entrance
from components.ui.button import button
from components.ui.field import email, hidden, password, post_form
from components.ui.note import note, problem
from state.entrance import EntranceState

_FOOT = "No account? Ask somebody of your team for an invitation link."


def sign_in_page() -> rx.Component:
    """Return the page."""
    said = EntranceState.email
    pending = "Nobody has an account here yet. Open the setup link that the server printed when it started."
    return entrance(
        "Sign in to Callweave",
        "Build phone agents together.",
        problem(EntranceState.problem),
        rx.cond(EntranceState.setup_pending, note(pending)),
        post_form(
            routes.POST_SIGN_IN,
            email(default_value=said, key=said, auto_focus=said == ""),
            password(key=rx.Var.create(f"for {said}"), auto_focus=said != ""),
            hidden("next", EntranceState.next_path),
            button("Sign in", kind="main", type="submit", size="3", width="100%"),
        ),
        foot=_FOOT,
    )
