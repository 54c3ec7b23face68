"""Inviting somebody: an address and a role first, then the link, shown this once."""

import reflex as rx

from components.ui.button import button
from components.ui.copy import copy_field
from components.ui.dialog import close_dialog, dialog, dialog_deeds
from components.ui.field import email
from components.ui.note import problem
from state.members import MembersState


def invite_dialog() -> rx.Component:
    """Return the dialog."""
    return dialog(
        "invite",
        "Invite somebody",
        rx.cond(
            MembersState.link != "",
            rx.fragment(
                "Send this link to ",
                MembersState.invited,
                ". It works once, for seven days, and is not shown again.",
            ),
            "You get a link to send to them. Callweave sends no e-mail itself.",
        ),
        rx.cond(MembersState.link != "", _link(), _form()),
        on_close=MembersState.close_invite,
    )


def _link() -> rx.Component:
    done = button("Done", on_click=[close_dialog(), MembersState.close_invite])
    return copy_field(MembersState.link, "Copy link", done)


def _form() -> rx.Component:
    roles = rx.el.select(
        rx.foreach(MembersState.roles, lambda role: rx.el.option(role, value=role)),
        name="role",
        id="invite-role",
        default_value="editor",
        class_name="cw-input cw-word",
    )
    return rx.form(
        rx.el.div(
            problem(MembersState.refusal),
            email(id="invite-email", auto_complete="off"),
            rx.el.div(rx.el.label("Role", html_for="invite-role"), roles, class_name="cw-field"),
            dialog_deeds("Make link"),
            class_name="cw-form",
        ),
        on_submit=MembersState.invite,
    )
