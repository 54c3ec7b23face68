"""A version's flow in the page, in the place of the open session: read-only, and without a connection."""

from typing import Any

import reflex as rx

from components.canvas.client import PACKAGES, SPEC, module


class StillFlow(rx.NoSSRComponent):
    """Reads a version's document once and shows it while it is mounted."""

    library = module("still_island.jsx")
    tag = "StillFlow"
    lib_dependencies: list[str] = list(PACKAGES)

    agent_id: rx.Var[str]
    content: rx.Var[str]
    label: rx.Var[str]
    spec: rx.Var[dict[str, Any]]


def still(agent_id: Any, content: Any, label: Any) -> rx.Component:
    """Return the flow of this content; nothing is read before the agent and the content are known."""
    return StillFlow.create(agent_id=agent_id, content=content, label=label, spec=SPEC)
