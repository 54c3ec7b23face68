"""Turns what a service refuses into what a person reads: a notice, a sentence in its place, or the way to sign in."""

import functools
from collections.abc import Callable, Coroutine
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from app.errors import AppError, SignedOut
from state import paths
from state.notices import refused
from state.session import SessionState, has_ended

Handler = Callable[..., Coroutine[Any, Any, Any]]


def speaks(handler: Handler, problem: str = "") -> Handler:
    """Translate the handler's refusals, once, here.

    A refusal becomes a notice; with ``problem`` the sentence goes into that variable of the state instead, for
    the page to show in its place. Whoever is signed out is shown the way back.
    """

    @functools.wraps(handler)
    async def spoken(self: rx.State, *args: Any, **kwargs: Any) -> Any:
        try:
            return await handler(self, *args, **kwargs)
        except SignedOut:
            return await _show_the_way_back(self)
        except AppError as refusal:
            if problem:
                setattr(self, problem, refusal.message)
            else:
                (await self.get_state(SessionState)).notice = refused(refusal.message)
            return None

    return spoken


def _asked(state: rx.State) -> str:
    """Return what the address asks for, with its query and fragment: a deep link is come back to as it was."""
    url = state.router.url
    query, fragment = (f"?{url.query}" if url.query else ""), (f"#{url.fragment}" if url.fragment else "")
    return f"{url.path}{query}{fragment}"


async def _show_the_way_back(state: rx.State) -> EventSpec | None:
    """In an editor people sign in where they are, for their unsent edits; elsewhere on the sign-in page."""
    session = await state.get_state(SessionState)
    path = state.router.url.path
    if paths.is_editor(path):
        session.signed_out = True
        return None
    was_somebody = bool(session.person.id) or has_ended(state.router.headers.cookie)
    session.reset()
    return rx.redirect(paths.sign_in(_asked(state), "signed_out" if was_somebody else ""))
