"""The form of the call limits, in the settings and yet beside the flow: the server keeps them, not the document."""

from typing import Any

import reflex as rx

from components.editor.look import MUTED
from components.editor.title import is_here
from components.editor.widgets import NEEDS_SERVER, away, hint
from state.editor import EditorState
from state.limits import LimitsState
from state.session import SessionState


def limits() -> rx.Component:
    """Return the form for publishers, the limits in words for everybody else."""
    standing = EditorState.standing
    boxes = rx.hstack(
        _box("Calls at once", "concurrent", standing.concurrent),
        _box("Calls a day", "daily", standing.daily),
        spacing="3",
        width="100%",
    )
    save = rx.button(
        "Set limits",
        type="submit",
        size="1",
        variant="soft",
        disabled=away(),
        custom_attrs={"data-testid": "limits-save"},
    )
    problem = rx.text(LimitsState.problem, size="1", color="var(--red-11)", role="alert")
    form = rx.form(
        rx.vstack(
            boxes,
            hint("What is over the limit is not answered. Empty means no limit."),
            rx.cond(LimitsState.problem != "", problem),
            rx.cond(away(), rx.tooltip(rx.box(save), content=NEEDS_SERVER), save),
            spacing="2",
            width="100%",
        ),
        key=f"{EditorState.flow_id} {standing.concurrent} {standing.daily}",
        on_submit=LimitsState.save,
    )
    return rx.cond(is_here(), rx.cond(SessionState.rights.publish, form, _words()))


def _box(label: str, name: str, value: Any) -> rx.Component:
    box = rx.input(
        name=name,
        default_value=value,
        placeholder="No limit",
        max_length=7,
        width="100%",
        custom_attrs={"inputMode": "numeric", "data-testid": f"limit-{name}"},
    )
    return rx.el.label(rx.text(label, size="1", color=MUTED), box, style={"flex": "1"})


def _words() -> rx.Component:
    standing = EditorState.standing
    at_once = rx.cond(
        standing.concurrent != "", f"{standing.concurrent} calls at once", "Any number of calls at once"
    )
    daily = rx.cond(standing.daily != "", f"{standing.daily} a day", "any number a day")
    return rx.text(at_once, ", ", daily, ".", size="2")
