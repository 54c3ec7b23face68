"""The switch: everything that decides is read in the one transaction that carries it out.

Locks are taken in one order: the agent's row, its document, the workspace.
"""

from dataclasses import replace
from typing import cast

from sqlalchemy.exc import IntegrityError

from app.audit.service import record
from app.db.tx import Tx
from app.errors import Conflict
from app.events import AgentListChanged, AgentStatusChanged, VersionsChanged
from app.flows import versions
from app.flows.answers import AgentState
from app.flows.drafts import while_it_moves
from app.flows.live import lifecycle, queries, said
from app.flows.live.answers import Act, Seen, Switched
from app.flows.live.base import live_version, locked, must_still
from app.flows.live.choosing import Choosing, Differs
from app.flows.live.known import WeighedDraft
from app.flows.live.lifecycle import Verb
from app.flows.live.ports import News
from app.flows.live.refusals import AlreadySwitched
from app.flows.live.statuses import act
from app.flows.live.tables import Answered
from app.flows.live.wishes import Wish, clean_key, clean_note
from app.flows.tables import Agent, Version
from app.kit import clock
from app.people.actor import Actor
from app.people.roles import Permission

MOST_TRIES = 4  # while others edit; in the last, the draft counts as it was read: after the request had come


class Switching(Choosing):
    """The four verbs that change what callers hear. Each is done once for a key.

    Raises NotFound, Invalid, Conflict, AlreadySwitched, FlowChanged and NotReady; then nothing has changed.
    """

    async def activate(
        self,
        actor: Actor,
        agent_id: str,
        *,
        seen: Seen,
        reviewed_hash: str,
        version: int | None = None,
        note: str = "",
        key: str,
    ) -> Switched:
        """Make a draft or inactive agent active: with the reviewed draft, or with one of its versions."""
        actor.must(Permission.PUBLISH)
        return await self._switch(actor, Verb.ACTIVATE, agent_id, seen, reviewed_hash, version, note, key)

    async def publish(
        self, actor: Actor, agent_id: str, *, seen: Seen, reviewed_hash: str, note: str = "", key: str
    ) -> Switched:
        """Have an active agent serve the reviewed draft from now on."""
        actor.must(Permission.PUBLISH)
        return await self._switch(actor, Verb.PUBLISH, agent_id, seen, reviewed_hash, None, note, key)

    async def deactivate(
        self, actor: Actor, agent_id: str, *, seen: Seen, note: str = "", key: str
    ) -> Switched:
        """Route no new call to an agent; those in progress go on with their version."""
        actor.must(Permission.PUBLISH)
        return await self._switch(actor, Verb.DEACTIVATE, agent_id, seen, None, None, note, key)

    async def roll_back(
        self, actor: Actor, agent_id: str, version: int, *, seen: Seen, note: str = "", key: str
    ) -> Switched:
        """Have an active agent serve another of its versions from now on; the draft stays as it is."""
        actor.must(Permission.PUBLISH)
        return await self._switch(actor, Verb.ROLL_BACK, agent_id, seen, None, version, note, key)

    async def _switch(
        self,
        actor: Actor,
        verb: Verb,
        agent_id: str,
        seen: Seen,
        reviewed_hash: str | None,
        version: int | None,
        note: str,
        key: str,
    ) -> Switched:
        wish = Wish(verb, agent_id, seen, reviewed_hash, version, clean_note(note), clean_key(key))
        return await while_it_moves(lambda is_last: self._try(actor, wish, is_last=is_last), MOST_TRIES)

    async def _try(self, actor: Actor, wish: Wish, *, is_last: bool) -> Switched:
        """Decide on the draft as a worker has read it. Raises DraftMoved where it moved on, but for the last."""
        agent_id = wish.agent_id
        if wish.version is not None:
            await self._weigh_ahead(agent_id, wish.version, actor.user_id)
        draft = await self._known.packed_draft(agent_id, actor.user_id) if wish.of_draft else None
        if draft and is_last:
            draft = replace(draft, is_final=True)
        drafts = {agent_id: draft.content.hash} if draft else await self._hash_of(actor, agent_id)
        try:
            return await self.db.write(lambda tx: self._decide(tx, actor, wish, draft, drafts))
        except Differs as found:
            raise await self._changed(actor, agent_id, found) from None

    def _decide(
        self, tx: Tx, actor: Actor, wish: Wish, ahead: WeighedDraft | None, drafts: dict[str, str]
    ) -> Switched:
        agent = locked(tx, actor, wish.agent_id)
        must_still(tx, actor, Permission.PUBLISH)
        done = _done(tx, actor, wish)
        if done is None:
            self._must_be_as_seen(tx, actor, agent, wish, drafts)
            state = lifecycle.move(cast("AgentState", agent.state), wish.verb, agent.name)
            version = self._chosen(tx, actor, agent, wish, ahead)
            done = self._carry_out(tx, actor, agent, wish, state, version)
        return Switched(done, self._status(tx, actor, agent.id, drafts))

    def _must_be_as_seen(
        self, tx: Tx, actor: Actor, agent: Agent, wish: Wish, drafts: dict[str, str]
    ) -> None:
        if agent.state == wish.seen.state and _live_number(tx, agent) == wish.seen.live_version:
            return
        status = self._status(tx, actor, agent.id, drafts)
        raise AlreadySwitched(said.already_switched(agent.name, status.act), status)

    def _carry_out(
        self, tx: Tx, actor: Actor, agent: Agent, wish: Wish, state: AgentState, version: Version
    ) -> Act:
        at, kind, was = clock.now(), lifecycle.KINDS[wish.verb], _live_number(tx, agent)
        before = {"state": agent.state, "version": was}
        agent.state, agent.live_version_id = state, version.id
        agent.live_since = at if state == "active" else None
        event = versions.remember(tx, agent.id, kind, actor, at, wish.note, version.id, {"was": was})
        done = act(event, version.number)
        self.newsroom.tell(tx, News(agent.workspace_id, agent.id, agent.name, done))
        _answer(tx, actor, wish, event.id)  # after the news, which lock the workspace that this refers to
        record(tx, actor, kind, "agent", agent.id, before, {"state": state, "version": version.number})
        for happened in (AgentStatusChanged, VersionsChanged, AgentListChanged):
            tx.after_commit(happened(agent.workspace_id, agent.id))
        return done


def _live_number(tx: Tx, agent: Agent) -> int | None:
    return live_version(tx, agent).number if agent.live_version_id else None


def _done(tx: Tx, actor: Actor, wish: Wish) -> Act | None:
    """Return what this request did before. Raises Conflict where its key belongs to another one."""
    answered = queries.answered(tx, actor.workspace_id, wish.key)
    if answered is None:
        return None
    if answered.asked != wish.asked(actor):
        raise _other_request()
    return act(*queries.event(tx, answered.event_id))


def _answer(tx: Tx, actor: Actor, wish: Wish, event_id: str) -> None:
    """Keep the answer under its key; of two agents switched with one key at once, one is refused."""
    tx.add(
        Answered(
            workspace_id=actor.workspace_id,
            key=wish.key,
            asked=wish.asked(actor),
            event_id=event_id,
            at=clock.now(),
        )
    )
    try:
        tx.flush()
    except IntegrityError as error:
        raise _other_request() from error


def _other_request() -> Conflict:
    return Conflict("This key belongs to another request. Make a fresh key for every request.")
