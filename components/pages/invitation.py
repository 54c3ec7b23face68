"""Joining with an invitation link."""

import reflex as rx

from components import routes
from components.shell.entrance import entrance, reading
from components.ui.button import button, link_button
from components.ui.field import email, hidden, new_password, person_name, post_form
from components.ui.note import note, problem
from components.ui.when import when
from state.entrance import EntranceState


def invitation_page() -> rx.Component:
    """Return the page."""
    waiting = entrance("Your invitation", "One moment, the link is being read.", reading())
    return rx.cond(EntranceState.dead_link != "", _dead(), rx.cond(EntranceState.ready, _open(), waiting))


def _dead() -> rx.Component:
    return entrance(
        "This link does not open",
        "Nothing was changed.",
        note(EntranceState.dead_link, "error"),
        link_button("Go to sign-in", routes.SIGN_IN),
    )


def _open() -> rx.Component:
    said = EntranceState.said
    return entrance(
        rx.fragment("Join ", EntranceState.workspace),
        rx.fragment(EntranceState.inviter, " invites you as ", EntranceState.role, "."),
        problem(EntranceState.problem),
        post_form(
            routes.POST_INVITATION,
            email(default_value=EntranceState.email, read_only=True),
            person_name(default_value=said["name"], auto_focus=said["name"] == ""),
            new_password(auto_focus=said["name"] != ""),
            hidden("token", EntranceState.token),
            button("Join", kind="main", type="submit", size="3", width="100%"),
        ),
        foot=rx.fragment(
            "This link works once. It expires ", when(EntranceState.expires_at, coming=True), "."
        ),
    )
