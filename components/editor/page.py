"""The editor page: toolbar, palette, canvas and panel; on a phone the last two lie over the canvas."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.canvas.islands import session
from components.editor.banners import banners
from components.editor.checklist import checklist_panel
from components.editor.command_palette import command_palette
from components.editor.deleted import deleted_panel
from components.editor.dialogs import dialogs
from components.editor.help import help_sheet
from components.editor.history_dialogs import history_dialogs
from components.editor.history_panel import history_panel
from components.editor.inspector import inspector
from components.editor.look import LINE, ONLY_ON_PHONE, PHONE, SHELF_PIXELS, SURFACE
from components.editor.palette import palette
from components.editor.problems import problems_panel
from components.editor.settings_panel import settings_panel
from components.editor.switch_dialog import switch_dialog
from components.editor.switchboard import switchboard
from components.editor.title import is_here
from components.editor.toolbar import toolbar
from components.editor.variables import variables_panel
from components.editor.widgets import can_write, icon_button
from components.editor.workbench import FLOATING, SHEET, workbench
from components.ui.fence import fence
from components.ui.offline import offline
from state import paths
from state.editor import EditorState
from state.session import SessionState


def editor(account: rx.Component) -> rx.Component:
    """Return the page. ``account`` is the person's menu, shown at the end of the toolbar."""
    whole = rx.vstack(
        session(rx.cond(is_here(), EditorState.flow_id, ""), EditorState.user_id, EditorState.announced),
        switchboard(),
        rx.cond(~offline, rx.box(display="none", on_mount=act("hasten"))),
        rx.cond(
            SessionState.signed_out & ~ui("session", Any).bool(),
            rx.box(display="none", on_mount=act("to_sign_in")),
        ),
        fence("toolbar", toolbar(account)),
        fence("banners", banners()),
        _work(),
        fence("dialogs", dialogs()),
        fence("switch-dialog", switch_dialog(), resets=(ui("dialog"),)),
        fence("history-dialogs", history_dialogs()),
        fence("help", help_sheet(), resets=(ui("help", bool),)),
        fence("command-palette", command_palette(), resets=(ui("palette", bool),)),
        spacing="0",
        width="100%",
        height="100dvh",
        overflow="hidden",
    )
    # An open document outlives every failure of the page's own connection.
    return rx.cond((EditorState.problem != "") & ~ui("session", Any).bool(), _cannot_open(), whole)


def _work() -> rx.Component:
    panel = rx.match(
        ui("panel"),
        ("settings", settings_panel()),
        ("variables", variables_panel()),
        ("deleted", deleted_panel()),
        ("problems", problems_panel()),
        ("checklist", checklist_panel()),
        ("history", history_panel()),
        inspector(),
    )
    return workbench(panel, shelf=_shelf(), over=_openers())


def _shelf() -> rx.Component:
    """The palette beside the canvas; only for those who may place something."""
    beside = rx.box(
        fence("palette", palette("shelf", "panel-left-close")),
        width=f"{SHELF_PIXELS}px",
        height="100%",
        flex_shrink="0",
        border_right=LINE,
        background=SURFACE,
        style={PHONE: {"display": "none"}},
    )
    above = rx.box(
        fence("palette", palette("shelf_sheet", "x")),
        background=SURFACE,
        style={**SHEET, **ONLY_ON_PHONE},
    )
    return rx.fragment(
        rx.cond(can_write() & ui("shelf", bool), beside),
        rx.cond(can_write() & ui("shelf_sheet", bool), above),
    )


def _openers() -> rx.Component:
    """What brings the steps back, and adds one on a phone."""
    shelf = icon_button("panel-left-open", "Show the steps", on_click=act("set", "shelf", True))
    add = rx.button(
        rx.icon("plus", size=16),
        "Add step",
        size="3",
        on_click=act("set", "shelf_sheet", True),
        style=_ADD,
        custom_attrs={"data-testid": "add-step"},
    )
    return rx.fragment(
        rx.cond(can_write() & ~ui("shelf", bool), rx.box(shelf, style={**FLOATING, "left": "12px"})),
        rx.cond(can_write(), add),
    )


_ADD = {
    "position": "absolute",
    "left": "50%",
    "transform": "translateX(-50%)",
    "bottom": "16px",
    "z_index": "5",
    "box_shadow": "var(--shadow-4)",
    **ONLY_ON_PHONE,
}


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
