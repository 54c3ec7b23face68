"""The agent's variables: a list beside the steps."""

import reflex as rx

from app.flows.nodes import SYSTEM_VARIABLES, VARIABLE
from components.editor.items import Listed, entries, nothing_yet
from components.editor.problem_signs import problem_bar
from components.editor.widgets import hint, looking, panel_heading

_VARIABLES = Listed("variables", "", VARIABLE, "Variable")


def variables_panel() -> rx.Component:
    """Return the panel of the variables."""
    return rx.vstack(
        problem_bar(),
        panel_heading("Variables"),
        hint("What the agent knows when a call begins, and what it finds out. Write {{name}} to use one."),
        looking(),
        nothing_yet(_VARIABLES, "No variables yet. Add one to use it in prompts and messages."),
        entries(_VARIABLES),
        _always_there(),
        spacing="3",
        width="100%",
        custom_attrs={"data-testid": "variables-panel"},
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
