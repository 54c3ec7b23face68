"""One agent of the list: its link, state, people and last change, and the deeds on it."""

from typing import Any

import reflex as rx

from components import routes
from components.ui.avatar import avatars
from components.ui.badge import standing_badge
from components.ui.button import button, icon_button
from components.ui.dialog import open_dialog
from components.ui.field import hidden, line
from components.ui.files import export_item
from components.ui.menu import item, link_item, menu, separator
from components.ui.release import release_dialog, set_aside_line
from components.ui.shortcuts import TAKES_FOCUS
from components.ui.when import when
from state.agents import AgentRow, AgentsState
from state.screen import renaming, wanted

COLUMNS = ("Name", "State", "In it now", "Last change", "")


def agent_row(agent: rx.Var[AgentRow]) -> rx.Component:
    """Return the row, or nothing while another name is looked for."""
    fits: Any = agent.name.lower().contains(wanted.value.lower())
    return rx.cond(
        fits,
        rx.el.li(
            rx.cond(renaming.value == agent.id, _rename(agent), _name(agent)),
            standing_badge(agent.state, agent.standing),
            avatars(agent.people, agent.more),
            rx.el.span(
                when(agent.changed_at),
                rx.el.span(" by ", agent.changed_by, class_name="cw-changed-who"),
                class_name="cw-changed cw-cut",
            ),
            rx.el.div(_deeds(agent), class_name="cw-deeds cw-above"),
            rx.cond(agent.aside.since != "", _set_aside(agent)),
            class_name="cw-row cw-agent",
            custom_attrs={"data-row": agent.id},
            key=agent.id,
        ),
    )


def _name(agent: rx.Var[AgentRow]) -> rx.Component:
    return rx.link(
        agent.name, href=routes.editor_path(agent.id), underline="none", class_name="cw-agent-link cw-name"
    )


def _set_aside(agent: rx.Var[AgentRow]) -> rx.Component:
    dialog = "release-" + agent.id.to(str)
    release = button("Release", on_click=open_dialog(dialog), needs_server=True, size="1")
    return rx.el.div(
        rx.icon("circle-alert", size=14),
        rx.el.span(set_aside_line(agent.aside)),
        rx.cond(
            AgentsState.rights.release,
            rx.el.span(release, class_name="cw-above"),
            rx.el.span("An admin can release it.", class_name="cw-muted"),
        ),
        release_dialog(dialog, agent.id, agent.name),
        class_name="cw-aside",
        role="status",
    )


def _rename(agent: rx.Var[AgentRow]) -> rx.Component:
    cancel = renaming.set_value("")
    return rx.form(
        rx.el.div(
            hidden("agent_id", agent.id),
            line(
                "name",
                id="rename",
                default_value=agent.name,
                aria_label="New name",
                required=True,
                max_length=80,
                auto_focus=True,
                auto_complete="off",
                custom_attrs=TAKES_FOCUS,
            ),
            icon_button("check", "Save the name", type="submit", needs_server=True),
            icon_button("x", "Keep the old name", on_click=cancel, custom_attrs={"data-row-key": "Escape"}),
            class_name="cw-rename cw-above",
        ),
        on_submit=AgentsState.rename,
    )


def _deeds(agent: rx.Var[AgentRow]) -> rx.Component:
    rename = renaming.set_value(agent.id)
    history = link_item("History", "history", routes.history_path(agent.id))
    export = export_item("Export", routes.export_path(agent.id))
    trigger = rx.icon_button(
        rx.icon("ellipsis", size=16),
        variant="ghost",
        color_scheme="gray",
        size="2",
        margin="0",
        class_name="cw-icon cw-quiet",
        aria_label=rx.Var.create(f"More for {agent.name}"),
    )
    pencil = icon_button(
        "pencil",
        "Rename",
        on_click=rename,
        needs_server=True,
        class_name="cw-quiet cw-wide",
        custom_attrs={"data-row-key": "r"},
    )
    return rx.cond(
        AgentsState.rights.agents,
        rx.fragment(
            pencil,
            menu(
                trigger,
                item("Rename", "pencil", rename, needs_server=True),
                history,
                export,
                separator(),
                item("Delete", "trash-2", AgentsState.delete(agent.id), danger=True, needs_server=True),
            ),
        ),
        menu(trigger, history, export),
    )
