"""Where a step leads: one line for each output that no list of it shows, to follow it, connect it or cut it."""

from typing import Any

import reflex as rx

from components.editor.exit_choice import EXITS, exit_choice
from components.editor.items import page_turner
from components.editor.look import ELLIPSIS, LINE
from components.editor.widgets import hint
from components.ui.fence import AS_IT_IS


def exits() -> rx.Component:
    """Return the section "Goes to" of the selected step; nothing where its list says it all."""
    section = rx.vstack(
        rx.heading("Goes to", as_="h3", size="2", weight="bold"),
        rx.foreach(EXITS.value("rows", list[dict[str, Any]]), _exit),
        page_turner(EXITS),
        rx.cond(
            EXITS.value("empty", bool),
            hint("This step has no outputs yet. Add one above and choose where it goes."),
        ),
        spacing="3",
        width="100%",
        padding_top="16px",
        border_top=LINE,
        custom_attrs={"data-testid": "exits"},
    )
    return rx.cond(EXITS.value("shown", bool), section)


def _exit(row: Any) -> rx.Component:
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
    return rx.box(words, exit_choice(row), width="100%", key=row["id"], custom_attrs={"data-port": row["id"]})
