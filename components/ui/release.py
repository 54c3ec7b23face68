"""What is said of an agent that is set aside, and the dialog that asks before it is opened again."""

from typing import Any

import reflex as rx

from components.ui.dialog import confirm
from components.ui.when import when
from state.quarantine import AsideRow, QuarantineState


def set_aside_line(aside: rx.Var[AsideRow]) -> rx.Component:
    """Return since when and why; nothing of the agent is lost."""
    return rx.fragment("Set aside since ", when(aside.since), ", because ", aside.reason, ".")


def release_dialog(name: Any, agent_id: Any, agent: Any) -> rx.Component:
    """Return the dialog of this name that releases an agent."""
    return confirm(
        name,
        rx.fragment("Release ", agent, "?"),
        "The server tries to open it again, with everything that was saved. If that fails twice more, it is set aside"
        " again. Other agents are not affected.",
        "Release",
        QuarantineState.release(agent_id),
        kind="main",
    )
