"""The pages' own sockets end with the session that opened them, and closed tabs leave nothing behind.

What was read with a right goes with the right; what a tab was shown goes soon after the tab.
"""

import asyncio
from typing import Any

import reflex as rx

from app.kit import clock
from app.services import services
from state.session import seen_roles, token_in

# Revoked or demoted, by whichever process: closed within 5 s, also where rights cannot be read (as app.collab.rights).
EVERY_SECONDS = 2.0
PATIENCE_SECONDS = 1.0
UNREAD_SECONDS = 3.0
KEPT_SECONDS = 30.0  # a tab that lost its line comes back sooner, and reads its page again anyway
MOST_KEPT = 200  # states of closed tabs, some 0.2 MB each


class Sockets:
    """Watches the sockets of this process. A page that is closed this way connects anew and reads anew."""

    def __init__(self, app: rx.App) -> None:
        self._app: Any = app
        self._read_at = clock.monotonic_seconds()
        self._closed_at: dict[str, float] = {}

    async def check(self) -> None:
        """Sweep once; where rights cannot be read for too long, every page that showed something is closed.

        Raises what sweeping raises.
        """
        began = clock.monotonic_seconds()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.sweep()
        except BaseException:
            if began - self._read_at >= UNREAD_SECONDS:
                await self._close({token for token in self._tokens().values() if token})
            raise
        self._read_at = max(self._read_at, began)

    async def sweep(self) -> None:
        """Close every socket whose cookie stood for another role when it was last read, or for one at all.

        The page comes back at once; without a session it is nobody's, every door refuses it, and it is left alone.
        Only cookies of sessions get here: app/web/page_sockets.py shows Reflex no other.
        """
        tokens = self._tokens()
        await self._close(await _changed(set(tokens.values()) - {""}))
        for token in set(seen_roles) - set(tokens.values()):
            del seen_roles[token]

    def _tokens(self) -> dict[str, str]:
        """The cookie of every open socket, empty where there is none."""
        sio: Any = self._app.sio
        return {sid: token_in(_cookie(sio, sid)) or "" for sid in list(sio.eio.sockets)}

    async def _close(self, tokens: set[str]) -> None:
        """End these as a lost network would: told "disconnect", a page would not come back."""
        for sid, token in self._tokens().items():
            socket = self._app.sio.eio.sockets.get(sid)
            if token in tokens and socket is not None:
                await socket.queue.put(None)

    async def forget_closed(self, now: float | None = None) -> None:
        """Drop the states of tabs that closed a while ago, and the oldest of too many."""
        now = clock.monotonic_seconds() if now is None else now
        manager: Any = self._app.state_manager
        namespace: Any = self._app.event_namespace
        closed = set(manager.states) - set(namespace.token_to_sid)
        self._closed_at = {tab: self._closed_at.get(tab, now) for tab in closed}
        oldest_first = sorted(closed, key=self._closed_at.__getitem__)
        too_many = oldest_first[: max(0, len(closed) - MOST_KEPT)]
        for tab in oldest_first:
            if tab in too_many or self._closed_at[tab] <= now - KEPT_SECONDS:
                _forget(manager, tab)


def _forget(manager: Any, tab: str) -> None:
    """Have the state manager drop this state as if its time were over; one that is in use waits for the next time."""
    _, token = manager._token_expires_at.get(tab, (0.0, None))
    lock = manager._states_locks.get(tab)
    if token is not None and not (lock and lock.locked()):
        manager._purge_token(token)


async def _changed(tokens: set[str]) -> set[str]:
    """Return the cookies that stand for another role than before, or for none."""
    found = await services().people.actors_by_session(tokens)
    changed: set[str] = set()
    for token in tokens:
        before = seen_roles.pop(token, "")
        if token in found:
            seen_roles[token] = str(found[token].role)
        if before not in ("", seen_roles.get(token, "")):
            changed.add(token)
    return changed


def _cookie(sio: Any, sid: str) -> str:
    return str((sio.environ.get(sid) or {}).get("HTTP_COOKIE", ""))
