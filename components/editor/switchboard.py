"""Where the editor's browser half meets the states of going live: one unseen component."""

import reflex as rx

from components.canvas.islands import Switchboard
from components.editor.title import is_here
from components.editor.widgets import away
from state.checklist import ChecklistState
from state.editor import EditorState
from state.lifecycle import LifecycleState
from state.timeline import TimelineState


def switchboard() -> rx.Component:
    """Return the connection; it stands in the page once."""
    standing, review = EditorState.standing, LifecycleState.review
    return Switchboard.create(
        away=away(),
        calls=rx.cond(standing.state == "inactive", standing.calls, 0),
        ticket=LifecycleState.ticket,
        switched={"answered": LifecycleState.answered, "finished": LifecycleState.finished},
        kept={"answered": TimelineState.answered, "finished": TimelineState.finished},
        review={
            "id": review.id,
            "watched": review.watched,
            "concurrent": review.concurrent,
            "daily": review.daily,
        },
        news={
            "agentId": rx.cond(is_here(), EditorState.flow_id, ""),
            "userId": EditorState.user_id,
            "number": standing.act.number,
            "isMine": standing.act.is_mine,
        },
        on_ask=LifecycleState.ask,
        on_confirm=LifecycleState.confirm,
        on_moved=LifecycleState.moved,
        on_checklist=ChecklistState.read,
        on_history=TimelineState.read,
        on_snapshot=TimelineState.snapshot,
        on_restore=TimelineState.restore,
        on_calls=EditorState.announced,
    )
