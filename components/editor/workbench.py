"""The frame of the editor and of the page of a version: a bar on top, the canvas, and a panel beside it."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.canvas.islands import canvas
from components.editor.look import (
    CALM,
    LINE,
    PANEL_HEADING_PIXELS,
    PANEL_PIXELS,
    PHONE,
    SCROLLS,
    SURFACE,
    TOOLBAR_PIXELS,
    Style,
)
from components.editor.widgets import icon_button
from components.ui.fence import fence
from components.ui.focus import focus_region

# What lies over the lower part of a phone's screen.
SHEET: Style = {
    "position": "fixed",
    "left": "0",
    "right": "0",
    "bottom": "0",
    "width": "100%",
    "max_height": "66dvh",
    "border": "0",
    "border_top": LINE,
    "border_radius": "var(--radius-5) var(--radius-5) 0 0",
    "box_shadow": "var(--shadow-6)",
    "z_index": "20",
}
FLOATING: Style = {
    "position": "absolute",
    "top": "12px",
    "z_index": "5",
    "background": SURFACE,
    "border_radius": "var(--radius-3)",
    "box_shadow": "var(--shadow-3)",
    PHONE: {"display": "none"},
}


def bar(*parts: rx.Component, **props: Any) -> rx.Component:
    """Return the bar at the top of the page."""
    skip = rx.el.button("Skip to the canvas", type="button", on_click=act("to_canvas"), class_name="cw-skip")
    return rx.hstack(
        skip,
        *parts,
        align="center",
        spacing="2",
        padding="0 8px",
        height=f"{TOOLBAR_PIXELS}px",
        width="100%",
        flex_shrink="0",
        border_bottom=LINE,
        background=SURFACE,
        role="banner",
        custom_attrs={**focus_region("toolbar"), **props.pop("custom_attrs", {})},
        **props,
    )


def workbench(
    panel: Any, *, shelf: rx.Component | None = None, over: rx.Component | None = None
) -> rx.Component:
    """Return canvas and panel; ``shelf`` stands before the canvas, ``over`` lies on it."""
    opener = icon_button(
        "panel-right-open",
        "Show the panel",
        on_click=act("open_panel"),
        custom_attrs={"data-testid": "open-panel"},
    )
    return rx.flex(
        shelf or rx.fragment(),
        rx.box(
            fence("canvas", canvas()),
            over or rx.fragment(),
            rx.cond(~ui("panel_open", bool), rx.box(opener, style={**FLOATING, "right": "12px"})),
            flex="1",
            min_width="0",
            height="100%",
            position="relative",
            role="main",
        ),
        _panel(panel),
        width="100%",
        flex="1",
        min_height="0",
        position="relative",
    )


def _panel(shown: Any) -> rx.Component:
    close = icon_button(
        "x", "Hide the panel", on_click=act("close_panel"), custom_attrs={"data-testid": "close-panel"}
    )
    return rx.box(
        rx.box(close, style={"position": "absolute", "top": "12px", "right": "10px", "z_index": "3"}),
        rx.box(
            fence("panel", shown, resets=(ui("id"), ui("panel"))),
            padding="0 16px 32px",
            height="100%",
            scroll_padding_top=f"{PANEL_HEADING_PIXELS + 8}px",
            style=SCROLLS,
        ),
        role="complementary",
        background=SURFACE,
        style=_PANEL,
        custom_attrs={
            "data-testid": "panel",
            "aria-label": "Panel",
            **focus_region("panel"),
            "data-open": _flag(ui("panel_open", bool)),
            "data-sheet": _flag(ui("sheet", bool)),
        },
    )


def _flag(is_on: Any) -> Any:
    return rx.cond(is_on, "yes", "no")


_PANEL: Style = {
    "position": "relative",
    "width": f"{PANEL_PIXELS}px",
    "height": "100%",
    "flex_shrink": "0",
    "border_left": LINE,
    "&[data-open=no]": {"display": "none"},
    PHONE: {
        **SHEET,
        "display": "flex",
        "flex_direction": "column",
        "&[data-open=no]": {"display": "flex"},
        "&[data-sheet=no]": {"display": "none"},
        "transition": "transform 120ms",
        CALM: {"transition": "none"},
    },
}
