"""The audit page: who did what, when, from where, and what was before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from app.audit.answers import AuditPage, Entry
from app.people.actor import Actor
from app.people.roles import Permission
from app.services import services
from state import audit_words, paths
from state.address import asked, with_query
from state.choices import Choice
from state.door import door
from state.session import Person, SessionState, person
from state.times import iso

PAGE = 50
FILTERS = ("who", "verb", "subject")
_DOERS = {"token": "with an API token", "system": "on the command line"}


@dataclass(frozen=True)
class FactRow:
    """One fact: before and after. ``had_before``: there was something before that can be told apart."""

    name: str
    before: str
    after: str
    had_before: bool


@dataclass(frozen=True)
class AuditRow:
    """One entry, in words. ``how`` says what acted for the person, where it was no browser."""

    id: str
    at: str
    person: Person
    how: str
    what: str
    subject: str
    subject_id: str
    subject_name: str
    address: str
    facts: list[FactRow]


class AuditState(SessionState):
    """What the audit page shows. ``next`` asks for older entries; it is empty at the end."""

    rows: list[AuditRow] = []
    people: list[Choice] = []
    verbs: list[Choice] = []
    subjects: list[Choice] = [Choice(code, words) for code, words in audit_words.SUBJECTS.items()]
    who: str = ""
    verb: str = ""
    subject: str = ""
    subject_name: str = ""
    next: str = ""
    ready: bool = False
    problem: str = ""

    @door(Permission.MANAGE_MEMBERS, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read the newest entries of those the address asks for."""
        self.who, self.verb, self.subject = (asked(self, name) for name in FILTERS)
        self.problem, self.rows = "", []
        await self._read(who, None)

    @door(Permission.MANAGE_MEMBERS)
    async def older(self, who: Actor) -> None:
        """Show the entries before those shown."""
        if self.next:
            await self._read(who, self.next)

    @door(Permission.MANAGE_MEMBERS)
    async def filter_by(self, who: Actor, what: str, value: str) -> EventSpec:
        """Ask for a person, a verb or a subject in the address, or for all of them again."""
        now = {"who": self.who, "verb": self.verb, "subject": self.subject}
        if what in FILTERS:
            now[what] = "" if value == "all" else value
        return rx.redirect(with_query(paths.AUDIT, **now))

    async def _read(self, who: Actor, before: str | None) -> None:
        filters = {"who": self.who, "verb": self.verb, "subject": self.subject}
        page = await services().audit.entries(who, before=before, **filters, limit=PAGE)
        names = await _names(who)
        self.rows = self.rows + [_row(entry, names) for entry in page.entries]
        self.people, self.verbs = _people(page), _verbs(page)
        self.subject_name = (
            "" if self.subject in audit_words.SUBJECTS else names.get(self.subject, self.subject)
        )
        self.next, self.ready, self.problem = page.next or "", True, ""


async def _names(who: Actor) -> Mapping[str, str]:
    """Return how agents and people are called now: an entry may know only their id."""
    agents = [*await services().flows.agents(who), *await services().flows.deleted_agents(who)]
    members = await services().people.members(who)
    return {one.id: one.name for one in agents} | {one.id: one.name for one in members}


def _people(page: AuditPage) -> list[Choice]:
    return [Choice(one.id, one.name) for one in page.actors]


def _verbs(page: AuditPage) -> list[Choice]:
    return sorted(
        (Choice(code, audit_words.verb(code)) for code in page.verbs), key=lambda one: one.words.casefold()
    )


def _row(entry: Entry, names: Mapping[str, str]) -> AuditRow:
    return AuditRow(
        id=entry.id,
        at=iso(entry.at),
        person=person(entry.actor_id, entry.actor_name),
        how=_DOERS.get(entry.actor_kind, ""),
        what=audit_words.verb(entry.verb, entry.subject_kind),
        subject=entry.subject_kind,
        subject_id=entry.subject_id,
        subject_name=names.get(entry.subject_id) or audit_words.name_in(entry.after, entry.before),
        address=entry.address,
        facts=_facts(entry),
    )


def _facts(entry: Entry) -> list[FactRow]:
    """Return every fact that is on either side; one that is the same on both says nothing."""
    before, after = entry.before or {}, entry.after or {}
    keys = [key for key in dict.fromkeys((*before, *after)) if audit_words.is_shown(key)]
    values = [(key, audit_words.value(before.get(key)), audit_words.value(after.get(key))) for key in keys]
    return [FactRow(audit_words.fact(key), old, new, key in before) for key, old, new in values if old != new]
