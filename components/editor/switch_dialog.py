"""The dialog before every switch: what will be live, what stands in its way, who changed what, and who is told."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.look import MUTED, SCROLLS
from components.editor.switch import WHO_MAY
from components.editor.switch_content import content
from components.editor.switch_parts import deactivating, note, problem, since, told, trouble
from components.editor.widgets import NEEDS_SERVER, away
from state.editor import EditorState
from state.lifecycle import LifecycleState
from state.session import SessionState

NAME = "switch"
REVIEW = LifecycleState.review


def switch_dialog() -> rx.Component:
    """Return the dialog; what it is about follows from the verb that opened it."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(_title(), size="4", margin_bottom="4px"),
            rx.dialog.description(_words(), size="2", color=MUTED, margin_bottom="16px"),
            rx.cond(ui("lost", bool), _lost(), rx.cond(_is_here(), _review(), _waiting())),
            max_width="600px",
            display="flex",
            flex_direction="column",
            max_height="calc(100dvh - 48px)",
            custom_attrs={"data-testid": f"dialog-{NAME}", "data-verb": ui("switch_verb")},
        ),
        open=ui("dialog") == NAME,
        on_open_change=act("dialog_open", NAME),
    )


def _is_here() -> Any:
    """What the server has read is what this dialog asked for, and not the one opened before."""
    is_mine = LifecycleState.ticket == ui("ticket")
    return is_mine & ((REVIEW.id != "") | (LifecycleState.problem != ""))


def _title() -> Any:
    return rx.match(
        ui("switch_verb"),
        ("publish", f"Publish the changes of {EditorState.name}"),
        ("deactivate", f"Deactivate {EditorState.name}"),
        ("roll_back", f"Roll {EditorState.name} back"),
        f"Activate {EditorState.name}",
    )


def _words() -> Any:
    return rx.match(
        ui("switch_verb"),
        ("publish", "Callers hear the draft from the next call on, without a pause."),
        ("deactivate", "No new call is answered from that moment on."),
        ("roll_back", "Callers hear the earlier version from the next call on. The draft stays as it is."),
        "Callers hear this agent from the next call on.",
    )


def _lost() -> rx.Component:
    words = "The server went away. Nothing is switched later by itself: look again when it is back."
    again = rx.button(
        "Look again",
        on_click=act("switch_choose", -1),
        disabled=away(),
        custom_attrs={"data-testid": "look-again"},
    )
    return rx.box(trouble(words, "amber", "cloud-off"), _buttons(again))


def _waiting() -> rx.Component:
    words = rx.cond(ui("waiting", bool), "Waiting for your edits to be stored…", "Reading the flow…")
    line = rx.hstack(rx.spinner(), rx.text(words, size="2"), align="center", role="status", padding="24px 0")
    return rx.box(line, _buttons(), custom_attrs={"data-testid": "switch-waiting"})


def _review() -> rx.Component:
    body = rx.cond(ui("switch_verb") == "deactivate", deactivating(), content())
    shown = rx.vstack(since(), body, told(), note(), spacing="4", width="100%")
    scrolled = rx.box(rx.cond(REVIEW.id != "", shown), style=_SCROLLED)
    foot = rx.cond(
        SessionState.rights.publish,
        _buttons(_confirm()),
        rx.box(trouble(WHO_MAY), _buttons(cancel="Close"), margin_top="12px"),
    )
    offline = rx.box(trouble(NEEDS_SERVER, "amber", "cloud-off"), margin_top="12px", flex_shrink="0")
    return rx.fragment(scrolled, problem(), rx.cond(away(), offline), foot)


# The deeds stay in sight however much there is to read; the margin leaves room for rings of focus.
_SCROLLED = {**SCROLLS, "min_height": "0", "margin": "0 -8px", "padding": "2px 8px"}


def _buttons(*deeds: rx.Component, cancel: str = "Cancel") -> rx.Component:
    close = rx.dialog.close(rx.button(cancel, variant="soft", color_scheme="gray", type="button"))
    return rx.flex(close, *deeds, flex_shrink="0", justify="end", wrap="wrap", gap="8px", margin_top="16px")


def _confirm() -> rx.Component:
    verb = ui("switch_verb")
    label = rx.match(
        verb,
        ("publish", f"Publish v{REVIEW.number}"),
        ("deactivate", "Deactivate"),
        ("roll_back", f"Roll back to v{REVIEW.number}"),
        f"Activate v{REVIEW.number}",
    )
    is_barred = (REVIEW.blocking.length() > 0) & (verb != "deactivate")
    return rx.button(
        label,
        color_scheme=rx.match(verb, ("deactivate", "amber"), ("roll_back", "amber"), "green"),
        on_click=act("switch_confirm"),
        loading=ui("pressed") != "",
        disabled=away() | is_barred | (REVIEW.id == ""),
        custom_attrs={"data-testid": "switch-confirm"},
    )
