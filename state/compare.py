"""The difference of two contents of an agent, as a list by section; which two stands in the page's address."""

from dataclasses import dataclass
from itertools import groupby

import reflex as rx
from reflex.event import EventSpec

from app.errors import Invalid
from app.flows.history.answers import Change, Content
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import paths
from state.address import asked, asked_agent, with_query
from state.door import door
from state.session import SessionState

SECTIONS = {
    "steps": "Steps",
    "connections": "Connections",
    "settings": "Settings",
    "variables": "Variables",
    "pronunciations": "Pronunciations",
}
MOST_DIGITS = 9


@dataclass(frozen=True)
class PieceRow:
    """A run of words: same, added or removed."""

    mark: str
    text: str


@dataclass(frozen=True)
class ChangeRow:
    """One change. ``href`` leads to its place in the editor; ``pieces`` are empty where it is no text."""

    side: str
    title: str
    label: str
    before: str
    after: str
    pieces: list[PieceRow]
    authors: str
    href: str


@dataclass(frozen=True)
class SectionRows:
    """The changes of one part of the flow."""

    title: str
    changes: list[ChangeRow]


class CompareState(SessionState):
    """What is compared. Both sides are "draft", "live" or a version's number, and empty where nothing is compared."""

    older: str = ""
    newer: str = ""
    older_label: str = ""
    newer_label: str = ""
    sections: list[SectionRows] = []
    count: int = 0
    ready: bool = False
    problem: str = ""

    @door(Permission.VIEW, problem="problem")
    async def load(self, who: Actor) -> None:
        """Compare what the address asks for, or nothing."""
        older, newer = asked(self, "older"), asked(self, "newer")
        if (older, newer) != (self.older, self.newer):
            self.ready, self.sections, self.count = False, [], 0
        self.older, self.newer, self.problem = older, newer, ""
        if older and newer:
            await self._read(who, asked_agent(self))

    @door(Permission.VIEW)
    async def choose(self, who: Actor, side: str, content: str) -> EventSpec:
        """Put another content on one side."""
        now = {"older": self.older or "live", "newer": self.newer or "draft"}
        return rx.redirect(self._address(**now | {side: content}))

    @door(Permission.VIEW)
    async def between(self, who: Actor, older: str, newer: str) -> EventSpec:
        """Compare these two."""
        return rx.redirect(self._address(older=older, newer=newer))

    @door(Permission.VIEW)
    async def swap(self, who: Actor) -> EventSpec:
        """Read the difference the other way round."""
        return rx.redirect(self._address(older=self.newer, newer=self.older))

    @door(Permission.VIEW)
    async def close(self, who: Actor) -> EventSpec:
        """Compare no more."""
        return rx.redirect(self._address(older="", newer=""))

    def _address(self, **sides: str) -> str:
        kept = {"author": asked(self, "author"), "kind": asked(self, "kind")}
        known = {side: content for side, content in sides.items() if side in ("older", "newer")}
        return with_query(paths.history(asked_agent(self)), **kept, **known)

    async def _read(self, who: Actor, agent_id: str) -> None:
        found = await services().versions.compare(who, agent_id, _content(self.older), _content(self.newer))
        self.older_label, self.newer_label = found.older, found.newer
        by_section = groupby(sorted(found.changes, key=_place), key=lambda change: change.section)
        self.sections = [
            SectionRows(SECTIONS[section], [_row(change, agent_id) for change in changes])
            for section, changes in by_section
        ]
        self.count, self.ready = len(found.changes), True


def _content(text: str) -> Content:
    if text == "draft":
        return "draft"
    if text == "live":
        return "live"
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    raise Invalid("This address compares nothing that exists. Choose what to compare from the lists.")


def _place(change: Change) -> int:
    return list(SECTIONS).index(change.section)


def _row(change: Change, agent_id: str) -> ChangeRow:
    return ChangeRow(
        side=change.side,
        title=change.title,
        label=change.label,
        before=change.before,
        after=change.after,
        pieces=[PieceRow(piece.mark, piece.text) for piece in change.pieces],
        authors=", ".join(author.name for author in change.authors),
        href=_editor(change, agent_id),
    )


def _editor(change: Change, agent_id: str) -> str:
    """Return where it is edited; a step that is gone from the newer content has no place to jump to."""
    is_gone = change.side == "removed" and not change.field
    return with_query(paths.editor(agent_id), step="" if is_gone else change.node)
