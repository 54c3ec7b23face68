"""Below the agents: those that are deleted, to bring back or to delete permanently, and how much versions take."""

import reflex as rx

from components.ui.button import button
from components.ui.dialog import dialog, dialog_deeds, open_dialog
from components.ui.field import field, hidden
from components.ui.note import note, problem
from components.ui.when import when
from state.agents import AgentsState, DeletedRow

_ROOM = ". When that is full, no version can be saved. "
_BELOW = "Delete old agents permanently, or raise CALLWEAVE_VERSION_QUOTA_MB."
_ASK = "Ask an admin to make room."


def near_full() -> rx.Component:
    """Return the warning that versions have nearly filled their quota, and what helps."""
    what_helps = rx.cond(AgentsState.rights.erase, _BELOW, _ASK)
    return note(rx.fragment("Versions take ", AgentsState.usage, _ROOM, what_helps), "warning")


def version_usage() -> rx.Component:
    """Return how much of their quota the versions of the workspace take."""
    return rx.el.p(AgentsState.usage, " of versions", class_name="cw-muted cw-usage")


def deleted_agents() -> rx.Component:
    """Return the list of deleted agents, closed at first."""
    return rx.el.details(
        rx.el.summary(rx.icon("chevron-right", size=16), "Recently deleted ", AgentsState.deleted.length()),
        rx.el.ul(rx.foreach(AgentsState.deleted, _row), class_name="cw-list"),
        class_name="cw-deleted",
    )


def _row(row: rx.Var[DeletedRow]) -> rx.Component:
    name = "erase-" + row.id.to(str)
    recover = button("Recover", on_click=AgentsState.recover(row.id), needs_server=True, size="1")
    erase = button("Delete permanently", on_click=open_dialog(name), needs_server=True, size="1")
    deeds = rx.el.div(
        recover,
        rx.cond(AgentsState.rights.erase, rx.fragment(erase, _dialog(name, row))),
        class_name="cw-deeds",
    )
    return rx.el.li(
        rx.el.span(row.name, class_name="cw-name"),
        rx.el.span("deleted ", when(row.deleted_at), " by ", row.deleted_by, class_name="cw-muted"),
        rx.cond(AgentsState.rights.agents, deeds),
        class_name="cw-row cw-deleted-row",
        key=row.id,
    )


def _dialog(name: rx.Var[str], row: rx.Var[DeletedRow]) -> rx.Component:
    typed = field(
        "Type the agent's name to confirm",
        "name",
        id="erased-name",
        placeholder=row.name,
        required=True,
        auto_complete="off",
    )
    return dialog(
        name,
        rx.fragment("Delete “", row.name, "” permanently?"),
        rx.fragment(
            "This deletes ", row.lost, " for everyone. It can't be undone. The audit log keeps its entries."
        ),
        rx.form(
            rx.el.div(
                problem(AgentsState.refusal),
                hidden("agent_id", row.id),
                rx.cond(row.is_named, typed),
                dialog_deeds("Delete permanently", kind="danger"),
                class_name="cw-form",
            ),
            on_submit=AgentsState.erase,
        ),
        on_close=AgentsState.close_dialog,
    )
