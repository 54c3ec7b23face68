"""What callers shall hear: the reviewed content, proven and ready, as a version."""

from app.db.tx import Tx
from app.errors import Conflict
from app.flows import versions
from app.flows.drafts import PackedDraft
from app.flows.live import queries, said
from app.flows.live.base import Before, GoLiveBase, live_version, numbered
from app.flows.live.content import Weighed, weaker
from app.flows.live.known import WeighedDraft
from app.flows.live.lifecycle import Verb
from app.flows.live.refusals import FlowChanged, NotReady
from app.flows.live.wishes import Wish
from app.flows.tables import Agent, Version
from app.kit import clock
from app.people.actor import Actor


class Differs(Exception):
    """Ends a transaction: ``content`` is no longer what was reviewed ``before``. What changed is found outside."""

    def __init__(self, before: Before, content: Weighed) -> None:
        super().__init__()
        self.before = before
        self.content = content


class Choosing(GoLiveBase):
    """Finds or makes the version that a wish means, inside its transaction."""

    def _chosen(self, tx: Tx, actor: Actor, agent: Agent, wish: Wish, ahead: WeighedDraft | None) -> Version:
        """Return the version that callers shall hear, or that they shall no longer hear."""
        if wish.verb is Verb.DEACTIVATE:
            return live_version(tx, agent)
        if wish.version is not None:
            return self._existing(tx, actor, agent, wish, wish.version)
        assert ahead is not None, "whoever asks for the draft has it ready"
        draft = self._known.inside(tx, agent.id, ahead)
        if wish.hash != draft.content.hash:
            raise self._differs(tx, agent, wish.hash, draft.content, is_draft=True)
        if wish.verb is Verb.PUBLISH and live_version(tx, agent).hash == wish.hash:
            raise Conflict(f"There is nothing to publish: callers of “{agent.name}” hear the draft already.")
        self._must_be_ready(tx, actor, agent, draft.content)
        assert draft.packed is not None
        return versions.serving(tx, agent, PackedDraft(draft.seq, draft.packed), actor, clock.now())

    def _existing(self, tx: Tx, actor: Actor, agent: Agent, wish: Wish, number: int) -> Version:
        version = numbered(tx, agent, number)
        content = self._known.version(version)
        if wish.hash not in (None, content.hash):
            raise self._differs(tx, agent, wish.hash, content, is_draft=False)
        if wish.verb is Verb.ROLL_BACK and version.id == agent.live_version_id:
            raise Conflict(f"Callers of “{agent.name}” hear v{number} already. Choose another version.")
        self._must_be_ready(tx, actor, agent, content)
        return version

    def _differs(
        self, tx: Tx, agent: Agent, reviewed: str | None, content: Weighed, *, is_draft: bool
    ) -> Differs:
        """Return why the transaction ends: the content of this hash was reviewed, and it is another by now."""
        return Differs(self._before(tx, agent, reviewed or "", is_draft=is_draft), content)

    async def _changed(self, actor: Actor, agent_id: str, found: Differs) -> FlowChanged:
        """Return the refusal with what changed since the review, and by whom."""
        changes = await self._since(actor, agent_id, found.before, found.content)
        return FlowChanged(said.flow_changed(changes), changes, found.content.hash)

    def _must_be_ready(self, tx: Tx, actor: Actor, agent: Agent, content: Weighed) -> None:
        checklist = self._checklist(tx, actor, agent.id, content)
        if checklist.blocking:
            was_live = queries.was_live(tx, agent.id, content.hash)
            findings = weaker(content.findings) if was_live else content.findings
            raise NotReady(said.not_ready(agent.name, checklist), checklist, findings)
