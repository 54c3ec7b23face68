"""The banner of what somebody has just made live, or taken off: who, what, which version, when, and the difference."""

from typing import Any

import reflex as rx

from components import routes
from components.ui.button import icon_button
from components.ui.when import when
from state.inbox import InboxState

_ICONS = (
    ("activated", "radio"),
    ("published", "radio"),
    ("rolled_back", "history"),
    ("deactivated", "circle-pause"),
)


def news_banner(*, always: bool = False) -> rx.Component:
    """Return the banner, or nothing. One's own acts were just answered on other pages: ``always`` shows them too."""
    shown = InboxState.banner.number > 0
    return rx.el.div(
        rx.cond(shown if always else shown & ~InboxState.banner.mine, _banner()),
        role="status",
        class_name="cw-news-place",
    )


def _banner() -> rx.Component:
    news = InboxState.banner
    return rx.el.div(
        news_icon(news.kind),
        rx.el.span(
            rx.el.strong(rx.cond(news.mine, "You", news.person.name)),
            " ",
            news.words,
            " · ",
            when(news.at),
            class_name="cw-news-words",
        ),
        rx.link("What changed", href=news.href, size="2"),
        rx.link("Inbox", href=routes.INBOX, size="2", class_name="cw-not-on-phone"),
        icon_button("x", "Dismiss", on_click=InboxState.dismiss, size="1"),
        class_name="cw-news",
        custom_attrs={"data-kind": news.kind, "data-testid": "news"},
    )


def news_icon(kind: Any) -> rx.Component:
    """Return the icon of an act."""
    return rx.match(
        kind, *[(name, rx.icon(icon, size=16)) for name, icon in _ICONS], rx.icon("info", size=16)
    )
