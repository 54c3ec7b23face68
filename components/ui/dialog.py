"""Dialogs. They open at once, in the browser, and close when their deed is done or Escape is pressed."""

from typing import Any

import reflex as rx

from components.ui.button import Kind, button
from state.screen import opened


def open_dialog(name: Any) -> Any:
    """Return the event handler that opens the dialog of this name."""
    return opened.set_value(name)


def close_dialog() -> Any:
    """Return the event handler that closes whichever dialog is open."""
    return opened.set_value("")


def dialog(name: Any, title: Any, text: Any, *children: Any, on_close: Any = None) -> rx.Component:
    """Return a dialog that is open while its name is the opened one.

    ``on_close`` is told when it is dismissed, besides.
    """
    closing = [close_dialog()] if on_close is None else [close_dialog(), on_close]
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(title, size="4", margin_bottom="4px"),
            rx.dialog.description(text, size="2", color="var(--cw-muted)", margin_bottom="16px"),
            *children,
            max_width="440px",
            size="3",
        ),
        open=opened.value == name,
        on_open_change=closing,
    )


def dialog_deeds(label: str, *, kind: Kind = "main", **props: Any) -> rx.Component:
    """Return Cancel and the deed, for the end of a dialog's form."""
    return rx.el.div(
        rx.dialog.close(button("Cancel")),
        button(label, kind=kind, type="submit", needs_server=True, **props),
        class_name="cw-form-deeds",
    )


def confirm(
    name: Any, title: Any, text: Any, label: str, deed: Any, *, kind: Kind = "danger"
) -> rx.Component:
    """Return a dialog that asks before something that cannot be undone."""
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(title, size="4", margin_bottom="4px"),
            rx.alert_dialog.description(text, size="2", color="var(--cw-muted)"),
            rx.el.div(
                rx.alert_dialog.cancel(button("Cancel")),
                button(label, kind=kind, on_click=deed, needs_server=True),
                class_name="cw-form-deeds",
                style={"margin_top": "20px"},
            ),
            max_width="440px",
            size="3",
        ),
        open=opened.value == name,
        on_open_change=close_dialog(),
    )
