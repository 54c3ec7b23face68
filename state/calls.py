"""Which events a page may cause: the doors of our own states, and the few that Reflex sends by itself.

Reflex would run any handler it has registered, setters of its own among them, and write what does not fit into the
log. Only what stands here reaches it.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import reflex as rx
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from state.door import DOORS, fits, key

_ROOT = "reflex___state____state."
_MAX_HASHES = 200


def _is_hydration(payload: Mapping[str, Any]) -> bool:
    hashes = payload.get("hashes", [])
    is_known = payload.keys() <= {"hashes"}  # nothing of ours lives in the browser's storage
    return is_known and fits(hashes, list[str]) and len(hashes) <= _MAX_HASHES


def _is_report(payload: Mapping[str, Any]) -> bool:
    return all(value is None or isinstance(value, str) for value in payload.values())


def _is_exception(payload: Mapping[str, Any]) -> bool:
    return payload.keys() == {"info", "component_stack"} and fits(dict(payload), dict[str, str])


_OF_REFLEX: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    _ROOT + "hydrate_and_load": _is_hydration,
    _ROOT + "reflex___state____on_load_internal_state.on_load_internal": lambda payload: not payload,
    _ROOT + "reflex___state____frontend_event_exception_state.handle_frontend_exception": _is_exception,
    "client_error": _is_report,
}


class Calls:
    """Answers whether an event with this payload is one that a page of ours sends."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._handlers: dict[str, tuple[inspect.Signature, dict[str, Any]]] = {}

    def __call__(self, name: str, payload: Mapping[str, Any]) -> bool:
        """Return whether the handler is there for pages, and the payload fits its annotations."""
        if name in _OF_REFLEX:
            return _OF_REFLEX[name](payload)
        if not self._handlers:
            self._handlers = self._read()
        known = self._handlers.get(name)
        return known is not None and _fitting(*known, payload)

    def _read(self) -> dict[str, tuple[inspect.Signature, dict[str, Any]]]:
        with self._app.set_contexts():
            registered = RegistrationContext.get().event_handlers
        functions = {name: one.handler.fn for name, one in registered.items()}
        return {
            name: (inspect.signature(function), get_type_hints(function))
            for name, function in functions.items()
            if key(function) in DOORS
        }


def _fitting(signature: inspect.Signature, hints: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    if "self" in payload:
        return False
    try:
        signature.bind(None, **payload)
    except TypeError:
        return False
    return all(_fits_one(value, hints.get(name, Any)) for name, value in payload.items())


def _fits_one(value: Any, hint: Any) -> bool:
    """Whether the value fits; a form comes as pairs in the order of its fields."""
    if isinstance(value, dict) and FORM_DATA_ENTRIES_KEY in value:
        entries = value[FORM_DATA_ENTRIES_KEY]
        return len(value) == 1 and fits(entries, list[list[Any]]) and all(map(_is_field, entries))
    return fits(value, hint)


def _is_field(entry: list[Any]) -> bool:
    return len(entry) == 2 and isinstance(entry[0], str)
