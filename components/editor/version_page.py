"""A version on the canvas, read-only: who made it and when, whether callers hear it, and what can be done with it."""

import reflex as rx

from components.canvas.client import act, ui
from components.editor.inspector import inspector
from components.editor.look import ELLIPSIS, HIDDEN_ON_PHONE, LINE, MUTED
from components.editor.settings_panel import settings_panel
from components.editor.still import still
from components.editor.variables import variables_panel
from components.editor.version_dialogs import version_deeds, version_dialogs
from components.editor.widgets import icon_button
from components.editor.workbench import bar, workbench
from components.routes import editor_path
from components.theme import ACCENT
from components.ui.instead import failed
from components.ui.when import moment
from state import paths
from state.version import VersionState

_PANELS = (("settings", "settings-2", "Settings"), ("variables", "braces", "Variables"))


def version_page(account: rx.Component) -> rx.Component:
    """Return the page. ``account`` is the person's menu, shown at the end of the toolbar."""
    number = rx.cond(VersionState.version > 0, VersionState.version.to_string(), "")
    panel = rx.match(
        ui("panel"), ("settings", settings_panel()), ("variables", variables_panel()), inspector()
    )
    whole = rx.vstack(
        still(VersionState.flow_id, number, VersionState.label),
        _toolbar(account),
        _banner(),
        workbench(panel),
        version_dialogs(),
        spacing="0",
        width="100%",
        height="100dvh",
        overflow="hidden",
        custom_attrs={"data-testid": "version-page"},
    )
    return rx.cond(VersionState.problem != "", _cannot_open(), whole)


def _toolbar(account: rx.Component) -> rx.Component:
    back = rx.link(
        rx.icon("arrow-left", size=16),
        href=editor_path(VersionState.flow_id),
        color_scheme="gray",
        style={"display": "grid", "place_items": "center", "width": "32px", "height": "32px"},
        custom_attrs={"aria-label": "Back to the draft", "data-testid": "back"},
    )
    heading = rx.heading(
        VersionState.name,
        rx.cond(VersionState.label != "", rx.text(" · ", VersionState.label, as_="span", color=MUTED)),
        as_="h1",
        size="3",
        weight="bold",
        style=ELLIPSIS,
    )
    return bar(
        rx.tooltip(back, content="Back to the draft"),
        heading,
        rx.spacer(),
        *(_panel_button(*panel) for panel in _PANELS),
        rx.box(account, style=HIDDEN_ON_PHONE),
    )


def _panel_button(name: str, icon: str, words: str) -> rx.Component:
    is_open = (ui("panel") == name) & ui("panel_open", bool)
    return icon_button(
        icon,
        words,
        variant=rx.cond(is_open, "soft", "ghost"),
        color_scheme=rx.cond(is_open, ACCENT, "gray"),
        on_click=act("panel", name),
        custom_attrs={"data-testid": f"panel-{name}", "aria-pressed": is_open},
    )


def _banner() -> rx.Component:
    """What one looks at, in a sentence, with the deeds beside it."""
    state = VersionState
    title = rx.cond(state.title != "", rx.text(" “", state.title, "”", weight="bold", as_="span"))
    live = rx.cond(
        state.live_since != "",
        rx.text(", live since ", moment(state.live_since), as_="span"),
        rx.cond(
            (state.word == "active") & (state.live_version > 0),
            rx.text(f". Callers hear v{state.live_version}", as_="span"),
        ),
    )
    words = rx.text(
        "You are looking at ",
        rx.text(state.label, weight="bold", as_="span"),
        title,
        ", saved by ",
        state.made_by,
        " on ",
        moment(state.made_at),
        live,
        ". Nothing can be changed here.",
        size="2",
        flex="1",
        min_width="0",
    )
    shown = rx.cond(ui("still_problem") != "", rx.text(ui("still_problem"), size="2", flex="1"), words)
    eye = rx.icon("eye", size=16, flex_shrink="0")
    told = rx.hstack(
        rx.hstack(eye, shown, align="center", spacing="3", flex="1 1 320px", min_width="0"),
        version_deeds(),
        align="center",
        spacing="3",
        wrap="wrap",
        width="100%",
        padding="6px 16px",
        flex_shrink="0",
        color=f"var(--{ACCENT}-12)",
        background=f"var(--{ACCENT}-3)",
        border_bottom=LINE,
        role="status",
        custom_attrs={
            "data-testid": "version-banner",
            "data-live": rx.cond(state.live_since != "", "yes", "no"),
        },
    )
    return rx.cond(state.version > 0, told)


def _cannot_open() -> rx.Component:
    link = rx.link(rx.button("Back to agents", variant="soft"), href=paths.AGENTS)
    return rx.center(
        failed("This version cannot be shown", VersionState.problem, VersionState.load, link),
        height="100dvh",
        custom_attrs={"data-testid": "cannot-open"},
    )
