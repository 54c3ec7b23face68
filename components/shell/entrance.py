"""The frame of the pages before signing in: one card in the middle."""

from typing import Any

import reflex as rx


def entrance(title: Any, text: Any, *body: rx.Component, foot: Any = "") -> rx.Component:
    """Return the page with its one card."""
    return rx.el.main(
        rx.el.div(
            rx.el.header(rx.el.img(src="/logo.svg", alt="Callweave"), rx.el.h1(title), rx.el.p(text)),
            *body,
            class_name="cw-entrance-card",
        ),
        rx.el.p(foot, class_name="cw-entrance-foot"),
        class_name="cw-entrance",
    )


def reading() -> rx.Component:
    """Return what stands in the form's place until the link has been read."""
    bars = [rx.el.div(class_name="cw-bone cw-bone-field") for _ in range(3)]
    return rx.el.div(
        rx.el.span("Loading…", class_name="cw-visually-hidden"), *bars, class_name="cw-form", role="status"
    )
