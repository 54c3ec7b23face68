"""Where a step leads: one line for each way out, to follow it, to connect it by keyboard, or to cut it."""

from typing import Any

import reflex as rx

from components.canvas.client import Client, act
from components.editor.items import page_turner
from components.editor.look import ELLIPSIS, LINE, NATIVE_SELECT
from components.editor.widgets import can_write, hint, icon_button
from components.ui.fence import AS_IT_IS


def exits() -> rx.Component:
    """Return the section "Leads to" of the selected step."""
    found = Client("useExits", source="panels.js")
    return rx.vstack(
        rx.heading("Leads to", as_="h3", size="2", weight="bold"),
        rx.foreach(found.value("rows", list[dict[str, Any]]), lambda row: _exit(found, row)),
        page_turner(found),
        rx.cond(
            found.value("empty", bool),
            hint("This step has no way out yet. Add one above and it appears here."),
        ),
        spacing="3",
        width="100%",
        padding_top="16px",
        border_top=LINE,
        custom_attrs={"data-testid": "exits"},
    )


def _exit(found: Client, row: Any) -> rx.Component:
    label = row["label"].to(str)
    words = rx.hstack(
        rx.text(label, size="1", weight="medium", title=label, style=ELLIPSIS, custom_attrs={**AS_IT_IS}),
        rx.cond(row["optional"].to(bool), rx.text("optional", size="1", color="var(--gray-11)")),
        align="baseline",
        spacing="2",
        min_width="0",
        width="100%",
        margin_bottom="4px",
    )
    follow = icon_button(
        "arrow-right",
        "Go to that step",
        on_click=act("jump", row["target"]),
        disabled=row["target"] == "",
        custom_attrs={"data-testid": "go-to-step"},
    )
    chosen = rx.hstack(_target(found, row, label), follow, align="center", spacing="1", width="100%")
    return rx.box(words, chosen, width="100%", key=row["id"], custom_attrs={"data-port": row["id"]})


def _target(found: Client, row: Any, label: Any) -> rx.Component:
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
        on_focus=found.handler("choose", row["id"]),
        on_mouse_down=found.handler("choose", row["id"]),
        disabled=~can_write(),
        style=NATIVE_SELECT,
        custom_attrs={"data-testid": "connect-to", "aria-label": f"{label} leads to", **AS_IT_IS},
    )
