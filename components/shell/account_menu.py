"""What concerns oneself: account, look, signing out. The same menu at the foot of the pages and in the editor."""

from typing import Any

import reflex as rx
from reflex.style import set_color_mode

from components import routes
from components.ui.avatar import avatar
from components.ui.field import post_form, sender
from components.ui.menu import item, link_item, menu, separator
from state.inbox import InboxState
from state.session import SessionState

_FORM = "sign-out"


def account_menu(sign_out: rx.Component, *, with_name: bool = True, side: str = "top") -> rx.Component:
    """Return the menu under the person's circle. ``sign_out`` is its last entry."""
    ways = (_inbox(), link_item("Account", "user-round", routes.ACCOUNT))
    entries = (*(ways[1:] if with_name else ways), _look(), separator(), sign_out)
    shown = menu(_trigger(with_name), *entries, side=side, align="start" if with_name else "end")
    return rx.cond(SessionState.person.id != "", shown)


def sign_out_entry() -> rx.Component:
    """Return the entry that sends ``sign_out_form``: the door ends the session and takes the cookie back."""
    return item("Sign out", "door-open", sender(_FORM))


def sign_out_form() -> rx.Component:
    """Return the unseen form; it stands outside of the menu, which is gone when it is sent."""
    return post_form(routes.POST_SIGN_OUT, id=_FORM, class_name="cw-visually-hidden")


def _inbox() -> rx.Component:
    """Where the pages around the menu have no navigation, the inbox is reached from here."""
    words = rx.cond(InboxState.unread > 0, rx.Var.create(f"Inbox ({InboxState.unread})"), "Inbox")
    return link_item(words, "inbox", routes.INBOX)


def _look() -> rx.Component:
    dark = item("Dark", "moon", set_color_mode("dark"))
    light = item("Light", "sun", set_color_mode("light"))
    return rx.color_mode_cond(dark, light)


def _trigger(with_name: bool) -> rx.Component:
    person = SessionState.person
    words: list[Any] = [
        rx.el.span(
            rx.el.span(person.name, class_name="cw-cut"),
            rx.el.small(person.role, class_name="cw-cut cw-word"),
            class_name="cw-me-words",
        ),
        rx.icon("chevrons-up-down", size=16, color="var(--cw-faint)"),
    ]
    return rx.el.button(
        avatar(person, tip=False),
        *(words if with_name else []),
        rx.el.span("Your account", class_name="cw-visually-hidden"),
        type="button",
        class_name="cw-me" if with_name else "cw-me cw-me-small",
        title="Your account",
    )
