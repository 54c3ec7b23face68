"""The pages' own sockets end with the session that opened them: what was read with a right goes with the right."""

import asyncio
import logging
from typing import Any

import reflex as rx

from app.errors import AppError
from app.services import services
from state.session import seen_roles, token_in

log = logging.getLogger(__name__)

EVERY_SECONDS = 3.0  # revoked or demoted, by whichever process: closed within 5 s


class Sockets:
    """Watches the sockets of this process. A page that is closed this way connects anew and reads anew."""

    def __init__(self, app: rx.App) -> None:
        self._app = app

    async def watch(self) -> None:
        """Sweep for ever. Cancel to stop."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.sweep()
            except AppError as refusal:
                log.warning("could not check whose pages may stay open: %s", refusal.message)

    async def sweep(self) -> None:
        """Close every socket whose cookie stood for another role when it was last read, or for one at all.

        The page comes back at once; without a session it is nobody's, every door refuses it, and it is left alone.
        """
        sio: Any = self._app.sio
        tokens = {sid: token_in(_cookie(sio, sid)) or "" for sid in list(sio.eio.sockets)}
        changed = {token for token in set(tokens.values()) if token and await _has_changed(token)}
        for sid, token in tokens.items():
            socket = sio.eio.sockets.get(sid)
            if token in changed and socket is not None:
                # Ends the transport as a lost network would: told "disconnect", a page would not come back.
                await socket.queue.put(None)
        for token in set(seen_roles) - set(tokens.values()):
            del seen_roles[token]


async def _has_changed(token: str) -> bool:
    before = seen_roles.pop(token, "")
    who = await services().people.actor_by_session(token)
    if who:
        seen_roles[token] = str(who.role)
    return before not in ("", seen_roles.get(token, ""))


def _cookie(sio: Any, sid: str) -> str:
    return str((sio.environ.get(sid) or {}).get("HTTP_COOKIE", ""))
