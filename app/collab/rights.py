"""Looks again and again whether those who are connected may still be: rights fail closed."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from app.collab.open_room import OpenRoom
from app.collab.peer import Peer
from app.collab.protocol import Close
from app.kit import clock
from app.people.actor import Actor, Credential
from app.people.roles import PERMISSIONS, Permission, Role

log = structlog.get_logger()

# Revoked or demoted by another process: out within 5 s, also where rights cannot be read. The last look that went
# well may have been just before; the next begins 2 s later and may take 1.1 s, one more begins after half a second.
RECHECK_SECONDS = 2.0
PATIENCE_SECONDS = 1.0
UNREAD_SECONDS = 3.0


class Membership(Protocol):
    """What is asked about people."""

    async def still_valid(self, credentials: Sequence[Credential]) -> Mapping[Credential, Role | None]:
        """Return the present role of each, None for who has none any more."""
        ...


@dataclass(slots=True)
class Visit:
    """One connection and whose it is; ``heard`` is how many of its updates were counted as being in use."""

    actor: Actor
    agent_id: str
    peer: Peer
    room: OpenRoom
    heard: int = 0


class Rights:
    """Who of the visits may stay."""

    def __init__(self, people: Membership, visits: Mapping[int, Visit]) -> None:
        self._people = people
        self._visits = visits
        self._read_at = clock.monotonic_seconds()

    async def check(self) -> None:
        """Close every connection whose right is gone, and all of them where rights cannot be read for too long.

        Raises what reading raises.
        """
        began, visits = clock.monotonic_seconds(), dict(self._visits)
        try:
            roles = await self._roles(visits)
        except BaseException:
            if began - self._read_at >= UNREAD_SECONDS:
                self._close_all(visits)
            raise
        self._read_at = max(began, self._read_at)
        for peer_id, visit in visits.items():
            role = roles.get(visit.actor.credential)
            if role != visit.actor.role and peer_id in self._visits:
                _end(peer_id, visit, role)

    def busy_sessions(self) -> Iterator[str]:
        """Give the browser sessions that wrote since the last time: editing alone keeps one signed in."""
        for visit in self._visits.values():
            if visit.peer.heard > visit.heard and visit.actor.session_id:
                visit.heard = visit.peer.heard
                yield visit.actor.session_id

    async def _roles(self, visits: Mapping[int, Visit]) -> Mapping[Credential, Role | None]:
        if not visits:
            return {}
        credentials = list({visit.actor.credential for visit in visits.values()})
        asked = asyncio.ensure_future(self._people.still_valid(credentials))
        for patience in (
            PATIENCE_SECONDS,
            PATIENCE_SECONDS / 10,
        ):  # the second for a loop that stood still itself
            if (await asyncio.wait({asked}, timeout=patience))[0]:
                return asked.result()
        asked.cancel()
        raise TimeoutError("rights could not be read in time")

    def _close_all(self, visits: Mapping[int, Visit]) -> None:
        log.error("rights cannot be read: everybody is closed", connections=len(visits))
        for peer_id, visit in visits.items():
            _hang_up(peer_id, visit, Close.TRY_LATER, "The server cannot check your rights right now.")


def _end(peer_id: int, visit: Visit, role: Role | None) -> None:
    if role is None:
        _hang_up(peer_id, visit, Close.SIGNED_OUT, "You are signed out. Sign in to go on.")
    elif visit.actor.can(Permission.EDIT) and Permission.EDIT not in PERMISSIONS[role]:
        _hang_up(peer_id, visit, Close.NO_RIGHT, "Your role was changed: you may look, not change.")
    else:
        _hang_up(peer_id, visit, Close.TRY_LATER, "Your role was changed.")


def _hang_up(peer_id: int, visit: Visit, code: Close, reason: str) -> None:
    """Close one; whatever fails there keeps nobody else open."""
    try:
        visit.room.hang_up(peer_id, code, reason)
    except Exception as error:
        log.error("a connection could not be closed", agent_id=visit.agent_id, exc_info=error)
