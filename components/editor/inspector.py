"""The panel of what is selected: one step with all its fields and exits, several steps, or nothing."""

import reflex as rx

from app.flows.nodes import NODES
from app.flows.spec import NodeSpec
from components.canvas.client import Client, act, ui
from components.editor.exits import exits
from components.editor.inspector_fields import editors, fields
from components.editor.look import PANEL_CLOSE, STAYS
from components.editor.marks import field_marks, step_marks
from components.editor.overview import overview, several, unknown
from components.editor.problem_signs import problem_bar
from components.editor.widgets import PlainInput, can_write, hint, icon_button, looking

NOTHING, MANY = "", "many"


def inspector() -> rx.Component:
    """Return the panel; what it shows follows the selection in the browser, without the server."""
    kinds = ((kind, _step(spec)) for kind, spec in NODES.items())
    return rx.match(ui("kind"), (NOTHING, overview()), (MANY, several()), *kinds, unknown())


def _step(spec: NodeSpec) -> rx.Component:
    return rx.vstack(
        _title(spec),
        problem_bar(),
        looking(),
        step_marks(),
        _name(),
        fields("nodes", spec.fields),
        exits() if not _leads_nowhere(spec) else rx.fragment(),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "inspector", "data-kind": spec.kind},
    )


def _title(spec: NodeSpec) -> rx.Component:
    heading = rx.hstack(
        kind_tile(spec),
        rx.heading(spec.title, as_="h2", size="3", weight="bold", flex="1", min_width="0"),
        _deeds(spec),
        align="center",
        spacing="3",
        width="100%",
        padding_right=PANEL_CLOSE,
        style=STAYS,
    )
    return rx.fragment(heading, hint(spec.summary, margin_top="-8px"))


def kind_tile(spec: NodeSpec, size: int = 32) -> rx.Component:
    """Return the small coloured square that stands for a kind."""
    return rx.center(
        rx.icon(spec.icon, size=size // 2),
        width=f"{size}px",
        height=f"{size}px",
        flex_shrink="0",
        border_radius="var(--radius-3)",
        color=f"var(--{spec.colour}-11)",
        background=f"var(--{spec.colour}-a4)",
    )


def _deeds(spec: NodeSpec) -> rx.Component:
    if not spec.placeable:
        return rx.fragment()
    return rx.hstack(
        icon_button(
            "copy",
            "Duplicate step (Ctrl+D)",
            on_click=act("duplicate"),
            disabled=~can_write(),
            custom_attrs={"data-testid": "duplicate-step"},
        ),
        icon_button(
            "trash-2",
            "Delete step (Del)",
            on_click=act("remove"),
            disabled=~can_write(),
            color_scheme="red",
            custom_attrs={"data-testid": "delete-step"},
        ),
        spacing="1",
    )


def _name() -> rx.Component:
    name = Client("useField", "nodes", "name", "")
    presence = Client("usePresence", "nodes", "name")
    return rx.box(
        rx.el.label(
            rx.text("Name", size="2", weight="medium", as_="span"),
            html_for="nodes-name",
            display="block",
            margin_bottom="4px",
        ),
        PlainInput.create(
            value=name.value("value"),
            on_change=name.handler("set"),
            disabled=~can_write(),
            max_length=80,
            placeholder="What your team calls this step",
            width="100%",
            custom_attrs={"data-flow-field": "name", "id": "nodes-name"},
        ),
        field_marks("nodes", "name"),
        editors("nodes", "name"),
        width="100%",
        on_focus=presence.handler("enter"),
        on_blur=presence.handler("leave"),
    )


def _leads_nowhere(spec: NodeSpec) -> bool:
    return not spec.ports.fixed and spec.ports.each is None
