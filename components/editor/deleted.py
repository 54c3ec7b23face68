"""Deleted steps: who deleted them and when, and the way back, with everything written in them meanwhile."""

from typing import Any

import reflex as rx

from components.canvas.client import Client, act
from components.editor.look import ELLIPSIS, LINE
from components.editor.widgets import can_write, empty, hint, panel_heading
from components.ui.fence import AS_IT_IS


def deleted_panel() -> rx.Component:
    """Return the list of deleted steps, the latest first."""
    found = Client("useDeleted", source="panels.js")
    return rx.vstack(
        panel_heading("Deleted steps"),
        hint("A recovered step comes back where it was, with what teammates wrote in it after the deletion."),
        rx.foreach(found.value("rows", list[dict[str, str]]), _step),
        rx.cond(
            found.value("empty", bool),
            empty(
                "archive-restore",
                "Nothing was deleted",
                "Steps you delete wait here and can be brought back.",
            ),
        ),
        spacing="3",
        width="100%",
        custom_attrs={"data-testid": "deleted-panel"},
    )


def _step(row: Any) -> rx.Component:
    words = rx.box(
        rx.text(row["name"], size="2", weight="medium", style=ELLIPSIS, custom_attrs={**AS_IT_IS}),
        hint(
            row["kind_title"], " · deleted by ", row["by"], rx.cond(row["when"] != "", " · ", ""), row["when"]
        ),
        min_width="0",
        flex="1",
    )
    recover = rx.button(
        rx.icon("undo-2", size=14),
        "Recover",
        size="1",
        variant="soft",
        disabled=~can_write(),
        on_click=act("recover", row["id"]),
        custom_attrs={"data-testid": "recover-step"},
    )
    return rx.hstack(
        words,
        recover,
        align="center",
        spacing="3",
        width="100%",
        padding="8px 0",
        border_bottom=LINE,
        key=row["id"],
        custom_attrs={"data-deleted": row["id"]},
    )
