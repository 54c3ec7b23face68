"""The palette: every kind of step that can be placed, to drag onto the canvas or to add with one key."""

import reflex as rx

from app.flows.nodes import CATEGORIES, NODES
from app.flows.spec import NodeSpec
from components.canvas.client import act
from components.editor.inspector import kind_tile
from components.editor.look import CALM, SCROLLS
from components.editor.widgets import icon_button

_ENTRY = {
    "cursor": "grab",
    "user_select": "none",
    "border_radius": "var(--radius-3)",
    "transition": "background 100ms",
    "&:hover": {"background": "var(--gray-a3)"},
    "&:active": {"cursor": "grabbing"},
    "&:focus-visible": {"outline": "2px solid var(--focus-8)", "outline_offset": "-1px"},
    CALM: {"transition": "none"},
}


def palette(close: str, icon: str) -> rx.Component:
    """Return the palette; ``close`` is the store's key that keeps it open, ``icon`` shows how it goes."""
    heading = rx.hstack(
        rx.heading("Steps", as_="h2", size="2", weight="bold"),
        rx.spacer(),
        icon_button(icon, "Hide the steps", on_click=act("set", close, False)),
        align="center",
        width="100%",
        padding="0 4px 0 8px",
        min_height="32px",
    )
    groups = (_group(category) for category in CATEGORIES)
    return rx.vstack(
        heading,
        *groups,
        spacing="3",
        padding="8px",
        width="100%",
        height="100%",
        style=SCROLLS,
        role="region",
        custom_attrs={"data-testid": "palette", "aria-label": "Steps"},
    )


def _group(category: str) -> rx.Component:
    kinds = [spec for spec in NODES.values() if spec.category == category and spec.placeable]
    title = rx.text(category, size="1", weight="medium", color="var(--gray-11)", padding="0 8px 4px")
    entries = (_entry(spec, is_first=spec is _FIRST) for spec in kinds)
    return rx.box(title, *entries, width="100%") if kinds else rx.fragment()


_FIRST = next(
    spec for category in CATEGORIES for spec in NODES.values() if spec.placeable and spec.category == category
)


def _entry(spec: NodeSpec, *, is_first: bool) -> rx.Component:
    """One tab stop for all entries: the arrow keys go on from there."""
    return rx.hstack(
        kind_tile(spec, 26),
        rx.text(spec.title, size="2"),
        align="center",
        spacing="2",
        padding="5px 8px",
        width="100%",
        style=_ENTRY,
        title=f"{spec.summary} Drag it onto the canvas, or press Enter to add it.",
        on_click=act("add", spec.kind),
        role="button",
        tab_index=0 if is_first else -1,
        custom_attrs={
            "draggable": "true",
            "data-kind": spec.kind,
            "aria-label": f"Add {spec.title}",
            "onDragStart": act("drag", spec.kind),
            "onKeyDown": act("press", spec.kind),
        },
    )
