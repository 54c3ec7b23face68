"""The numbers page: the workspace's phone numbers, and which agent answers each."""

from typing import Any

import reflex as rx

from components.pages.number_dialogs import add_dialog, label_dialog, remove_dialog
from components.shell.errand import errand_banner
from components.shell.frame import frame
from components.ui.button import button
from components.ui.choose import choose
from components.ui.dialog import open_dialog
from components.ui.instead import bones, failed, instead
from components.ui.menu import item, menu, separator
from components.ui.note import problem
from components.ui.offline import offline
from components.ui.shortcuts import shortcuts
from state.numbers import NOBODY, NumberRow, NumbersState

_TEXT = "A call to a number is answered by the agent it leads to, while that agent is active."
_WIDTHS = ("140px", "100px", "160px", "16px")


def numbers_page() -> rx.Component:
    """Return the page."""
    has_numbers = NumbersState.numbers.length() > 0
    return rx.fragment(
        frame(
            "Numbers",
            rx.cond(
                NumbersState.ready,
                rx.fragment(
                    problem(NumbersState.problem), _errand(), rx.cond(has_numbers, _list(), _empty())
                ),
                rx.cond(
                    NumbersState.problem != "",
                    failed("The numbers could not be loaded", NumbersState.problem, NumbersState.load),
                    rx.el.div(bones(3, "cw-number", _WIDTHS), class_name="cw-list cw-wide-narrow"),
                ),
            ),
            count=rx.cond(has_numbers, NumbersState.numbers.length().to_string(), ""),
            deeds=(rx.cond(NumbersState.rights.publish & has_numbers, _add()),),
        ),
        add_dialog(),
        shortcuts(),
    )


def _errand() -> rx.Component:
    errand = NumbersState.errand
    words = rx.cond(
        NumbersState.answers != "",
        rx.Var.create(f"{errand.name} answers {NumbersState.answers}."),
        rx.Var.create(f"No number leads to {errand.name} yet. Assign one of these, or add one."),
    )
    return errand_banner(errand, words)


def _assign(row: rx.Var[NumberRow]) -> rx.Component:
    """The one press that somebody came here for."""
    errand = NumbersState.errand
    here = button(
        rx.Var.create(f"Assign to {errand.name}"),
        size="1",
        needs_server=True,
        on_click=NumbersState.assign(row.id, errand.agent_id),
        custom_attrs={"data-testid": "assign-here"},
    )
    return rx.cond((errand.agent_id != "") & (row.agent_id == NOBODY), here)


def _add() -> rx.Component:
    return button(
        "Add a number", "plus", kind="main", key="c", on_click=open_dialog("add-number"), needs_server=True
    )


def _empty() -> rx.Component:
    return rx.cond(
        NumbersState.rights.publish,
        instead(
            "phone",
            "Your first number",
            "Add a number that you hold with your telephone company, and say which agent answers it.",
            _add(),
        ),
        instead("phone", "No numbers yet", "Publishers, admins and owners of your team add them here."),
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.el.p(_TEXT, class_name="cw-muted"),
        rx.el.ul(rx.foreach(NumbersState.numbers, _number), class_name="cw-list cw-numbers"),
        class_name="cw-wide-narrow cw-stack",
    )


def _number(row: rx.Var[NumberRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(row.shown, class_name="cw-tel"),
            rx.el.small(rx.cond(row.label != "", row.label, "No label"), class_name="cw-name"),
            class_name="cw-words",
        ),
        rx.el.span(
            rx.icon("arrow-right", size=14, color="var(--cw-faint)"), "answered by", class_name="cw-number-to"
        ),
        rx.cond(
            NumbersState.rights.publish,
            rx.el.div(_agent_choice(row), _assign(row), class_name="cw-number-who"),
            _agent_name(row),
        ),
        rx.cond(NumbersState.rights.publish, _deeds(row), rx.el.span()),
        class_name="cw-row cw-number",
        custom_attrs={"data-number": row.number},
        key=row.id,
    )


def _agent_name(row: rx.Var[NumberRow]) -> rx.Component:
    return rx.el.span(rx.cond(row.agent != "", row.agent, "Nobody"), class_name="cw-name")


def _agent_choice(row: rx.Var[NumberRow]) -> rx.Component:
    label = rx.Var.create(f"Who answers {row.shown}")

    def chosen(agent_id: rx.Var[str]) -> Any:
        return NumbersState.assign(row.id, agent_id)

    lost = choose(label, NumbersState.agents, row.agent_id, chosen, (row.agent_id, row.agent))
    return rx.cond(row.is_lost, lost, choose(label, NumbersState.agents, row.agent_id, chosen))


def _deeds(row: rx.Var[NumberRow]) -> rx.Component:
    label, remove = rx.Var.create(f"label:{row.id}"), rx.Var.create(f"remove:{row.id}")
    trigger = rx.icon_button(
        rx.icon("ellipsis", size=16),
        variant="ghost",
        color_scheme="gray",
        size="2",
        margin="0",
        class_name="cw-icon",
        disabled=offline,
        aria_label=rx.Var.create(f"More for {row.shown}"),
    )
    return rx.fragment(
        menu(
            trigger,
            item("Label", "tag", open_dialog(label), needs_server=True),
            separator(),
            item("Remove", "trash-2", open_dialog(remove), danger=True, needs_server=True),
        ),
        label_dialog(label, row),
        remove_dialog(remove, row),
    )
