"""What the inspector shows when it is not one known step: nothing, several, or a step of a newer version."""

from typing import Any

import reflex as rx

from components.canvas.client import Client, act, ui
from components.editor.look import LINE, MUTED, ONLY_ON_PHONE
from components.editor.presence import presence
from components.editor.problem_signs import problem_summary
from components.editor.widgets import can_write, hint, looking, panel_heading
from components.ui.fence import AS_IT_IS

_TIPS = (
    ("mouse-pointer-click", "Click a step to see and change what it does."),
    ("grip-vertical", "Drag a step in from the list, or choose one there to add it."),
    ("spline", "Drag from the dot beside a way out to the step where it should lead."),
    ("users", "Teammates edit with you. What they do appears here at once."),
)


def overview() -> rx.Component:
    """Return the panel while nothing is selected: the flow in numbers, and what can be done."""
    outline = Client("useOutline", source="panels.js")
    numbers = rx.hstack(
        _number(outline.value("steps", int), "steps"),
        _number(outline.value("connections", int), "connections"),
        _number(outline.value("open", int), "open exits"),
        spacing="2",
        width="100%",
    )
    tips = rx.vstack(*(_tip(icon, words) for icon, words in _TIPS), spacing="3", width="100%")
    return rx.vstack(
        panel_heading("This flow"),
        looking(),
        rx.box(presence("people-here"), style=ONLY_ON_PHONE),
        numbers,
        rx.cond(ui("still") == "", problem_summary()),
        rx.cond(can_write(), tips),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "overview"},
    )


def _number(value: Any, words: str) -> rx.Component:
    return rx.vstack(
        rx.text(
            value, size="5", weight="bold", font_variant_numeric="tabular-nums", custom_attrs={**AS_IT_IS}
        ),
        rx.text(words, size="1", color=MUTED),
        spacing="0",
        padding="8px 12px",
        border=LINE,
        border_radius="var(--radius-3)",
        flex="1",
    )


def _tip(icon: str, words: str) -> rx.Component:
    return rx.hstack(
        rx.icon(icon, size=16, color="var(--gray-9)", flex_shrink="0", margin_top="2px"),
        rx.text(words, size="2", color=MUTED),
        align="start",
        spacing="2",
    )


def several() -> rx.Component:
    """Return the panel while more than one step is selected."""
    count = ui("selection", list[str]).length()
    return rx.vstack(
        panel_heading("Several steps"),
        rx.text(count, " steps are selected. Drag one to move them all.", size="2", color=MUTED),
        rx.hstack(
            _deed("copy", "Duplicate", "gray", "duplicate"),
            _deed("trash-2", "Delete", "red", "remove"),
            spacing="2",
        ),
        hint("Start stays: every flow has exactly one."),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "several"},
    )


def _deed(icon: str, words: str, colour: Any, action: str) -> rx.Component:
    return rx.button(
        rx.icon(icon, size=14),
        words,
        variant="soft",
        color_scheme=colour,
        on_click=act(action),
        disabled=~can_write(),
        custom_attrs={"data-testid": f"{words.lower()}-step"},
    )


def unknown() -> rx.Component:
    """Return the panel of a step whose kind this version does not know: its fields as they are, untouched."""
    return rx.vstack(
        panel_heading("Unknown step"),
        rx.callout(
            "A newer version of Callweave made this step. It is kept as it is; update to change it.",
            icon="package-open",
            size="1",
            color_scheme="amber",
            width="100%",
        ),
        rx.data_list.root(
            rx.foreach(Client("useRaw", source="panels.js").value("", list[dict[str, str]]), _raw),
            orientation="vertical",
            size="1",
        ),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "unknown"},
    )


def _raw(entry: Any) -> rx.Component:
    return rx.data_list.item(
        rx.data_list.label(entry["name"]),
        rx.data_list.value(rx.code(entry["value"], white_space="pre-wrap", word_break="break-word")),
        key=entry["name"],
    )
