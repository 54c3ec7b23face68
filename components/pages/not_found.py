"""The pages that lead elsewhere."""

import reflex as rx

from components import routes
from components.shell.entrance import entrance
from components.ui.button import link_button


def not_found_page() -> rx.Component:
    """Return the page for an address that is none of ours."""
    return entrance(
        "Nothing here",
        "This address leads nowhere. It may have been mistyped, or what it led to is gone.",
        link_button("Go to your agents", routes.AGENTS, "arrow-left"),
    )


def home_page() -> rx.Component:
    """Return what is seen for a moment at the root, before being sent on."""
    return rx.el.main(
        rx.el.img(src="/logo.svg", alt="Callweave", width="36", height="36"), class_name="cw-entrance"
    )
