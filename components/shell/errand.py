"""The line above a page that was opened from an agent's editor: what for, and the way back."""

from typing import Any

import reflex as rx

from components import routes
from components.ui.fence import AS_IT_IS


def errand_banner(errand: Any, words: Any) -> rx.Component:
    """Return the line; nothing where the page was opened for itself. ``words`` say what to do here."""
    back = rx.link(
        rx.icon("arrow-left", size=14),
        rx.el.span("Back to ", rx.el.span(errand.name, custom_attrs={**AS_IT_IS})),
        href=routes.editor_path(errand.agent_id),
        size="2",
        weight="medium",
        underline="always",
        style={"display": "inline-flex", "align_items": "center", "gap": "4px"},
        custom_attrs={"data-testid": "back-to-agent"},
    )
    line = rx.el.div(
        rx.icon("bot", size=16),
        rx.el.span(words, custom_attrs={**AS_IT_IS}),
        back,
        class_name="cw-note cw-errand",
        role="status",
        custom_attrs={"data-testid": "errand"},
    )
    return rx.cond(errand.agent_id != "", line)
