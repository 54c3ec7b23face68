"""The way around: the pages, and what concerns oneself."""

from typing import Any

import reflex as rx

from components import routes
from components.shell.account_menu import account_menu, sign_out_entry, sign_out_form
from state.session import SessionState


def nav() -> rx.Component:
    """Return the navigation: a column beside the page, a bar above it on a phone."""
    return rx.el.nav(
        rx.link(
            rx.el.img(src="/logo.svg", alt=""),
            rx.el.span("Callweave"),
            href=routes.AGENTS,
            underline="none",
            class_name="cw-brand",
            aria_label="Callweave: all agents",
        ),
        _link("Agents", "audio-lines", routes.AGENTS),
        rx.cond(SessionState.rights.members, _link("Members", "users", routes.MEMBERS)),
        rx.el.div(class_name="cw-nav-space"),
        account_menu(sign_out_entry()),
        sign_out_form(),
        class_name="cw-nav",
        aria_label="Main",
    )


def _link(label: str, icon: str, href: str) -> rx.Component:
    here: Any = rx.State.router.url.path.startswith(href)
    return rx.link(
        rx.icon(icon, size=16),
        label,
        href=href,
        underline="none",
        class_name="cw-nav-link",
        custom_attrs={"aria-current": rx.cond(here, "page", None)},
    )
