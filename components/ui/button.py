"""Buttons: one main deed a page, plain ones beside it, and icons with a name."""

from typing import Any, Literal

import reflex as rx

from components.ui.offline import offline

Kind = Literal["main", "plain", "quiet", "danger"]

_LOOKS: dict[Kind, dict[str, Any]] = {
    "main": {"variant": "solid"},
    "plain": {"variant": "surface", "color_scheme": "gray", "high_contrast": True},
    "quiet": {"variant": "ghost", "color_scheme": "gray"},
    "danger": {"variant": "solid", "color_scheme": "red"},
}


def button(
    label: Any,
    icon: str = "",
    *,
    kind: Kind = "plain",
    key: str = "",
    needs_server: bool = False,
    **props: Any,
) -> rx.Component:
    """Return a button. ``key`` is the one that presses it from anywhere on the page.

    With ``needs_server`` it cannot be pressed while the server is away.
    """
    parts: list[Any] = [rx.icon(icon, size=16)] if icon else []
    parts.append(label)
    if key:
        parts.append(rx.el.kbd(key.upper(), class_name="cw-kbd", aria_hidden="true"))
        props["custom_attrs"] = {"data-key": key, "aria-keyshortcuts": key} | props.get("custom_attrs", {})
    if needs_server:
        props["disabled"] = offline | props["disabled"] if "disabled" in props else offline
    props.setdefault("type", "button")
    return rx.button(*parts, **({"size": "2"} | _LOOKS[kind] | props))


def icon_button(icon: str, label: Any, *, needs_server: bool = False, **props: Any) -> rx.Component:
    """Return a button that shows only an icon; its name is its tooltip."""
    if needs_server:
        props["disabled"] = offline
    props.setdefault("type", "button")
    look = {"variant": "ghost", "color_scheme": "gray", "size": "2", "margin": "0"}
    props["class_name"] = f"cw-icon {props.get('class_name', '')}".strip()
    pressed = rx.icon_button(rx.icon(icon, size=16), aria_label=label, **(look | props))
    return rx.tooltip(pressed, content=label, delay_duration=400)


def link_button(label: Any, href: Any, icon: str = "", *, kind: Kind = "plain") -> rx.Component:
    """Return a link that looks like a button."""
    parts: list[Any] = [rx.icon(icon, size=16)] if icon else []
    return rx.button(
        rx.link(*parts, label, href=href, underline="none"), as_child=True, size="2", **_LOOKS[kind]
    )
