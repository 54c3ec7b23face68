"""Verbs on versions and history: look, compare, name, bring back. Each checks the right and is one transaction."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from app.audit.service import record
from app.db.engine import Database
from app.db.tx import Tx
from app.errors import Invalid
from app.events import AgentListChanged, DocumentWritten, VersionRestored, VersionsChanged
from app.flows import jobs, names, notes, portable, versions
from app.flows import queries as flow_queries
from app.flows.absent import absent
from app.flows.answers import Exported
from app.flows.documents import Author, Documents, Touched
from app.flows.drafts import DraftMoved, Drafts, PackedDraft, while_it_moves
from app.flows.history import contents, listing, queries
from app.flows.history.answers import (
    Comparison,
    Content,
    History,
    Opened,
    Restored,
    VersionInfo,
)
from app.flows.history.contents import Unparsed
from app.flows.history.restore import Edit
from app.flows.tables import Agent
from app.kit import clock
from app.kit.text import is_blank
from app.people.actor import Actor
from app.people.roles import Permission

T = TypeVar("T")

MOST_LINES = 200


class _Plan(NamedTuple):
    """A restore thought through for one position of the document.

    ``is_last`` has it count also where the draft has moved on: then it is merged with what was written meanwhile.
    """

    seq: int
    edit: Edit
    is_last: bool


class Versions:
    """Versions and history of the agents of a workspace. Those of another one are not found."""

    def __init__(self, db: Database, documents: Documents, drafts: Drafts) -> None:
        self._db = db
        self._documents = documents
        self._drafts = drafts

    async def history(
        self,
        actor: Actor,
        agent_id: str,
        *,
        before: int | None = None,
        author: str = "",
        kind: str = "",
        limit: int = 50,
    ) -> History:
        """Return a page of events, the latest first; ``before`` is the ``next`` of the page above."""
        actor.must(Permission.VIEW)
        if "\x00" in author + kind:  # no database takes it
            raise Invalid("There is no such author or kind. Choose one from the lists.")
        page = queries.Page(_number(before), author, kind, _lines(limit))
        return await self._db.read(lambda tx: listing.history(tx, _living(tx, actor, agent_id), page))

    async def versions(
        self, actor: Actor, agent_id: str, *, before: int | None = None, limit: int = 50
    ) -> tuple[VersionInfo, ...]:
        """Return versions, the latest first, from below the number ``before``."""
        actor.must(Permission.VIEW)

        def work(tx: Tx) -> tuple[VersionInfo, ...]:
            agent = _living(tx, actor, agent_id)
            found = queries.versions(tx, agent.id, _number(before), _lines(limit))
            return tuple(listing.info(agent, row, name or "") for row, name in found)

        return await self._db.read(work)

    async def compare(self, actor: Actor, agent_id: str, older: Content, newer: Content) -> Comparison:
        """Return what changed from one content to another; with authors where the newer is the draft."""
        actor.must(Permission.VIEW)

        def work(tx: Tx) -> tuple[Unparsed, Unparsed, Mapping[Touched, tuple[Author, ...]]]:
            agent = _living(tx, actor, agent_id)
            one, other = (contents.read(tx, self._documents, agent, each) for each in (older, newer))
            known: Mapping[Touched, tuple[Author, ...]] = {}
            if newer == "draft":
                known = self._documents.authors(tx, agent.id, one.seq)
            return one, other, known

        one, other, known = await self._db.read(work)
        size = one.size_bytes + other.size_bytes
        return await self._run(actor, agent_id, size, jobs.compare, one, other, known)

    async def open(self, actor: Actor, agent_id: str, content: Content) -> Opened:
        """Return a whole content to look at. Raises NotFound."""
        actor.must(Permission.VIEW)
        stored = await self._db.read(
            lambda tx: contents.read(tx, self._documents, _living(tx, actor, agent_id), content)
        )

        return await self._run(actor, agent_id, stored.size_bytes, jobs.open_content, stored)

    async def export(self, actor: Actor, agent_id: str, number: int) -> Exported:
        """Return a version as a file that ``import_agent`` reads. Raises NotFound."""
        actor.must(Permission.VIEW)

        def work(tx: Tx) -> tuple[str, Unparsed]:
            agent = _living(tx, actor, agent_id)
            return agent.name, contents.read(tx, self._documents, agent, number)

        name, stored = await self._db.read(work)
        data = await self._run(actor, agent_id, stored.size_bytes, jobs.export, name, stored)
        return Exported(portable.filename(f"{name} {stored.label}"), data)

    async def snapshot(self, actor: Actor, agent_id: str, name: str, note: str = "") -> VersionInfo:
        """Keep the draft as a version of this name; the latest one gets the name if it holds the same.

        Raises NotFound, Invalid, Conflict, TooMany or QuotaReached.
        """
        actor.must(Permission.EDIT)
        title, words = _name(name), notes.clean(note)
        if not title:
            raise Invalid("Give the snapshot a name, so that you find it again.")
        self._drafts.limits.count_save(actor)

        def work(tx: Tx, ahead: PackedDraft) -> VersionInfo:
            agent, at = _locked(tx, actor, agent_id), clock.now()
            version, is_new = versions.cut(
                tx, agent, self._drafts.inside(tx, agent.id, ahead), actor, at, self._drafts.limits
            )
            was, version.name = version.name, title
            versions.remember(tx, agent.id, "snapshot", actor, at, words, version.id, {"name": title})
            facts = {"number": version.number, "name": title, "is_new": is_new}
            record(tx, actor, "snapshot_made", "agent", agent.id, None if is_new else {"name": was}, facts)
            _told(tx, agent)
            return listing.info(agent, version, queries.person_name(tx, version.created_by))

        return await self._drafts.versioned(agent_id, actor.user_id, work)

    async def rename(self, actor: Actor, agent_id: str, number: int, name: str) -> VersionInfo:
        """Give a version a name, or take it away with an empty one. Raises NotFound or Invalid."""
        actor.must(Permission.EDIT)
        title = _name(name)

        def work(tx: Tx) -> VersionInfo:
            agent = _locked(tx, actor, agent_id)
            version = contents.version(tx, agent, number)
            if version.name != title:
                before, after = ({"number": number, "name": each} for each in (version.name, title))
                record(tx, actor, "version_named", "agent", agent.id, before, after)
                version.name = title
                tx.after_commit(VersionsChanged(agent.workspace_id, agent.id))
            return listing.info(agent, version, queries.person_name(tx, version.created_by))

        return await self._db.write(work)

    async def restore(self, actor: Actor, agent_id: str, number: int) -> Restored:
        """Bring a version back into the draft as edits of what is there; what it was is kept as a version.

        Nothing is written where the draft already holds it. Raises NotFound, Conflict, TooMany or QuotaReached.
        """
        actor.must(Permission.EDIT)
        self._drafts.limits.count_save(actor)
        by = {"by": actor.name, "at": clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")}

        def ask(tx: Tx) -> tuple[Unparsed, Unparsed, bytes]:
            agent = _living(tx, actor, agent_id)
            target = contents.read(tx, self._documents, agent, number)
            known = flow_queries.latest_manifest(tx, agent.id)
            return contents.read(tx, self._documents, agent, "draft"), target, known

        async def attempt(is_last: bool) -> Restored:
            draft, stored, known = await self._db.read(ask)
            size = draft.size_bytes + stored.size_bytes
            edit = await self._run(actor, agent_id, size, jobs.plan_restore, draft, stored, by, known)
            plan = _Plan(draft.seq, edit, is_last)
            return await self._db.write(lambda tx: self._bring_back(tx, actor, agent_id, number, plan))

        return await while_it_moves(attempt)

    async def _run(
        self, actor: Actor, agent_id: str, size_bytes: int, job: Callable[..., T], *args: Any
    ) -> T:
        return await self._drafts.work.run(agent_id, size_bytes, job, *args, person=actor.user_id)

    def _bring_back(self, tx: Tx, actor: Actor, agent_id: str, number: int, plan: _Plan) -> Restored:
        agent, edit = _locked(tx, actor, agent_id), plan.edit
        self._must_be_as_planned(tx, agent, plan)
        if edit.before is None:
            return Restored(number, number, 0, plan.seq)
        at = clock.now()
        version = contents.version(tx, agent, number)
        safety, _is_new = versions.cut(
            tx, agent, PackedDraft(plan.seq, edit.before), actor, at, self._drafts.limits
        )
        seq = self._documents.write(tx, agent.id, actor.user_id, edit.update, edit.touched)
        details = {"was": safety.number}
        versions.remember(tx, agent.id, "restored", actor, at, version_id=version.id, details=details)
        facts = {"version": number, "changes": edit.changes}
        record(tx, actor, "version_restored", "agent", agent.id, {"version": safety.number}, facts)
        tx.after_commit(DocumentWritten(agent.id, seq))
        tx.after_commit(VersionRestored(agent.id, number, safety.number, actor.user_id, actor.name))
        _told(tx, agent)
        return Restored(number, safety.number, edit.changes, seq)

    def _must_be_as_planned(self, tx: Tx, agent: Agent, plan: _Plan) -> None:
        """Raise DraftMoved where the draft moved on; in the last try only where it has a newer version already."""
        if self._documents.seq(tx, agent.id) == plan.seq:
            return
        latest = flow_queries.latest_version(tx, agent.id)
        if not plan.is_last or (latest is not None and latest.seq > plan.seq):
            raise DraftMoved


def _living(tx: Tx, actor: Actor, agent_id: str) -> Agent:
    found = flow_queries.listed_agent(tx, actor.workspace_id, agent_id)
    if found is None:
        raise absent(tx, actor.workspace_id, agent_id)
    return found[0]


def _locked(tx: Tx, actor: Actor, agent_id: str) -> Agent:
    agent = flow_queries.locked_agent(tx, actor.workspace_id, agent_id)
    if agent is None or agent.deleted_at is not None:
        raise absent(tx, actor.workspace_id, agent_id)
    return agent


def _told(tx: Tx, agent: Agent) -> None:
    tx.after_commit(VersionsChanged(agent.workspace_id, agent.id))
    tx.after_commit(AgentListChanged(agent.workspace_id, agent.id))


def _name(raw: str) -> str:
    name = names.tidy(raw, "A version's")
    return "" if is_blank(name) else name


def _number(before: int | None) -> int | None:
    return None if before is None else max(0, min(before, queries.MOST_NUMBER))


def _lines(limit: int) -> int:
    return max(1, min(limit, MOST_LINES))
