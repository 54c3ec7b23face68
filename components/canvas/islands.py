"""The widgets written in JavaScript: the session (which shows nothing), the canvas and the prose editor.

They are loaded in the browser only: Yjs and the drawing libraries stay out of every other page.
"""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

from app.flows.spec import FieldSpec
from components.canvas.client import PACKAGES, SPEC, Client, module


class _Island(rx.NoSSRComponent):
    """A component of this folder's JavaScript. The packages stand in one list, so that each exists once."""

    lib_dependencies: list[str] = list(PACKAGES)


class FlowSession(_Island):
    """Opens the agent's document while it is mounted, and closes it cleanly."""

    library = module("session_island.jsx")
    tag = "FlowSession"

    agent_id: rx.Var[str]
    user_id: rx.Var[str]
    spec: rx.Var[dict[str, Any]]
    on_announce: rx.EventHandler[passthrough_event_spec(str)]


class Switchboard(_Island):
    """Carries what is pressed in the browser to the handlers of going live, and their answers back."""

    library = module("switchboard.jsx")
    tag = "Switchboard"

    away: rx.Var[bool]
    calls: rx.Var[int]
    ticket: rx.Var[str]
    switched: rx.Var[dict[str, str]]
    kept: rx.Var[dict[str, str]]
    review: rx.Var[dict[str, str]]
    news: rx.Var[dict[str, Any]]
    on_ask: rx.EventHandler[passthrough_event_spec(str, int, str)]
    on_confirm: rx.EventHandler[passthrough_event_spec(str, str, dict[str, Any])]
    on_moved: rx.EventHandler[passthrough_event_spec(str)]
    on_checklist: rx.EventHandler[no_args_event_spec]
    on_history: rx.EventHandler[no_args_event_spec]
    on_snapshot: rx.EventHandler[passthrough_event_spec(str, dict[str, Any])]
    on_restore: rx.EventHandler[passthrough_event_spec(str, int)]
    on_calls: rx.EventHandler[passthrough_event_spec(str)]


class FlowCanvas(_Island):
    """The drawing surface: steps, their connections, and where everyone is."""

    library = module("canvas.jsx")
    tag = "FlowCanvas"


class Prose(_Island):
    """The editor for texts that people write together, character by character."""

    library = module("prose.jsx")
    tag = "Prose"

    path: rx.Var[list[str]]
    label: rx.Var[str]
    placeholder: rx.Var[str]
    mark: rx.Var[str]


def session(agent_id: Any, user_id: Any, on_announce: Any) -> rx.Component:
    """Return the session of this agent for this person."""
    return FlowSession.create(agent_id=agent_id, user_id=user_id, spec=SPEC, on_announce=on_announce)


def canvas() -> rx.Component:
    """Return the canvas of the open session."""
    return FlowCanvas.create()


def prose(scope: str, spec: FieldSpec, mark: Any) -> rx.Component:
    """Return the editor of a prose field of the selected step or of the settings."""
    path = Client("usePathOf", scope, spec.name).value(type_=list[str])
    return Prose.create(path=path, label=spec.label, placeholder=spec.placeholder, mark=mark)
