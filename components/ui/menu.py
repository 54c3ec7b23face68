"""Menus: what can be done with one thing, behind one button."""

from typing import Any

import reflex as rx

from components.ui.offline import offline
from components.ui.shortcuts import hand_over


def menu(
    trigger: rx.Component, *items: rx.Component, side: str = "bottom", align: str = "end"
) -> rx.Component:
    """Return a menu under its trigger; arrows, letters and Escape work in it."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(trigger),
        rx.dropdown_menu.content(
            *items,
            side=side,
            align=align,
            variant="soft",
            color_scheme="gray",
            size="2",
            on_close_auto_focus=hand_over(),
        ),
    )


def item(
    label: str, icon: str, on_select: Any, *, danger: bool = False, needs_server: bool = False
) -> rx.Component:
    """Return one deed of a menu."""
    props: dict[str, Any] = {"color_scheme": "red"} if danger else {}
    if needs_server:
        props["disabled"] = offline
    return rx.dropdown_menu.item(rx.icon(icon, size=16), label, on_select=on_select, **props)


def link_item(label: Any, icon: str, href: Any) -> rx.Component:
    """Return a link to a page of ours as an entry of a menu."""
    return rx.dropdown_menu.item(rx.el.a(rx.icon(icon, size=16), label, href=href), as_child=True)


def separator() -> rx.Component:
    """Return the line between two groups."""
    return rx.dropdown_menu.separator()
