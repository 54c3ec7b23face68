"""The short messages in the corner, on every page of the app."""

import reflex as rx
from reflex.event import passthrough_event_spec

from state.agents import AgentsState
from state.notices import Notice
from state.session import SessionState


class Notices(rx.NoSSRComponent):
    """Shows each new notice once, with its offer to undo or to open something."""

    library = rx.asset("notices.jsx", shared=True).importable_path
    tag = "Notices"

    notice: rx.Var[Notice]
    on_undo: rx.EventHandler[passthrough_event_spec(str)]


def notices() -> rx.Component:
    """Return the one that stands beside every page."""
    return Notices.create(notice=SessionState.notice, on_undo=AgentsState.recover)
