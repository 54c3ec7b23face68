"""The opening hours' own controls: the zone with the time there, and whether calls are answered now."""

import reflex as rx

from app.flows.spec import FieldSpec
from components.canvas.client import Client
from components.editor.binding import of_field
from components.editor.look import MUTED
from components.editor.widgets import PlainInput, can_write, hint
from components.ui.fence import AS_IT_IS

_ZONES = "time-zones"


def zone_control(spec: FieldSpec) -> rx.Component:
    """Return the box for an IANA zone: every name the browser knows is offered while one types."""
    bind = of_field("settings", spec)
    zones = Client("useZones", source="clockwork.js")
    mine = zones.value("mine")
    box = PlainInput.create(
        value=bind.value,
        on_change=bind.set,
        placeholder=spec.placeholder or "Europe/Lisbon",
        disabled=~can_write(),
        max_length=spec.max_length,
        width="100%",
        custom_attrs={
            "data-flow-field": bind.mark,
            "id": bind.ident,
            "aria-label": spec.label,
            "list": _ZONES,
            "autoComplete": "off",
            "spellCheck": False,
        },
    )
    offered = rx.el.datalist(
        rx.foreach(zones.value("list", list[str]), lambda name: rx.el.option(value=name, key=name)),
        id=_ZONES,
    )
    take = rx.button(
        "Use mine: ",
        mine,
        size="1",
        variant="ghost",
        margin="6px 0 0",
        type="button",
        on_click=zones.handler("take", bind.set),
        custom_attrs={"data-testid": "use-my-zone"},
    )
    return rx.box(box, offered, rx.cond((bind.value == "") & can_write() & (mine != ""), take))


def open_now() -> rx.Component:
    """Return whether calls are answered now, by these hours in that zone."""
    now = Client("useOpenNow", source="clockwork.js")
    state, clock = now.value("state"), now.value("clock")
    known = rx.hstack(
        rx.icon("clock", size=16, flex_shrink="0", margin_top="2px"),
        rx.box(
            rx.text(now.value("text"), size="2", weight="medium"),
            rx.text(clock, size="1", color=MUTED),
        ),
        align="start",
        spacing="2",
        width="100%",
        padding="8px 10px",
        border_radius="var(--radius-3)",
        background=rx.cond(state == "open", "var(--green-a3)", "var(--gray-a3)"),
        color=rx.cond(state == "open", "var(--green-11)", "var(--gray-12)"),
        role="status",
        custom_attrs={"data-testid": "open-now", "data-open": state, **AS_IT_IS},
    )
    unset = hint(
        now.value("text"),
        " Calls are answered at any time. ",
        clock,
        custom_attrs={"data-testid": "open-now", "data-open": "not_set"},
    )
    return rx.cond(state == "not_set", unset, known)
