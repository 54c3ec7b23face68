"""Fences round the parts of a page: what fails in one of them does not take the others with it. See fence.jsx."""

from types import MappingProxyType
from typing import Any

import reflex as rx
from reflex.components.base.error_boundary import on_error_spec
from reflex.state import FrontendEventExceptionState

from components.ui.browser_file import registered

TRANSLATED, ENTRIES, FENCE = registered(
    lambda: tuple(
        rx.asset(name, shared=True).importable_path for name in ("translated.js", "entries.js", "fence.jsx")
    )
)
assert TRANSLATED == "$/public/external/components/ui/fence/translated.js", (
    "fence.jsx imports it by this name"
)
AS_IT_IS = MappingProxyType({"translate": "no"})
"""The attribute of what a page translation must leave alone: names, numbers and texts that change by themselves."""


class _Fence(rx.Component):
    library = FENCE
    tag = "Fence"
    lib_dependencies: list[str] = ["react-error-boundary@6.1.6"]

    name: rx.Var[str]
    reset_keys: rx.Var[list[Any]]


class PageFence(rx.Component):
    """Round the whole application: its own error page, with a way to load it again."""

    library = FENCE
    tag = "PageFence"
    lib_dependencies: list[str] = ["react-error-boundary@6.1.6"]

    on_error: rx.EventHandler[on_error_spec]


def fence(name: str, *children: rx.Component, resets: tuple[Any, ...] = ()) -> rx.Component:
    """Return the children in a fence; it is drawn anew when one of ``resets`` changes."""
    return _Fence.create(*children, name=name, reset_keys=rx.Var.create(list(resets)))


def page_fence(is_stateful: bool) -> rx.Component:
    """Return the fence round everything; the server hears of what fails, where the page has one."""
    if not is_stateful:
        return PageFence.create()
    return PageFence.create(on_error=FrontendEventExceptionState.handle_frontend_exception)
