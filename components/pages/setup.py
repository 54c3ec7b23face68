"""The first visit: the one-time link makes the workspace and its owner."""

import reflex as rx

from components import routes
from components.shell.entrance import entrance, reading
from components.ui.button import button, link_button
from components.ui.field import email, field, hidden, new_password, person_name, post_form
from components.ui.note import note, problem
from state.entrance import EntranceState


def setup_page() -> rx.Component:
    """Return the page."""
    return entrance(
        "Welcome to Callweave",
        "Make the first account. You will own the workspace and can invite your team.",
        rx.cond(
            EntranceState.dead_link != "",
            rx.fragment(
                note(EntranceState.dead_link, "error"),
                link_button("Go to sign-in", routes.SIGN_IN),
            ),
            rx.cond(EntranceState.ready, _form(), reading()),
        ),
    )


def _form() -> rx.Component:
    said = EntranceState.said
    return rx.fragment(
        problem(EntranceState.problem),
        post_form(
            routes.POST_SETUP,
            field(
                "Workspace",
                "workspace_name",
                placeholder="Your team or company",
                required=True,
                max_length=80,
                auto_complete="organization",
                default_value=said["workspace_name"],
                auto_focus=said["workspace_name"] == "",
            ),
            person_name(default_value=said["name"]),
            email(default_value=EntranceState.email),
            new_password(auto_focus=said["workspace_name"] != ""),
            hidden("token", EntranceState.token),
            button("Create workspace", kind="main", type="submit", size="3", width="100%"),
        ),
    )
