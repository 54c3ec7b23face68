"""The one place where Python meets the browser half: its files, its npm packages, its values and actions.

A *client Var* is the result of a JavaScript hook. Ordinary Reflex controls bind to it, so that typing goes
from the control straight into the shared document and never through the server's event queue.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.event import EventChain
from reflex.vars import FunctionVar, VarData

from app.flows.nodes import client_spec
from components.ui.browser_file import registered

PACKAGES = (
    "yjs@13.6.33",
    "y-protocols@1.0.7",
    "lib0@0.2.120",
    "@xyflow/react@12.12.1",
    "y-codemirror.next@0.3.6",
    "@codemirror/state@6.7.6",
    "@codemirror/view@6.43.15",
    "@codemirror/commands@6.11.1",
    "cmdk@1.1.1",
    "elkjs@0.12.1",
)
CMDK = "cmdk@1.1.1"

SPEC = client_spec()

# Every file is registered from this module and imported by its unversioned path: otherwise a file lands
# twice in the build, and the page has two stores that know nothing of each other.
_MODULES = registered(
    lambda: {
        path.name: rx.asset(path.name, shared=True).importable_path
        for path in sorted(Path(__file__).parent.iterdir())
        if path.suffix in {".js", ".jsx"}
    }
)


def module(name: str) -> str:
    """Return the import path of one of this folder's JavaScript files. Raises KeyError for a stranger."""
    return _MODULES[name]


class Client:
    """What one call of a JavaScript hook returned, seen from Python.

    ``Client("useOutline")`` becomes one line ``const v_… = useOutline()`` in every component that uses
    a value or a handler of it; the same call twice in a component is one line.
    """

    def __init__(self, hook: str, *args: Any, source: str = "fields.js") -> None:
        call = f"{hook}({', '.join(json.dumps(arg) for arg in args)})"
        self._name = "v_" + hashlib.sha256(call.encode()).hexdigest()[:10]
        self._data = VarData(
            imports={module(source): [rx.ImportVar(tag=hook)]},
            hooks={f"const {self._name} = {call}": None},
        )

    def value(self, part: str = "", type_: Any = str) -> Any:
        """Return the hook's result, or one part of it, as a Var of the given Python type."""
        expression = f"{self._name}.{part}" if part else self._name
        return rx.Var(_js_expr=expression, _var_data=self._data).to(type_)

    def handler(self, part: str, *args: Any) -> Any:
        """Return a function of the result as an event handler; with ``args``, the function those return.

        It runs in the browser and never enters the queue of server events.
        """
        return _handler(f"{self._name}.{part}", self._data, args)


def ui(key: str, type_: Any = str) -> Any:
    """Return one key of the editor's store (see store.js) as a Var."""
    return Client("useUi", key, source="store.js").value(type_=type_)


def act(name: str, *args: Any) -> Any:
    """Return an event handler that does one of the actions of actions.js with these arguments."""
    data = VarData(imports={module("actions.js"): [rx.ImportVar(tag="act")]})
    return _handler("act", data, (name, *args))


def _handler(function: str, data: VarData, args: tuple[Any, ...]) -> Any:
    values = [rx.Var.create(arg) for arg in args]
    merged = VarData.merge(data, *(value._get_all_var_data() for value in values)) or data
    expression = f"{function}({', '.join(str(value) for value in values)})" if args else function
    return rx.Var(_js_expr=expression, _var_data=merged).to(FunctionVar, EventChain)
