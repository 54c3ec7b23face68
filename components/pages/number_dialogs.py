"""Adding a number, giving one a label, taking one away."""

from typing import Any

import reflex as rx

from components.ui.dialog import confirm, dialog, dialog_deeds
from components.ui.field import field, hidden
from components.ui.note import problem
from state.numbers import NOBODY, NumberRow, NumbersState

LABEL_CHARS = 80


def add_dialog() -> rx.Component:
    """Return the dialog that adds a number."""
    agents = rx.el.select(
        rx.foreach(NumbersState.agents, lambda one: rx.el.option(one.words, value=one.value)),
        name="agent_id",
        id="number-agent",
        default_value=rx.cond(NumbersState.errand.agent_id != "", NumbersState.errand.agent_id, NOBODY),
        class_name="cw-input",
    )
    return dialog(
        "add-number",
        "Add a number",
        "A number leads to one agent only, and belongs to one workspace only.",
        rx.form(
            rx.el.div(
                problem(NumbersState.refusal),
                field(
                    "Number",
                    "number",
                    id="number-number",
                    type="tel",
                    hint="With + and the country's code, as +44 20 7946 0958.",
                    placeholder="+44 20 7946 0958",
                    required=True,
                    max_length=60,
                    auto_complete="off",
                ),
                _label("number-label"),
                rx.el.div(rx.el.label("Answered by", html_for="number-agent"), agents, class_name="cw-field"),
                dialog_deeds("Add number"),
                class_name="cw-form",
            ),
            on_submit=NumbersState.add,
        ),
        on_close=NumbersState.close_add,
    )


def _label(place: Any, **props: Any) -> rx.Component:
    return field(
        "Label",
        "label",
        id=place,
        placeholder="Front desk, daytime",
        max_length=LABEL_CHARS,
        auto_complete="off",
        **props,
    )


def label_dialog(name: Any, row: rx.Var[NumberRow]) -> rx.Component:
    """Return the dialog that gives a number another label."""
    return dialog(
        name,
        rx.Var.create(f"Label of {row.shown}"),
        "What your team knows it by.",
        rx.form(
            rx.el.div(
                hidden("number_id", row.id),
                _label(rx.Var.create(f"label-{row.id}"), default_value=row.label),
                dialog_deeds("Save label"),
                class_name="cw-form",
            ),
            on_submit=NumbersState.rename,
        ),
    )


def remove_dialog(name: Any, row: rx.Var[NumberRow]) -> rx.Component:
    """Return the dialog that asks before a number is taken away."""
    return confirm(
        name,
        rx.Var.create(f"Remove {row.shown}?"),
        "Calls to it are answered by nobody from then on. Calls in progress go on. "
        "It stays yours at your telephone company, and you may add it again.",
        "Remove",
        NumbersState.remove(row.id),
    )
