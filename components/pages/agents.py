"""The agents page: every agent, who is in it, and what can be done with it."""

import reflex as rx

from components import routes
from components.pages.agent_row import COLUMNS, agent_row
from components.pages.deleted_agents import deleted_agents, near_full, version_usage
from components.shell.frame import frame
from components.ui.button import button
from components.ui.dialog import dialog, dialog_deeds, open_dialog
from components.ui.field import field
from components.ui.files import import_file
from components.ui.instead import bones, failed, instead
from components.ui.note import problem
from components.ui.search import search
from components.ui.shortcuts import shortcuts
from state.agents import AgentsState

_WIDTHS = ("180px", "56px", "72px", "140px", "16px")


def agents_page() -> rx.Component:
    """Return the page."""
    return rx.fragment(
        frame(
            "Agents",
            rx.cond(
                AgentsState.ready,
                _loaded(),
                rx.cond(
                    AgentsState.problem != "",
                    failed("The agents could not be loaded", AgentsState.problem, AgentsState.load),
                    bones(5, "cw-agent cw-bleed", _WIDTHS),
                ),
            ),
            count=rx.cond(AgentsState.agents.length() > 0, AgentsState.agents.length().to_string(), ""),
            deeds=(rx.cond(AgentsState.agents.length() > 0, search("Find an agent")), _deeds()),
        ),
        _create_dialog(),
        shortcuts(),
    )


def _deeds() -> rx.Component:
    return rx.cond(
        AgentsState.rights.agents & (AgentsState.agents.length() > 0),
        rx.el.div(
            import_file("Import", routes.POST_IMPORT, AgentsState.imported),
            button(
                "New agent", "plus", kind="main", key="c", on_click=open_dialog("create"), needs_server=True
            ),
            class_name="cw-head-deeds",
        ),
    )


def _loaded() -> rx.Component:
    return rx.fragment(
        problem(AgentsState.problem),
        rx.cond(AgentsState.is_near_full & AgentsState.rights.agents, near_full()),
        rx.cond(AgentsState.agents.length() > 0, _list(), _empty()),
        rx.cond(AgentsState.deleted.length() > 0, deleted_agents()),
        rx.cond(AgentsState.rights.erase, version_usage()),
    )


def _list() -> rx.Component:
    head = [rx.el.span(name) for name in COLUMNS]
    columns = rx.el.li(*head, class_name="cw-agents-head", aria_hidden="true")
    return rx.fragment(
        rx.el.ul(columns, rx.foreach(AgentsState.agents, agent_row), class_name="cw-agents cw-bleed"),
        rx.el.div(
            instead("search-x", "No agent has that name", "Type less, or another part of its name."),
            class_name="cw-none-found",
        ),
    )


def _empty() -> rx.Component:
    return rx.cond(
        AgentsState.rights.agents,
        instead(
            "audio-lines",
            "Your first agent",
            "An agent answers the phone along a flow that you and your team draw here together.",
            button(
                "New agent", "plus", kind="main", key="c", on_click=open_dialog("create"), needs_server=True
            ),
            import_file("Import a file", routes.POST_IMPORT, AgentsState.imported),
        ),
        instead(
            "audio-lines", "No agents yet", "As soon as somebody of your team makes one, it appears here."
        ),
    )


def _create_dialog() -> rx.Component:
    return dialog(
        "create",
        "New agent",
        "It begins with a greeting and an end; the editor opens at once.",
        rx.form(
            rx.el.div(
                problem(AgentsState.refusal),
                field(
                    "Name",
                    "name",
                    id="agent-name",
                    placeholder="After hours",
                    required=True,
                    max_length=80,
                    auto_complete="off",
                ),
                dialog_deeds("Create agent"),
                class_name="cw-form",
            ),
            on_submit=AgentsState.create,
        ),
        on_close=AgentsState.close_dialog,
    )
