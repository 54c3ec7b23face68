"""The parts of the dialog before a switch that are about what will be live."""

from typing import Any

import reflex as rx

from components.canvas.client import act, ui
from components.editor.differences import by_author
from components.editor.lines import line
from components.editor.look import LINE, MUTED
from components.editor.standing import INACTIVE, changes_not_live, unpublished
from components.editor.switch_parts import REVIEW, part, trouble
from components.editor.widgets import PlainInput, hint
from components.routes import version_path
from state.editor import EditorState
from state.lifecycle import THE_DRAFT, LifecycleState
from state.session import SessionState


def content() -> rx.Component:
    """Return everything about what will be live."""
    return rx.fragment(_choice(), _what(), _checklist(), _changes(), _limits())


def _choice() -> rx.Component:
    """Reactivating: which content. The one that was live before unless somebody chooses."""
    standing = REVIEW.standing
    draft = rx.cond(
        unpublished() > 0, rx.text("The draft, with ", changes_not_live(), as_="span"), "The draft"
    )
    group = rx.radio_group.root(
        rx.vstack(
            _option(standing.version.to_string(), f"v{standing.version}, as it was live before"),
            _option(str(THE_DRAFT), draft),
            spacing="2",
        ),
        value=LifecycleState.content.to_string(),
        on_change=act("switch_choose"),
    )
    is_asked = (ui("switch_verb") == "activate") & (standing.state == INACTIVE) & standing.has_changes
    is_either = (LifecycleState.content == THE_DRAFT) | (LifecycleState.content == standing.version)
    return rx.cond(is_asked & is_either, part("Which content?", group, mark="switch-choice"))


def _option(value: Any, words: Any) -> rx.Component:
    item = rx.radio_group.item(value=value, custom_attrs={"data-choice": value})
    return rx.el.label(rx.hstack(item, rx.text(words, size="2", as_="span"), align="center", spacing="2"))


def _what() -> rx.Component:
    made = rx.cond(
        REVIEW.is_new, " · new, made of the draft as you see it here", " · as it stands in the history"
    )
    origin = rx.cond((LifecycleState.content == THE_DRAFT) & ~REVIEW.is_new, " · equal to the draft", made)
    words = rx.text(
        rx.text(f"v{REVIEW.number}", weight="bold", as_="span"),
        origin,
        f" · {REVIEW.nodes} steps, {REVIEW.edges} connections",
        size="2",
    )
    look = rx.link(
        "Look at it", href=version_path(EditorState.flow_id, REVIEW.number), size="1", target="_blank"
    )
    shown = rx.cond(REVIEW.is_new, rx.fragment(), look)
    return part("What will be live", words, shown, mark="switch-what")


def _checklist() -> rx.Component:
    blocking, warnings = REVIEW.blocking, REVIEW.warnings
    barred = rx.vstack(
        trouble("This cannot go live yet.", "red", "circle-x"),
        rx.foreach(blocking, lambda row: line(row)),
        spacing="3",
        width="100%",
    )
    clear = rx.hstack(
        rx.icon("circle-check", size=16, color="var(--green-10)"),
        rx.text("Nothing blocks going live.", size="2"),
        align="center",
        spacing="2",
    )
    count = rx.cond(warnings.length() == 1, "1 warning", f"{warnings.length()} warnings")
    warned = rx.el.details(
        rx.el.summary(
            count, style={"font_size": "var(--font-size-2)", "color": "var(--amber-11)", "cursor": "pointer"}
        ),
        rx.vstack(rx.foreach(warnings, lambda row: line(row)), spacing="3", padding_top="8px", width="100%"),
    )
    body = rx.vstack(
        rx.cond(blocking.length() > 0, barred, clear),
        rx.cond(warnings.length() > 0, warned),
        spacing="2",
        width="100%",
    )
    return part("Checklist", body, mark="switch-checklist")


def _changes() -> rx.Component:
    before = REVIEW.standing.version
    none = hint(f"It is what v{before} is: nothing changes for callers.")
    listed = rx.box(
        by_author(REVIEW.authors),
        max_height="220px",
        overflow_y="auto",
        border=LINE,
        padding="8px 12px",
        border_radius="var(--radius-3)",
        custom_attrs={"tabIndex": "0", "role": "region", "aria-label": "Changes"},
    )
    first = hint("It was never live before: all of it is new to callers.")
    body = rx.cond(before == 0, first, rx.cond(REVIEW.changes == 0, none, listed))
    title = rx.cond(before == 0, "Changes", f"Changes since v{before}")
    return rx.box(
        rx.heading(title, as_="h2", size="2", weight="bold", margin_bottom="6px"), body, width="100%"
    )


def _limits() -> rx.Component:
    boxes = rx.hstack(
        _limit("Calls at once", "switch_concurrent"),
        _limit("Calls a day", "switch_daily"),
        spacing="3",
        width="100%",
    )
    words = hint(
        "Start small: what is over the limit is not answered. Empty means no limit.", margin_top="4px"
    )
    return part("Limits", boxes, words, mark="switch-limits")


def _limit(label: str, key: str) -> rx.Component:
    box = PlainInput.create(
        value=ui(key),
        on_change=act("limit", key),
        placeholder="No limit",
        max_length=7,
        disabled=~SessionState.rights.publish,
        custom_attrs={"inputMode": "numeric", "data-testid": key},
    )
    return rx.el.label(rx.text(label, size="1", color=MUTED), box, style={"flex": "1"})
