"""The sheet of shortcuts."""

import reflex as rx

from components.canvas.client import act, ui
from components.editor.look import MUTED

# The keys as they are written on a keyboard; Ctrl stands for ⌘ on a Mac.
_SHORTCUTS = {
    "Everywhere": (
        ("Save now", "Ctrl S"),
        ("Commands and search", "Ctrl K"),
        ("Undo what I did", "Ctrl Z"),
        ("Redo", "Ctrl Shift Z"),
        ("Next problem", "F8"),
        ("Previous problem", "Shift F8"),
        ("All problems", "!"),
        ("This list", "?"),
    ),
    "On the canvas": (
        ("Select all steps", "Ctrl A"),
        ("Copy, cut, paste", "Ctrl C X V"),
        ("Duplicate", "Ctrl D"),
        ("Tidy up the selected steps, or all", "Ctrl Shift L"),
        ("Move the selected steps", "Arrows"),
        ("Move them further", "Shift Arrows"),
        ("Open the selected step", "Enter"),
        ("Delete", "Del"),
        ("Select nothing", "Esc"),
        ("Select several by a box", "Shift drag"),
    ),
    "In lists": (("Move an entry up or down", "Alt ↑ ↓"),),
}


def help_sheet() -> rx.Component:
    """Return the dialog that the ? key opens."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Shortcuts", size="4"),
            rx.dialog.description("On a Mac, ⌘ takes the place of Ctrl.", size="2", color=MUTED),
            *(_group(title, rows) for title, rows in _SHORTCUTS.items()),
            rx.flex(
                rx.dialog.close(rx.button("Close", variant="soft", color_scheme="gray")),
                justify="end",
                margin_top="16px",
            ),
            max_width="460px",
            custom_attrs={"data-testid": "help"},
        ),
        open=ui("help", bool),
        on_open_change=act("set", "help"),
    )


def _group(title: str, rows: tuple[tuple[str, str], ...]) -> rx.Component:
    return rx.box(
        rx.heading(title, as_="h2", size="2", weight="medium", color=MUTED, margin="16px 0 6px"),
        *(_row(words, keys) for words, keys in rows),
    )


def _row(words: str, keys: str) -> rx.Component:
    return rx.hstack(
        rx.text(words, size="2"),
        rx.spacer(),
        *(rx.el.kbd(key, class_name="cw-kbd") for key in keys.split()),
        align="center",
        spacing="1",
        padding="3px 0",
    )
