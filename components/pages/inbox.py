"""The inbox: what teammates made live or took off, and what of it happened while one was away."""

import reflex as rx

from components import routes
from components.shell.frame import frame, section
from components.shell.news import news_icon
from components.ui.avatar import avatar
from components.ui.button import link_button
from components.ui.instead import bones, failed, instead
from components.ui.note import problem
from components.ui.shortcuts import shortcuts
from components.ui.when import when
from state.inbox import InboxState, NewsRow

_AWAY = "Not seen before. Now that you have opened this page, it counts as read."
_BEFORE = "What changed for callers, by anybody."


def inbox_page() -> rx.Component:
    """Return the page."""
    return rx.fragment(
        frame(
            "Inbox",
            rx.cond(
                InboxState.ready,
                rx.fragment(problem(InboxState.problem), _loaded()),
                rx.cond(
                    InboxState.problem != "",
                    failed("Your inbox could not be loaded", InboxState.problem, InboxState.load),
                    rx.el.div(
                        bones(4, "cw-item", ("16px", "28px", "280px", "64px")), class_name="cw-list cw-narrow"
                    ),
                ),
            ),
        ),
        shortcuts(),
    )


def _loaded() -> rx.Component:
    fresh, rows = InboxState.fresh.length() > 0, InboxState.rows.length() > 0
    return rx.cond(
        fresh | rows,
        rx.el.div(
            rx.cond(fresh, section("While you were away", _AWAY, _list(InboxState.fresh))),
            rx.cond(rows, section(rx.cond(fresh, "Before", "News"), _BEFORE, _list(InboxState.rows))),
            class_name="cw-narrow",
        ),
        instead(
            "inbox",
            "No news",
            "Whenever somebody makes an agent live, publishes changes, rolls back or deactivates, you read it here.",
            link_button("Go to agents", routes.AGENTS),
        ),
    )


def _list(rows: rx.Var[list[NewsRow]]) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, _item), class_name="cw-list")


def _item(row: rx.Var[NewsRow]) -> rx.Component:
    who = rx.cond(row.mine, "You", row.person.name)
    return rx.el.li(
        rx.el.span(
            news_icon(row.kind),
            rx.cond(row.unread, rx.el.span("New", class_name="cw-visually-hidden")),
            class_name="cw-item-icon",
            custom_attrs={"data-kind": row.kind},
        ),
        avatar(row.person),
        rx.el.div(
            rx.link(
                rx.el.strong(who), " ", row.words, href=row.href, underline="none", class_name="cw-agent-link"
            ),
            rx.cond(row.note != "", rx.el.q(row.note, class_name="cw-quote")),
            class_name="cw-words",
        ),
        rx.el.span(when(row.at), class_name="cw-muted"),
        class_name="cw-row cw-item",
        custom_attrs={"data-row": row.number, "data-unread": row.unread},
        key=row.number,
    )
