"""The pages' own sockets end with the session that opened them: what was read with a right goes with the right."""

import asyncio
import logging
from typing import Any

import reflex as rx

from app.errors import AppError
from app.services import services
from state.session import token_in

log = logging.getLogger(__name__)

EVERY_SECONDS = 3.0  # revoked or demoted, by whichever process: closed within 5 s


class Sockets:
    """Watches the sockets of this process. A page that is closed this way connects anew and reads anew."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._roles: dict[str, str] = {}

    async def watch(self) -> None:
        """Sweep for ever. Cancel to stop."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.sweep()
            except AppError as refusal:
                log.warning("could not check whose pages may stay open: %s", refusal.message)

    async def sweep(self) -> None:
        """Close every socket whose person has another role than when it was first seen, or none any more.

        One that comes back without a session is nobody's: every door refuses it, and it is left alone.
        """
        sio: Any = self._app.sio
        tokens = {sid: token_in(_cookie(sio, sid)) for sid in list(sio.eio.sockets)}
        roles = {token: await _role(token) for token in set(tokens.values()) if token}
        now = {sid: roles.get(token, "") for sid, token in tokens.items()}
        before, self._roles = self._roles, now
        for sid, role in now.items():
            if before.get(sid) and before[sid] != role:
                await sio.eio.disconnect(sid)


async def _role(token: str) -> str:
    who = await services().people.actor_by_session(token)
    return str(who.role) if who else ""


def _cookie(sio: Any, sid: str) -> str:
    return str((sio.environ.get(sid) or {}).get("HTTP_COOKIE", ""))
