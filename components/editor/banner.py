"""A line across the editor, with what to do at its end."""

from typing import Any

import reflex as rx


def banner(
    icon: str, colour: str, words: Any, *deeds: rx.Component, role: str = "status", mark: str = ""
) -> rx.Component:
    """Return the line; ``mark`` is its test id."""
    return rx.hstack(
        rx.icon(icon, size=16, flex_shrink="0"),
        rx.text(words, size="2", flex="1 1 200px", min_width="0"),
        *deeds,
        align="center",
        spacing="3",
        wrap="wrap",
        width="100%",
        padding="6px 16px",
        color=f"var(--{colour}-12)",
        background=f"var(--{colour}-4)",
        border_bottom=f"1px solid var(--{colour}-a5)",
        role=role,
        custom_attrs={"data-testid": mark, "aria-live": "polite"},
    )


def deed(words: Any, colour: str, on_click: Any, mark: str = "") -> rx.Component:
    """Return a button at its end."""
    return rx.button(
        words,
        size="1",
        variant="surface",
        color_scheme=colour,
        on_click=on_click,
        custom_attrs={"data-testid": mark},
    )
