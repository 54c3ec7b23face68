"""The numbers above the list: how much is going on."""

from typing import Any

import reflex as rx

from state.dashboard import DashboardState


def totals() -> rx.Component:
    """Return the numbers, each with its word."""
    all_ = DashboardState.totals
    return rx.el.dl(
        _total("Active", rx.fragment(all_.active, rx.el.small(" of ", all_.agents)), "active"),
        _total("Calls in progress", all_.calls, "calls"),
        _total("People editing", all_.editing, "editing"),
        _total("Changes not live", all_.waiting, "waiting"),
        class_name="cw-totals",
    )


def _total(words: str, number: Any, mark: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(words), rx.el.dd(number), class_name="cw-total", custom_attrs={"data-total": mark}
    )
