"""Who is looking at the page: read from the cookie for every single event, never remembered."""

from dataclasses import dataclass

import reflex as rx

from app.errors import SignedOut
from app.kit.text import first
from app.people.actor import Actor, colour_of
from app.people.roles import Permission
from app.services import services
from state.notices import Notice

COOKIE = "callweave_session"
ENDED = "callweave_ended"


@dataclass(frozen=True)
class Person:
    """Somebody as a page shows them. ``colour`` is ``#rrggbb``; the person nobody is has no id."""

    id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    colour: str = ""
    initials: str = ""


@dataclass(frozen=True)
class Rights:
    """What to offer. A courtesy: the door of every handler and every service asks again."""

    agents: bool = False
    members: bool = False
    edit: bool = False
    publish: bool = False
    release: bool = False
    erase: bool = False


NOBODY = Person()
NO_RIGHTS = Rights()
NOTHING = Notice()


class SessionState(rx.State):
    """The person of this tab, as the last event found them. Every other panel's state is below it.

    ``notice`` is the last short message. ``turn`` grows when a deed is done that a dialog was open for.
    """

    person: Person = NOBODY
    rights: Rights = NO_RIGHTS
    signed_out: bool = False
    notice: Notice = NOTHING
    turn: int = 0


def show(session: SessionState, who: Actor) -> None:
    """Show this person, and nothing of whoever used the tab before."""
    if session.person.id and session.person.id != who.user_id:
        session.reset()
    now = (person_of(who), rights_of(who), False)
    if (session.person, session.rights, session.signed_out) != now:
        session.person, session.rights, session.signed_out = now


seen_roles: dict[str, str] = {}
"""The role that a cookie stood for when a page of this process was first read with it; see state/sockets.py."""


async def find_actor(state: rx.State) -> Actor | None:
    """Return who asks by the cookie of this tab's connection, or None."""
    token = token_in(state.router.headers.cookie)
    who = await services().people.actor_by_session(token) if token else None
    if token and who:
        seen_roles.setdefault(token, str(who.role))
    return who


async def actor(state: rx.State) -> Actor:
    """Return who asks. Raises SignedOut."""
    who = await find_actor(state)
    if who is None:
        raise SignedOut
    return who


def person_of(who: Actor) -> Person:
    """Return the actor as a page shows them."""
    return person(who.user_id, who.name, who.email, str(who.role))


def person(user_id: str, name: str, email: str = "", role: str = "") -> Person:
    """Return somebody with their colour and letters."""
    return Person(user_id, name, email, role, colour_of(user_id), initials(name))


def rights_of(who: Actor) -> Rights:
    """Return what to offer this actor."""
    return Rights(
        agents=who.can(Permission.MANAGE_AGENTS),
        members=who.can(Permission.MANAGE_MEMBERS),
        edit=who.can(Permission.EDIT),
        publish=who.can(Permission.PUBLISH),
        release=who.can(Permission.RELEASE),
        erase=who.can(Permission.ERASE_AGENTS),
    )


def initials(name: str) -> str:
    """Return one or two letters that stand for a name in a small circle."""
    words = name.split()
    letters = [first(word) for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper()


def token_in(header: str) -> str | None:
    """Read our cookie by hand: a stranger's malformed cookie on the same host must not hide it."""
    return _value(header, COOKIE)


def has_ended(header: str) -> bool:
    """Whether the browser came with a cookie that no session stands behind any more."""
    return _value(header, ENDED) is not None


def _value(header: str, wanted: str) -> str | None:
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == wanted and value:
            return value
    return None
