"""Whose changes these are: the difference decides what changed, authorship says who took part in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from app.flows.documents import Author, Touched
from app.flows.history.answers import ByAuthor, Change, Person
from app.flows.nodes import NODES

SYSTEM = "system"
NOBODY = Person("", "")
_MARK = "deleted"
_WAYS_OUT = frozenset(
    name
    for spec in NODES.values()
    for name in (spec.ports.each, *(port.shown_if[0] for port in spec.ports.fixed if port.shown_if))
    if name
)
"""The fields on which it depends which ways out a step has."""


def with_authors(
    changes: Iterable[Change], authors: Mapping[Touched, tuple[Author, ...]]
) -> tuple[Change, ...]:
    """Return the changes with who made each, the latest first; ``authors`` are those since the older content."""
    listed = tuple(changes)
    found = _Found(authors, frozenset(each.node for each in listed if each.side == "removed" and each.node))
    return tuple(replace(each, authors=found.of(each)) for each in listed)


def by_author(changes: Iterable[Change]) -> tuple[ByAuthor, ...]:
    """Group changes by who took part; what nobody is known for comes last, under a person without id."""
    groups: dict[Person, list[Change]] = {}
    for change in changes:
        for person in change.authors or (NOBODY,):
            groups.setdefault(person, []).append(change)
    ordered = sorted(groups, key=lambda person: person == NOBODY)
    return tuple(ByAuthor(person, tuple(groups[person])) for person in ordered)


class _Found:
    """Authorship, asked by element."""

    def __init__(self, authors: Mapping[Touched, tuple[Author, ...]], gone: frozenset[str]) -> None:
        self.gone = gone
        self.by_element: dict[str, dict[str, tuple[Author, ...]]] = {}
        for (element, field), who in authors.items():
            self.by_element.setdefault(element, {})[field] = who

    def of(self, change: Change) -> tuple[Person, ...]:
        """Return who took part in a change."""
        if change.section == "connections":
            who = self._of_connection(change)
        elif change.side == "added":
            who = self._in(change.element)
        elif change.side == "removed":
            who = self._removers(change.element)
        elif change.field == "order":
            rows = [each for each in self.by_element if each.startswith(f"{change.element}/")]
            who = [one for row in rows for one in self._in(row, lambda field: field == "order")]
        else:
            who = self._of_field(change.element, change.field)
        return _people(who)

    def _of_field(self, element: str, name: str) -> list[Author]:
        own = self._in(element, lambda field: field == name or field.startswith(f"{name}/"))
        return own or self._in(element, lambda field: field == "")

    def _of_connection(self, change: Change) -> list[Author]:
        """Its own, unless a step that went took it along; else whoever made its way out come or go."""
        ends = [f"nodes/{node}" for node in change.ends]
        taken_along = [one for end in ends if end[6:] in self.gone for one in self._removers(end)]
        if change.side == "removed" and taken_along:
            return taken_along
        return (
            self._in(change.element)
            or self._in(ends[0], lambda field: field.partition("/")[0] in _WAYS_OUT)
            or [one for end in ends for one in self._in(end, lambda field: field in ("", _MARK))]
        )

    def _removers(self, element: str) -> list[Author]:
        """Return the last one to mark it as deleted, or to remove it for good."""
        for name in (_MARK, ""):
            last = [one for one in self.by_element.get(element, {}).get(name, ()) if one.user_id != SYSTEM]
            if last:
                return last[-1:]
        return self._in(element)

    def _in(self, element: str, fits: Callable[[str], bool] = lambda _field: True) -> list[Author]:
        fields = self.by_element.get(element, {})
        return [one for field, who in fields.items() if fits(field) for one in who]


def _people(who: Iterable[Author]) -> tuple[Person, ...]:
    """Return each once, the latest first; the system only where nobody else took part."""
    ordered = sorted(who, key=lambda one: one.at, reverse=True)
    people = dict.fromkeys(Person(one.user_id, one.name) for one in ordered)
    return tuple(each for each in people if each.id != SYSTEM) or tuple(people)
