"""The agent's variables and pronunciations: two lists beside the steps."""

from typing import Any

import reflex as rx

from app.flows.nodes import PRONUNCIATION, SYSTEM_VARIABLES, VARIABLE
from components.canvas.client import Client
from components.editor.items import entries, nothing_yet
from components.editor.look import LINE
from components.editor.widgets import hint, looking, panel_heading


def variables_panel() -> rx.Component:
    """Return the panel of both lists."""
    return rx.vstack(
        panel_heading("Variables"),
        hint("What the agent knows when a call begins, and what it finds out. Write {{name}} to use one."),
        looking(),
        _list(
            "variables", VARIABLE, "Variable", "No variables yet. Add one to use it in prompts and messages."
        ),
        _always_there(),
        rx.heading("Pronunciations", as_="h3", size="3", weight="bold", padding_top="16px", border_top=LINE),
        hint("How hard words sound: names, streets, medicines."),
        _list("pronunciations", PRONUNCIATION, "Pronunciation", "No pronunciations yet."),
        spacing="3",
        width="100%",
        custom_attrs={"data-testid": "variables-panel"},
    )


def _list(root: str, fields: Any, title: str, none_yet: str) -> rx.Component:
    rows = Client("useItems", root, "")
    return rx.vstack(
        nothing_yet(rows, none_yet), entries(rows, root, fields, title), spacing="2", width="100%"
    )


def _always_there() -> rx.Component:
    rows = (
        rx.hstack(
            rx.code(name, size="1", variant="ghost"), hint(words), align="baseline", spacing="2", wrap="wrap"
        )
        for name, words in SYSTEM_VARIABLES.items()
    )
    return rx.el.details(
        rx.el.summary(
            rx.text("Always there", size="1", weight="medium", as_="span"),
            cursor="pointer",
            color="var(--gray-11)",
        ),
        rx.vstack(*rows, spacing="1", padding="8px 0 0 12px"),
        width="100%",
    )
