"""The short messages in the corner, on every page of the app."""

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

from components.ui.browser_file import registered
from state.agents import AgentsState
from state.notices import Notice
from state.screen import opened, renaming
from state.session import SessionState
from state.versions import VersionsState


class Notices(rx.NoSSRComponent):
    """Shows each new notice once, with its offer to undo or to open something; closes what a done deed was open for."""

    library = registered(lambda: rx.asset("notices.jsx", shared=True).importable_path)
    tag = "Notices"

    notice: rx.Var[Notice]
    turn: rx.Var[int]
    on_recover: rx.EventHandler[passthrough_event_spec(str)]
    on_restore: rx.EventHandler[passthrough_event_spec(str)]
    on_turn: rx.EventHandler[no_args_event_spec]


def notices() -> rx.Component:
    """Return the one that stands beside every page."""
    return Notices.create(
        notice=SessionState.notice,
        turn=SessionState.turn,
        on_recover=AgentsState.recover,
        on_restore=VersionsState.undo_restore,
        on_turn=[opened.set_value(""), renaming.set_value("")],
    )
