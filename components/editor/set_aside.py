"""The banner of an agent that is set aside: since when, why, and what to do."""

import reflex as rx

from components.canvas.client import act, ui
from components.editor.banner import banner, deed
from components.ui.dialog import open_dialog
from components.ui.release import release_dialog, set_aside_line
from state.editor import EditorState
from state.quarantine import QuarantineState

_DIALOG = "release"


def set_aside() -> rx.Component:
    """Return the banner. Once the agent is released, by whomever, it is opened again by itself."""
    refusal = ui("refusal", dict[str, str])
    words = rx.fragment(
        rx.cond(
            QuarantineState.aside.since != "",
            rx.text(set_aside_line(QuarantineState.aside), " ", weight="bold", as_="span"),
            rx.text(refusal["title"], " ", weight="bold", as_="span"),
        ),
        refusal["message"],
    )
    release = deed("Release", "red", open_dialog(_DIALOG), "set-aside-release")
    deeds = (
        rx.cond(QuarantineState.rights.release, release),
        deed("Back to agents", "red", act("go", "/agents"), "set-aside-leave"),
    )
    return rx.fragment(
        banner("circle-alert", "red", words, *deeds, role="alert", mark="banner-set-aside"),
        rx.box(display="none", on_mount=QuarantineState.look),
        rx.cond(QuarantineState.is_released, rx.box(display="none", on_mount=act("retry"))),
        release_dialog(_DIALOG, EditorState.flow_id, EditorState.name),
    )
