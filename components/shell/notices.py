"""The short messages in the corner, on every page of the app."""

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

from state.agents import AgentsState
from state.notices import Notice
from state.screen import opened, renaming
from state.session import SessionState


class Notices(rx.NoSSRComponent):
    """Shows each new notice once, with its offer to undo or to open something; closes what a done deed was open for."""

    library = rx.asset("notices.jsx", shared=True).importable_path
    tag = "Notices"

    notice: rx.Var[Notice]
    turn: rx.Var[int]
    on_undo: rx.EventHandler[passthrough_event_spec(str)]
    on_turn: rx.EventHandler[no_args_event_spec]


def notices() -> rx.Component:
    """Return the one that stands beside every page."""
    return Notices.create(
        notice=SessionState.notice,
        turn=SessionState.turn,
        on_undo=AgentsState.recover,
        on_turn=[opened.set_value(""), renaming.set_value("")],
    )
