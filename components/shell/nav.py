"""The way around: the pages, and what concerns oneself."""

from typing import Any

import reflex as rx

from components import routes
from components.shell.account_menu import account_menu, sign_out_entry, sign_out_form
from state.inbox import InboxState
from state.session import SessionState


def nav() -> rx.Component:
    """Return the navigation: a column beside the page, a bar above it on a phone."""
    return rx.el.nav(
        rx.el.a("Skip to the content", href="#content", class_name="cw-skip"),
        _brand(),
        _link("Agents", "audio-lines", routes.AGENTS),
        _link("Live", "radio", routes.LIVE),
        _link("Numbers", "phone", routes.NUMBERS),
        _link("Inbox", "inbox", routes.INBOX, _unread()),
        rx.cond(
            SessionState.rights.members,
            rx.fragment(
                _link("Members", "users", routes.MEMBERS), _link("Audit", "scroll-text", routes.AUDIT)
            ),
        ),
        rx.el.div(class_name="cw-nav-space"),
        account_menu(sign_out_entry()),
        sign_out_form(),
        class_name="cw-nav",
        aria_label="Main",
    )


def _brand() -> rx.Component:
    return rx.link(
        rx.el.img(src="/logo.svg", alt=""),
        rx.el.span(
            rx.cond(InboxState.workspace != "", InboxState.workspace, "Callweave"), class_name="cw-cut"
        ),
        href=routes.AGENTS,
        underline="none",
        class_name="cw-brand",
        title="All agents",
    )


def _unread() -> rx.Component:
    count = InboxState.unread
    pill = rx.el.span(
        count,
        rx.el.span(" unread", class_name="cw-visually-hidden"),
        class_name="cw-unread",
        custom_attrs={"data-testid": "unread"},
    )
    return rx.cond(count > 0, pill)


def _link(label: str, icon: str, href: str, *after: rx.Component) -> rx.Component:
    here: Any = rx.State.router.url.path.startswith(href)
    return rx.link(
        rx.icon(icon, size=16),
        rx.el.span(label),
        *after,
        href=href,
        underline="none",
        class_name="cw-nav-link",
        custom_attrs={"aria-current": rx.cond(here, "page", None), "title": label},
    )
