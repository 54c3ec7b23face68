"""The editor page: toolbar, palette, canvas and panel; on a phone the last two lie over the canvas."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.canvas.islands import canvas, session
from components.editor.banners import banners
from components.editor.checklist import checklist_panel
from components.editor.command_palette import command_palette
from components.editor.deleted import deleted_panel
from components.editor.dialogs import dialogs
from components.editor.help import help_sheet
from components.editor.history_dialogs import history_dialogs
from components.editor.history_panel import history_panel
from components.editor.inspector import inspector
from components.editor.look import CALM, LINE, PANEL_PIXELS, PHONE, SCROLLS, SHELF_PIXELS, SURFACE
from components.editor.palette import palette
from components.editor.problems import problems_panel
from components.editor.settings_panel import settings_panel
from components.editor.switch_dialog import switch_dialog
from components.editor.switchboard import switchboard
from components.editor.title import is_here
from components.editor.toolbar import toolbar
from components.editor.variables import variables_panel
from components.editor.widgets import can_write, icon_button
from components.ui.offline import offline
from state import paths
from state.editor import EditorState

_SHEET = {
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


def editor(account: rx.Component) -> rx.Component:
    """Return the page. ``account`` is the person's menu, shown at the end of the toolbar."""
    whole = rx.vstack(
        session(rx.cond(is_here(), EditorState.flow_id, ""), EditorState.user_id, EditorState.announced),
        switchboard(),
        rx.cond(~offline, rx.box(display="none", on_mount=act("hasten"))),
        toolbar(account),
        banners(),
        _work(),
        dialogs(),
        switch_dialog(),
        history_dialogs(),
        help_sheet(),
        command_palette(),
        spacing="0",
        width="100%",
        height="100dvh",
        overflow="hidden",
    )
    # An open document outlives every failure of the page's own connection.
    return rx.cond((EditorState.problem != "") & ~ui("session", Any).bool(), _cannot_open(), whole)


def _work() -> rx.Component:
    return rx.flex(
        _shelf(),
        rx.box(canvas(), _openers(), flex="1", min_width="0", height="100%", position="relative"),
        _panel(),
        width="100%",
        flex="1",
        min_height="0",
        position="relative",
    )


def _shelf() -> rx.Component:
    """The palette beside the canvas; only for those who may place something."""
    beside = rx.box(
        palette("shelf", "panel-left-close"),
        width=f"{SHELF_PIXELS}px",
        height="100%",
        flex_shrink="0",
        border_right=LINE,
        background=SURFACE,
        style={PHONE: {"display": "none"}},
    )
    above = rx.box(
        palette("shelf_sheet", "x"),
        background=SURFACE,
        style={**_SHEET, "@media (min-width: 768px)": {"display": "none"}},
    )
    return rx.fragment(
        rx.cond(can_write() & ui("shelf", bool), beside),
        rx.cond(can_write() & ui("shelf_sheet", bool), above),
    )


def _openers() -> rx.Component:
    """The buttons that bring back what was hidden."""
    shelf = icon_button("panel-left-open", "Show the steps", on_click=act("set", "shelf", True))
    panel = icon_button(
        "panel-right-open",
        "Show the panel",
        on_click=act("open_panel"),
        custom_attrs={"data-testid": "open-panel"},
    )
    add = rx.button(
        rx.icon("plus", size=16),
        "Add step",
        size="3",
        on_click=act("set", "shelf_sheet", True),
        style=_ADD,
        custom_attrs={"data-testid": "add-step"},
    )
    return rx.fragment(
        rx.cond(can_write() & ~ui("shelf", bool), rx.box(shelf, style={**_FLOATING, "left": "12px"})),
        rx.cond(~ui("panel_open", bool), rx.box(panel, style={**_FLOATING, "right": "12px"})),
        rx.cond(can_write(), add),
    )


_FLOATING = {
    "position": "absolute",
    "top": "12px",
    "z_index": "5",
    "background": SURFACE,
    "border_radius": "var(--radius-3)",
    "box_shadow": "var(--shadow-3)",
    PHONE: {"display": "none"},
}
_ADD = {
    "position": "absolute",
    "left": "50%",
    "transform": "translateX(-50%)",
    "bottom": "16px",
    "z_index": "5",
    "box_shadow": "var(--shadow-4)",
    "@media (min-width: 768px)": {"display": "none"},
}


def _panel() -> rx.Component:
    shown = rx.match(
        ui("panel"),
        ("settings", settings_panel()),
        ("variables", variables_panel()),
        ("deleted", deleted_panel()),
        ("problems", problems_panel()),
        ("checklist", checklist_panel()),
        ("history", history_panel()),
        inspector(),
    )
    close = icon_button(
        "x", "Hide the panel", on_click=act("close_panel"), custom_attrs={"data-testid": "close-panel"}
    )
    return rx.box(
        rx.box(close, style=_CLOSE),
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


_CLOSE = {"position": "absolute", "top": "12px", "right": "10px", "z_index": "1"}
_PANEL = {
    "position": "relative",
    "width": f"{PANEL_PIXELS}px",
    "height": "100%",
    "flex_shrink": "0",
    "border_left": LINE,
    "&[data-open=no]": {"display": "none"},
    PHONE: {
        **_SHEET,
        "display": "flex",
        "flex_direction": "column",
        "&[data-open=no]": {"display": "flex"},
        "&[data-sheet=no]": {"display": "none"},
        "transition": "transform 120ms",
        CALM: {"transition": "none"},
    },
}


def _flag(is_on: Any) -> Any:
    return rx.cond(is_on, "yes", "no")


def _cannot_open() -> rx.Component:
    return rx.center(
        rx.vstack(
            rx.icon("phone-missed", size=32, color="var(--gray-9)"),
            rx.heading("This agent cannot be opened", size="4", as_="h1"),
            rx.text(EditorState.problem, size="2", color="var(--gray-11)", text_align="center"),
            rx.hstack(
                rx.button("Try again", variant="soft", color_scheme="gray", on_click=EditorState.load),
                rx.link(rx.button("Back to agents", variant="soft"), href=paths.AGENTS),
            ),
            align="center",
            spacing="3",
            max_width="360px",
            padding="24px",
        ),
        height="100dvh",
        custom_attrs={"data-testid": "cannot-open"},
    )
