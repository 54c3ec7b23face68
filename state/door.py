"""The doors from the browser into the state: every event handler has one, and none opens without its permission."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, get_args, get_origin, get_type_hints

import reflex as rx

from app.errors import Invalid
from app.people.roles import Permission
from app.services import services
from state.session import SessionState, actor, show
from state.speaks import Handler, speaks


class Everybody:
    """Marks the doors of pages that are seen before signing in."""


EVERYBODY: Final = Everybody()


@dataclass(frozen=True, slots=True)
class Door:
    """One event handler, by module and qualified name, and what is needed to run it."""

    module: str
    name: str
    permission: Permission | Everybody


DOORS: dict[str, Door] = {}

BAD_PAYLOAD = "The page sent something the server does not understand. Reload it and try again."


def door(permission: Permission | Everybody, *, problem: str = "") -> Callable[[Handler], Any]:
    """Make an event handler of a method: registered, checked before its body runs, refusals translated.

    The handler is called as ``handler(self, who, …)`` with the Actor just read from the database, or as
    ``handler(self, …)`` where everybody may. What the browser sends must fit the annotations. The event is
    dropped by the browser while the server is away, so nothing that was clicked then happens later.
    ``problem`` names the variable that takes a refusal's sentence instead of a toast.
    """

    def build(handler: Handler) -> Any:
        if not inspect.iscoroutinefunction(handler):
            raise TypeError(f"{handler.__qualname__} must be an async function")
        signature = _as_the_browser_sees(handler, permission)
        hints = get_type_hints(handler)

        @functools.wraps(handler)
        async def checked(self: rx.State, *args: Any, **kwargs: Any) -> Any:
            values = _fitting(signature, hints, self, args, kwargs)
            if isinstance(permission, Everybody):
                return await handler(self, **values)
            who = await actor(self)
            show(await self.get_state(SessionState), who)
            who.must(permission)
            return await services().budgets.serve(who.user_id, lambda: handler(self, who, **values))

        spoken: Any = speaks(checked, problem)
        spoken.__signature__ = signature
        spoken.__annotations__ = {
            k: v for k, v in handler.__annotations__.items() if k in signature.parameters
        }
        _register(handler, permission)
        return rx.event(temporal=True)(spoken)

    return build


def key(function: Any) -> str:
    """Return the name by which a handler's door is found."""
    return f"{function.__module__}.{function.__qualname__}"


def _register(handler: Handler, permission: Permission | Everybody) -> None:
    DOORS[key(handler)] = Door(handler.__module__, handler.__qualname__, permission)


def _as_the_browser_sees(handler: Handler, permission: Permission | Everybody) -> inspect.Signature:
    """Hide ``who`` from Reflex, which would let the browser fill it in."""
    signature = inspect.signature(handler)
    names = list(signature.parameters)
    if isinstance(permission, Everybody):
        return signature
    if names[1:2] != ["who"]:
        raise TypeError(f"{handler.__qualname__} must take who asks as its first argument, named who")
    kept = [parameter for name, parameter in signature.parameters.items() if name != "who"]
    return signature.replace(parameters=kept)


def _fitting(
    signature: inspect.Signature, hints: dict[str, Any], state: rx.State, args: Any, kwargs: Any
) -> dict[str, Any]:
    """Return the arguments by name, or raise Invalid where they do not fit the annotations."""
    try:
        bound = signature.bind(state, *args, **kwargs)
    except TypeError:
        raise Invalid(BAD_PAYLOAD) from None
    values = dict(list(bound.arguments.items())[1:])
    if not all(fits(value, hints.get(name, Any)) for name, value in values.items()):
        raise Invalid(BAD_PAYLOAD)
    return values


def fits(value: Any, hint: Any) -> bool:
    """Return whether a value from JSON fits an annotation."""
    if hint is Any:
        return True
    if get_origin(hint) is dict:
        of_key, of_value = get_args(hint)
        return isinstance(value, dict) and all(
            fits(k, of_key) and fits(v, of_value) for k, v in value.items()
        )
    if get_origin(hint) is list:
        return isinstance(value, list) and all(fits(item, get_args(hint)[0]) for item in value)
    return isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool)
