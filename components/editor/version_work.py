"""The canvas and the panel of a version: the editor's own, looked at and not written in."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.canvas.islands import canvas
from components.editor.inspector import inspector
from components.editor.look import LINE, PANEL_PIXELS, PHONE, SCROLLS, SURFACE
from components.editor.settings_panel import settings_panel
from components.editor.variables import variables_panel
from components.editor.widgets import icon_button


def version_work() -> rx.Component:
    """Return both, beside each other; on a phone the panel lies over the canvas."""
    opener = icon_button("panel-right-open", "Show the panel", on_click=act("open_panel"))
    opened = rx.box(opener, style=_FLOATING)
    return rx.flex(
        rx.box(
            canvas(),
            rx.cond(~ui("panel_open", bool), opened),
            flex="1",
            min_width="0",
            height="100%",
            position="relative",
        ),
        _panel(),
        width="100%",
        flex="1",
        min_height="0",
        position="relative",
    )


def _panel() -> rx.Component:
    shown = rx.match(
        ui("panel"), ("settings", settings_panel()), ("variables", variables_panel()), inspector()
    )
    close = icon_button("x", "Hide the panel", on_click=act("close_panel"))
    return rx.box(
        rx.box(close, style={"position": "absolute", "top": "12px", "right": "10px", "z_index": "1"}),
        rx.box(shown, padding="12px 16px 32px", height="100%", style=SCROLLS),
        role="complementary",
        background=SURFACE,
        style=_PANEL,
        custom_attrs={
            "data-testid": "panel",
            "aria-label": "Panel",
            "data-open": _flag(ui("panel_open", bool)),
            "data-sheet": _flag(ui("sheet", bool)),
        },
    )


def _flag(is_on: Any) -> Any:
    return rx.cond(is_on, "yes", "no")


_FLOATING = {
    "position": "absolute",
    "top": "12px",
    "right": "12px",
    "z_index": "5",
    "background": SURFACE,
    "border_radius": "var(--radius-3)",
    "box_shadow": "var(--shadow-3)",
    PHONE: {"display": "none"},
}
_PANEL = {
    "position": "relative",
    "width": f"{PANEL_PIXELS}px",
    "height": "100%",
    "flex_shrink": "0",
    "border_left": LINE,
    "&[data-open=no]": {"display": "none"},
    PHONE: {
        "position": "fixed",
        "inset": "auto 0 0 0",
        "width": "100%",
        "height": "auto",
        "max_height": "60dvh",
        "border": "0",
        "border_top": LINE,
        "border_radius": "var(--radius-5) var(--radius-5) 0 0",
        "box_shadow": "var(--shadow-6)",
        "z_index": "20",
        "display": "flex",
        "flex_direction": "column",
        "&[data-open=no]": {"display": "flex"},
        "&[data-sheet=no]": {"display": "none"},
    },
}
