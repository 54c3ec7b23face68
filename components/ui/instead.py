"""What stands in a page's place: nothing yet, nothing at all, or something wrong."""

from typing import Any

import reflex as rx

from components.ui.button import button


def instead(icon: str, title: Any, text: Any, *deeds: rx.Component, role: str = "") -> rx.Component:
    """Return a title, a sentence and what can be done about it, in the middle of the page."""
    return rx.el.div(
        rx.el.div(rx.icon(icon, size=20), class_name="cw-instead-icon"),
        rx.el.h2(title),
        rx.el.p(text),
        rx.el.div(*deeds, class_name="cw-instead-deeds") if deeds else rx.fragment(),
        class_name="cw-instead",
        **({"role": role} if role else {}),
    )


def failed(title: str, sentence: Any, retry: Any, *deeds: rx.Component) -> rx.Component:
    """Return the error state of a page: what could not be shown, why, and a way to try again."""
    again = button("Try again", "rotate-cw", on_click=retry, needs_server=True)
    return instead("circle-alert", title, sentence, again, *deeds, role="alert")


def bones(rows: int, row_class: str, widths: tuple[str, ...]) -> rx.Component:
    """Return grey bars where a list is about to appear, one row of them like the list's own rows."""
    row = [rx.el.div(rx.el.div(class_name="cw-bone", style={"width": width})) for width in widths]
    return rx.el.div(
        rx.el.span("Loading…", class_name="cw-visually-hidden"),
        *[rx.el.div(*row, class_name=f"cw-row {row_class}", aria_hidden="true") for _ in range(rows)],
        role="status",
    )
