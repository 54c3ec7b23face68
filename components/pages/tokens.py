"""API tokens on the account page: made here, shown once, revoked here."""

import reflex as rx

from components.shell.frame import section
from components.ui.button import button
from components.ui.copy import copy_field
from components.ui.dialog import close_dialog, confirm, dialog, dialog_deeds, open_dialog
from components.ui.field import field
from components.ui.instead import bones
from components.ui.note import problem
from components.ui.when import when
from state.account import AccountState, TokenRow

_TEXT = "For programs. A token may do what your role may, except for your account."
_NONE = "You have no API tokens."


def tokens_section() -> rx.Component:
    """Return the list with its button."""
    new = button("New token", "plus", on_click=open_dialog("token"), needs_server=True)
    rows = rx.el.ul(rx.foreach(AccountState.tokens, _token), class_name="cw-list")
    waiting = rx.el.div(bones(1, "cw-two", ("140px", "72px")), class_name="cw-list")
    none = rx.el.p(_NONE, class_name="cw-list cw-nothing")
    shown = rx.cond(AccountState.tokens.length() > 0, rows, none)
    return section("API tokens", _TEXT, rx.cond(AccountState.ready, shown, waiting), deed=new)


def _token(row: rx.Var[TokenRow]) -> rx.Component:
    name = rx.Var.create(f"revoke:{row.id}")
    used = rx.cond(row.last_used_at != "", rx.fragment("last used ", when(row.last_used_at)), "never used")
    return rx.el.li(
        rx.el.div(
            rx.el.strong(row.label, class_name="cw-name"),
            rx.el.small("made ", when(row.created_at), " · ", used, class_name="cw-cut"),
            class_name="cw-words",
        ),
        button("Revoke", on_click=open_dialog(name), needs_server=True, size="1"),
        confirm(
            name,
            rx.Var.create(f"Revoke “{row.label}”?"),
            "Programs that use this token are refused from then on. This cannot be undone.",
            "Revoke",
            AccountState.revoke_token(row.id),
        ),
        class_name="cw-row cw-two",
        key=row.id,
    )


def token_dialog() -> rx.Component:
    """Return the dialog: a label first, then the secret."""
    return dialog(
        "token",
        "New API token",
        rx.cond(
            AccountState.secret != "",
            "Copy it now: it is not shown again. Whoever has it can act as you.",
            "Give it the name of the program that will use it.",
        ),
        rx.cond(AccountState.secret != "", _secret(), _form()),
        on_close=AccountState.close_token,
    )


def _secret() -> rx.Component:
    done = button("Done", on_click=[close_dialog(), AccountState.close_token])
    return copy_field(AccountState.secret, "Copy token", done)


def _form() -> rx.Component:
    return rx.form(
        rx.el.div(
            problem(AccountState.refusal),
            field(
                "Name",
                "label",
                id="token-label",
                placeholder="Nightly export",
                required=True,
                max_length=80,
                auto_complete="off",
            ),
            dialog_deeds("Make token"),
            class_name="cw-form",
        ),
        on_submit=AccountState.add_token,
    )
