"""The frame of a signed-in page: navigation, a head with the title and the page's deeds, and the body."""

from typing import Any

import reflex as rx

from components.shell.nav import nav
from components.shell.news import news_banner
from components.ui.offline import offline_pill


def frame(
    title: Any,
    *body: rx.Component,
    count: Any = "",
    deeds: tuple[rx.Component, ...] = (),
    all_news: bool = False,
) -> rx.Component:
    """Return the page. ``count`` stands small behind the title; ``all_news`` shows one's own acts as news too."""
    return rx.el.div(
        nav(),
        rx.el.main(
            rx.el.header(
                rx.el.h1(title, rx.el.span(count, class_name="cw-count")),
                *deeds,
                class_name="cw-head",
            ),
            news_banner(always=all_news),
            rx.el.div(*body, class_name="cw-body"),
            id="content",
            tab_index=-1,
            class_name="cw-main",
        ),
        offline_pill(),
        class_name="cw-shell",
    )


def section(title: Any, text: Any, *body: rx.Component, deed: rx.Component | None = None) -> rx.Component:
    """Return one part of a page under its own heading."""
    words = rx.el.div(rx.el.h2(title), rx.el.p(text))
    head = rx.el.div(words, deed or rx.fragment(), class_name="cw-section-head")
    return rx.el.section(head, *body, class_name="cw-section")
