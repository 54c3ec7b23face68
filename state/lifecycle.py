"""The switch: what would be live is read for the dialog, and the deed is done on exactly what was shown there.

A dialog has a ticket and every press of its button a number, both made by the page; the answers name them, so that
the page knows what an answer is to. The request's key is made here with every reading of what is reviewed.
"""

from dataclasses import replace
from typing import Any, Literal

from app.errors import AppError, Invalid, Unavailable
from app.flows.live.answers import Review, Seen, Status, Switched
from app.flows.live.refusals import AlreadySwitched, FlowChanged
from app.kit.ids import new_id
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state.address import asked_agent
from state.door import door
from state.editor import EditorState, show_agent
from state.notices import refused
from state.reviewing import (
    NO_REVIEW,
    ChangeRow,
    ReviewRow,
    limits_of,
    review_row,
    seen_of,
    since_then,
)
from state.session import SessionState
from state.standing import what_was_done

Verb = Literal["activate", "publish", "deactivate", "roll_back"]
FROM: dict[str, tuple[str, ...]] = {
    "activate": ("draft", "inactive"),
    "publish": ("active",),
    "deactivate": ("active",),
    "roll_back": ("active",),
}
"""The states in which each deed can be done."""

AS_IT_WAS, THE_DRAFT = -1, 0
"""What the page says for "you choose the content" and for the draft; everything above is a version."""


class LifecycleState(SessionState):
    """What the dialog of a switch shows. ``since`` says what changed while it was open, with ``fresh`` changes.

    ``answered`` is the press that was answered last, ``finished`` the ticket of the dialog that is done.
    """

    review: ReviewRow = NO_REVIEW
    verb: str = ""
    content: int = THE_DRAFT
    ticket: str = ""
    since: str = ""
    fresh: list[ChangeRow] = []
    problem: str = ""
    answered: str = ""
    finished: str = ""
    _first: str = ""

    @door(Permission.VIEW, problem="problem")
    async def ask(self, who: Actor, verb: str, content: int, ticket: str) -> None:
        """Open: read what this deed would do, for a dialog with this ticket."""
        self.problem, self.since, self.fresh = "", "", []
        self.review, self.verb, self.ticket = NO_REVIEW, verb, ticket
        await self._open(who, content)

    @door(Permission.VIEW, problem="problem")
    async def moved(self, who: Actor, ticket: str) -> None:
        """What is reviewed may be true no longer: read it again, and say by whom the flow was changed."""
        if ticket == self.ticket != self.finished:
            await self._again(who)

    @door(Permission.PUBLISH, problem="problem")
    async def confirm(self, who: Actor, press: str, review_id: str, form: dict[str, Any]) -> None:
        """Do the deed on the review with this id. Whatever comes of it, the press is answered."""
        self.problem, self.answered = "", press
        if review_id != self.review.id:
            self.since = self.since or "This was read again. Look it over and press once more."
            return
        try:
            switched = await _switch(who, asked_agent(self), self.verb, self.content, self.review, form)
            await self._finish(who, switched)
        except AppError as refusal:
            await self._refused(who, refusal)

    async def _open(self, who: Actor, content: int) -> None:
        """Read the status first: what is reviewed of an inactive agent is, unless asked, what was live before."""
        agent_id = asked_agent(self)
        status = await services().live.status(who, agent_id)
        if not _fits(self.verb, status):
            await self._overtaken(who, _who_was_faster(status))
            return
        if content == AS_IT_WAS:
            was_live = status.live_version if status.state == "inactive" and status.has_changes else None
            content = was_live or THE_DRAFT
        self.content = content
        review = await services().live.review(who, agent_id, content or None)
        self._first = review.hash
        self._show(who, review)

    async def _again(self, who: Actor) -> None:
        agent_id = asked_agent(self)
        status = await services().live.status(who, agent_id)
        if seen_of(self.review.standing) != Seen(status.state, status.live_version):
            await self._overtaken(who, _who_was_faster(status))
            return
        review = await services().live.review(who, agent_id, self.content or None)
        is_draft = self.content == THE_DRAFT
        changes = await services().live.since(who, agent_id, self._first) if is_draft else ()
        is_back = review.hash == self._first
        self.since, self.fresh = ("", []) if is_back else since_then(changes, status.changed_by_name)
        self._show(who, review)

    def _show(self, who: Actor, review: Review) -> None:
        row = review_row(review, self.content or None, new_id("rq"), who)
        if replace(row, id=self.review.id) != self.review:
            self.review = row

    async def _finish(self, who: Actor, switched: Switched) -> None:
        self.finished = self.ticket
        await show_agent(await self.get_state(EditorState), who, switched.status.agent_id)

    async def _overtaken(self, who: Actor, sentence: str) -> None:
        """Somebody else switched: the dialog is over, and the page shows who did it."""
        self.finished = self.ticket
        session = await self.get_state(SessionState)
        session.notice = refused(sentence)
        await show_agent(await self.get_state(EditorState), who, asked_agent(self))

    async def _refused(self, who: Actor, refusal: AppError) -> None:
        """A refusal that is certain ends the request: what comes next is another one, on a fresh reading."""
        if isinstance(refusal, AlreadySwitched):
            await self._overtaken(who, refusal.message)
            return
        if not isinstance(refusal, FlowChanged):
            self.problem = refusal.message
        if not isinstance(refusal, Unavailable):
            await self._again(who)


def _fits(verb: str, status: Status) -> bool:
    return status.state in FROM.get(verb, ())


def _who_was_faster(status: Status) -> str:
    act = status.act
    told = f"{act.actor.name} {what_was_done(act.kind, act.version, act.was)}" if act else "It was switched."
    return f"{told} Look at what is live now, then decide again."


async def _switch(
    who: Actor, agent_id: str, verb: str, content: int, review: ReviewRow, form: dict[str, Any]
) -> Switched:
    """Set the limits that were typed, then switch: nobody is live for a moment without the limit they meant."""
    live, typed = services().live, {name: value for name, value in form.items() if isinstance(value, str)}
    note, seen = typed.get("note", "").strip(), seen_of(review.standing)
    limits = limits_of(typed)
    if limits and (typed["concurrent"], typed["daily"]) != (review.concurrent, review.daily):
        await live.set_limits(who, agent_id, limits)
    if verb == "deactivate":
        return await live.deactivate(who, agent_id, seen=seen, note=note, key=review.id)
    if verb == "roll_back":
        return await live.roll_back(who, agent_id, content, seen=seen, note=note, key=review.id)
    if verb == "publish":
        return await live.publish(
            who, agent_id, seen=seen, reviewed_hash=review.hash, note=note, key=review.id
        )
    if verb == "activate":
        return await live.activate(
            who,
            agent_id,
            seen=seen,
            reviewed_hash=review.hash,
            version=content or None,
            note=note,
            key=review.id,
        )
    raise Invalid("There is no such switch. Reload the page and try again.")
