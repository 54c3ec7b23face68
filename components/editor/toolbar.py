"""The toolbar: where I am, whether it is saved, who is here, and what can be opened."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.look import HIDDEN_IF_COMPACT, HIDDEN_ON_PHONE, WIDE_ONLY
from components.editor.overflow import PANELS, overflow
from components.editor.presence import presence
from components.editor.save_status import save_status
from components.editor.switch import switch
from components.editor.title import title
from components.editor.widgets import can_write, icon_button
from components.editor.workbench import bar
from components.theme import ACCENT
from components.ui.fence import AS_IT_IS
from components.ui.tools import tools

# As wide as the longest of the words that come and go while one edits.
_STATUS_PIXELS = 144
_PROBLEMS_PIXELS = 56
_MOST_PROBLEMS = 99


def toolbar(account: rx.Component) -> rx.Component:
    """Return the toolbar; ``account`` is the menu of the person at its end.

    What changes by itself, who is here and whether it is saved, has the room between the name and the buttons,
    which stand still.
    """
    return bar(
        title(),
        rx.hstack(
            rx.box(presence(), style=HIDDEN_ON_PHONE),
            _gap(),
            save_status(),
            align="center",
            justify="end",
            spacing="2",
            flex="1 1 0",
            min_width=[
                "min-content",
                "min-content",
                f"{_STATUS_PIXELS}px",
                f"{_STATUS_PIXELS}px",
                "max-content",
            ],
            overflow="hidden",
        ),
        _buttons(account),
        custom_attrs={"data-testid": "toolbar"},
    )


def _buttons(account: rx.Component) -> rx.Component:
    """Return the buttons, one tab stop for all."""
    return tools(
        _saving(),
        _gap(),
        _history(),
        _gap(),
        rx.hstack(*(_panel_button(*panel) for panel in PANELS), spacing="1", style=HIDDEN_IF_COMPACT),
        _gap(),
        switch(),
        _gap(),
        _aside(account),
        overflow(),
        label="Editor",
        class_name="cw-tools",
    )


def _gap() -> rx.Component:
    return rx.separator(orientation="vertical", size="1", style=WIDE_ONLY)


def _saving() -> rx.Component:
    note = icon_button(
        "chevron-down",
        "Save with a note",
        variant="soft",
        color_scheme=ACCENT,
        on_click=act("dialog", "save"),
        disabled=~can_write(),
        border_top_left_radius="0",
        border_bottom_left_radius="0",
        width="24px",
        custom_attrs={"data-testid": "save-with-note"},
    )
    return rx.hstack(_save(), rx.box(note, style=HIDDEN_ON_PHONE), spacing="0", gap="1px")


def _save() -> rx.Component:
    button = rx.button(
        rx.icon("save", size=15),
        rx.text("Save", as_="span", style=WIDE_ONLY),
        size="2",
        variant="soft",
        on_click=act("save"),
        disabled=~can_write(),
        style={
            "@media (min-width: 768px)": {"border_top_right_radius": "0", "border_bottom_right_radius": "0"}
        },
        custom_attrs={"data-testid": "save", "aria-label": "Save"},
    )
    return rx.tooltip(button, content="Save now (Ctrl+S)")


def _history() -> rx.Component:
    return rx.hstack(
        icon_button(
            "undo-2",
            "Undo (Ctrl+Z)",
            on_click=act("undo"),
            disabled=~can_write(),
            custom_attrs={"data-testid": "undo"},
        ),
        icon_button(
            "redo-2",
            "Redo (Ctrl+Shift+Z)",
            on_click=act("redo"),
            disabled=~can_write(),
            custom_attrs={"data-testid": "redo"},
        ),
        spacing="1",
        style=WIDE_ONLY,
    )


def _panel_button(name: str, icon: str, words: str) -> rx.Component:
    is_open = (ui("panel") == name) & ui("panel_open", bool)
    count = _problems() if name == "problems" else rx.fragment()
    button = rx.button(
        rx.icon(icon, size=16),
        count,
        size="2",
        variant=rx.cond(is_open, "soft", "ghost"),
        color_scheme=rx.cond(is_open, ACCENT, "gray"),
        on_click=act("panel", name),
        margin="0",
        padding="0 7px",
        gap="4px",
        height="32px",
        **({"width": f"{_PROBLEMS_PIXELS}px"} if name == "problems" else {}),
        custom_attrs={
            "data-testid": f"panel-{name}",
            "aria-label": _spoken(name, words),
            "aria-pressed": is_open,
        },
    )
    return rx.tooltip(button, content=words)


def _spoken(name: str, words: str) -> Any:
    """The name of a panel's button; what is seen on it is part of it."""
    total = ui("errors", int) + ui("warnings", int)
    return rx.cond(total > 0, f"{words} {total}", words) if name == "problems" else words


def _problems() -> rx.Component:
    """How many findings there are: red while one of them blocks."""
    errors, total = ui("errors", int), ui("errors", int) + ui("warnings", int)
    colour = rx.cond(errors > 0, "var(--red-11)", "var(--amber-11)")
    number = rx.text(
        rx.cond(total > _MOST_PROBLEMS, f"{_MOST_PROBLEMS}+", total.to_string()),
        size="1",
        weight="bold",
        color=colour,
        font_variant_numeric="tabular-nums",
        as_="span",
        custom_attrs={**AS_IT_IS},
    )
    return rx.cond(total > 0, number)


def _aside(account: rx.Component) -> rx.Component:
    theme = icon_button(
        "sun-moon", "Light or dark", on_click=rx.toggle_color_mode, custom_attrs={"data-testid": "theme"}
    )
    shortcuts = icon_button(
        "circle-help",
        "Shortcuts (?)",
        on_click=act("set", "help", True),
        custom_attrs={"data-testid": "open-help"},
    )
    quick = rx.hstack(shortcuts, theme, align="center", spacing="1", style=WIDE_ONLY)
    return rx.hstack(quick, account, align="center", spacing="1", style=HIDDEN_ON_PHONE)
