"""The pages' own sockets end with the session that opened them, and closed tabs leave nothing behind.

What was read with a right goes with the right; what a tab was shown goes soon after the tab.
"""

import asyncio
import logging
import time
from typing import Any

import reflex as rx

from app.errors import AppError
from app.services import services
from state.session import seen_roles, token_in

log = logging.getLogger(__name__)

EVERY_SECONDS = 3.0  # revoked or demoted, by whichever process: closed within 5 s
KEPT_SECONDS = 30.0  # a tab that lost its line comes back sooner, and reads its page again anyway
MOST_KEPT = 200  # states of closed tabs, some 0.2 MB each


class Sockets:
    """Watches the sockets of this process. A page that is closed this way connects anew and reads anew."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._closed_at: dict[str, float] = {}

    async def watch(self) -> None:
        """Sweep for ever. Cancel to stop."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.sweep()
            except AppError as refusal:
                log.warning("could not check whose pages may stay open: %s", refusal.message)
            self.forget_closed()

    async def sweep(self) -> None:
        """Close every socket whose cookie stood for another role when it was last read, or for one at all.

        The page comes back at once; without a session it is nobody's, every door refuses it, and it is left alone.
        Only cookies of sessions get here: app/web/page_sockets.py shows Reflex no other.
        """
        sio: Any = self._app.sio
        tokens = {sid: token_in(_cookie(sio, sid)) or "" for sid in list(sio.eio.sockets)}
        changed = await _changed(set(tokens.values()) - {""})
        for sid, token in tokens.items():
            socket = sio.eio.sockets.get(sid)
            if token in changed and socket is not None:
                # Ends the transport as a lost network would: told "disconnect", a page would not come back.
                await socket.queue.put(None)
        for token in set(seen_roles) - set(tokens.values()):
            del seen_roles[token]

    def forget_closed(self, now: float | None = None) -> None:
        """Drop the states of tabs that closed a while ago, and the oldest of too many."""
        now = time.monotonic() if now is None else now
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
