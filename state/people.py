"""Who is in an editor now, as lists show it."""

from collections.abc import Iterable, Mapping

from state.session import Person, initials

SHOWN_PEOPLE = 4

Present = Mapping[str, Iterable[Mapping[str, str]]]
"""Who is in which agent's editor, as the rooms answer it."""


def people_in(present: Present, agent_id: str) -> tuple[list[Person], int]:
    """Return the people to show, and how many there are beyond them."""
    people = [
        Person(id=one["id"], name=one["name"], colour=one["color"], initials=initials(one["name"]))
        for one in present.get(agent_id, ())
    ]
    return people[:SHOWN_PEOPLE], max(0, len(people) - SHOWN_PEOPLE)
