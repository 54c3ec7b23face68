"""The live dashboard: every agent, what its callers hear, and who works on it; in a frame, or alone on a wall."""

import reflex as rx

from components import routes
from components.live.fresh import fresh, wall_head
from components.live.live_row import COLUMNS, live_row, wall_row
from components.live.totals import totals
from components.shell.frame import frame
from components.shell.news import news_banner
from components.ui.button import link_button
from components.ui.instead import bones, failed, instead
from components.ui.note import problem
from components.ui.offline import offline_pill
from components.ui.search import search
from components.ui.shortcuts import shortcuts
from state.dashboard import DashboardState
from state.inbox import InboxState
from state.screen import wanted_state

WALL = f"{routes.LIVE}?wall=1"

_WIDTHS = ("180px", "120px", "24px", "72px", "160px")
_STATES = (("all", "All"), ("active", "Active"), ("inactive", "Inactive"), ("draft", "Draft"))


def live_page() -> rx.Component:
    """Return the page."""
    return rx.fragment(rx.cond(DashboardState.wall, _wall(), _framed()), shortcuts())


def _framed() -> rx.Component:
    has_rows = DashboardState.rows.length() > 0
    return frame(
        "Live",
        _body(rx.fragment(_head(), _list())),
        count=rx.cond(has_rows, DashboardState.rows.length().to_string(), ""),
        deeds=(
            rx.cond(has_rows, search("Find an agent")),
            rx.cond(has_rows, link_button("Wall", WALL, "monitor")),
        ),
        all_news=True,
    )


def _body(rows: rx.Component) -> rx.Component:
    broken = failed("The agents could not be loaded", DashboardState.problem, DashboardState.load)
    shown = fresh(
        DashboardState.as_of,
        DashboardState.refresh,
        problem(DashboardState.problem),
        totals(),
        rx.cond(DashboardState.rows.length() > 0, rows, _empty()),
    )
    waiting = rx.cond(DashboardState.problem != "", broken, bones(5, "cw-agent cw-live cw-bleed", _WIDTHS))
    return rx.cond(DashboardState.ready, shown, waiting)


def _head() -> rx.Component:
    choices = [rx.segmented_control.item(words, value=value) for value, words in _STATES]
    return rx.segmented_control.root(
        *choices,
        value=wanted_state.value,
        on_change=wanted_state.set_value,
        size="1",
        width="fit-content",
        custom_attrs={"aria-label": "Which agents"},
    )


def _columns() -> rx.Component:
    columns = [rx.el.span(name) for name in COLUMNS]
    return rx.el.li(*columns, class_name="cw-agents-head", aria_hidden="true")


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.ul(
            _columns(), rx.foreach(DashboardState.rows, live_row), class_name="cw-agents cw-lives cw-bleed"
        ),
        rx.el.div(
            instead("search-x", "No such agent", "Choose All, or type another part of its name."),
            class_name="cw-none-found",
        ),
    )


def _empty() -> rx.Component:
    return instead(
        "radio",
        "Nothing to watch yet",
        "As soon as your team has an agent, this page shows what its callers hear.",
        link_button("Go to agents", routes.AGENTS),
    )


def _wall() -> rx.Component:
    return rx.el.main(
        rx.el.header(
            rx.el.h1("Live", rx.el.span(InboxState.workspace, class_name="cw-count")),
            wall_head(rx.el.a("Close", href=routes.LIVE, class_name="cw-wall-button")),
            class_name="cw-wall-head",
        ),
        news_banner(always=True),
        _body(
            rx.el.ul(_columns(), rx.foreach(DashboardState.rows, wall_row), class_name="cw-agents cw-lives")
        ),
        offline_pill(),
        class_name="cw-wall",
    )
