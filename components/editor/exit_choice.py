"""Where one output goes: chosen from all steps, followed, or cut, without a mouse."""

from typing import Any

import reflex as rx

from components.canvas.client import Client, act
from components.editor.look import NATIVE_SELECT
from components.editor.widgets import can_write, icon_button
from components.ui.fence import AS_IT_IS

EXITS = Client("useExits", source="panels.js")


def exit_choice(row: Any) -> rx.Component:
    """Return the choice for a row of ``useExits``, with the way to the step it goes to."""
    follow = icon_button(
        "arrow-right",
        "Go to that step",
        on_click=act("jump", row["target"]),
        disabled=row["target"] == "",
        custom_attrs={"data-testid": "go-to-step"},
    )
    return rx.hstack(_target(row), follow, align="center", spacing="1", width="100%")


def entry_exit(item: Any) -> rx.Component:
    """Return the choice for an entry of a list, each of which is an output."""
    row = EXITS.value("by", dict[str, dict[str, Any]])[item.to(str)]
    words = rx.text("Goes to", size="1", as_="span", white_space="nowrap")
    follow = rx.link(
        rx.icon("arrow-right", size=16),
        href=rx.Var.create(f"#nodes/{row['target'].to(str)}"),
        title="Go to that step",
        on_click=act("jump", row["target"]),
        style={"display": "grid", "place_items": "center", "width": "32px", "height": "32px"},
        # Not taken away: rows with equal controls hand the focus on from one ✕ to the next.
        visibility=rx.cond(row["target"] == "", "hidden", "visible"),
        custom_attrs={"aria-label": "Go to that step", "data-testid": "go-to-step"},
    )
    line = rx.hstack(words, _target(row), follow, align="center", spacing="2", width="100%")
    return rx.cond(row, rx.box(line, width="100%", margin_top="4px", custom_attrs={"data-port": item}))


def _target(row: Any) -> rx.Component:
    """The browser's own select: a flow has hundreds of steps, and a step may have ten exits."""
    return rx.el.select(
        rx.cond(
            row["target"] == "",
            rx.el.option("Connect to…", value=""),
            rx.el.option("Not connected", value=""),
        ),
        rx.foreach(
            row["choices"].to(list[dict[str, str]]),
            lambda step: rx.el.option(step["name"], value=step["id"], key=step["id"]),
        ),
        value=row["target"].to(str),
        on_change=act("connect", row["id"], row["edge"]),
        on_focus=EXITS.handler("choose", row["id"]),
        on_mouse_down=EXITS.handler("choose", row["id"]),
        disabled=~can_write(),
        style=NATIVE_SELECT,
        custom_attrs={
            "data-testid": "connect-to",
            "aria-label": rx.Var.create(f"{row['label'].to(str)} goes to"),
            **AS_IT_IS,
        },
    )
