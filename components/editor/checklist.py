"""The checklist panel: how far the draft is from going live, and what people vouch for."""

from typing import Any

import reflex as rx

from components.canvas.client import act
from components.editor.lines import line
from components.editor.look import MUTED
from components.editor.widgets import NEEDS_SERVER, away, hint, panel_heading
from components.ui.avatar import avatar
from components.ui.when import when
from state.checklist import ChecklistState
from state.editor import EditorState
from state.session import SessionState

VOICE_LINE = "voice_heard"


def checklist_panel() -> rx.Component:
    """Return the panel. It is read again whenever the flow or the agent changes, while it is open."""
    is_read = ChecklistState.agent == EditorState.flow_id
    groups = rx.fragment(
        _group("Must be done", ChecklistState.blocks, "Without these the agent cannot go live."),
        _group("Should be done", ChecklistState.warns, "These only warn."),
        _group(
            "Vouched for by people",
            ChecklistState.ticked,
            "A tick holds for exactly what was seen. It falls when that changes and comes back with an undo.",
        ),
    )
    return rx.vstack(
        panel_heading("Checklist"),
        rx.cond(
            ChecklistState.problem != "",
            rx.callout(
                ChecklistState.problem, icon="circle-alert", size="1", color_scheme="red", width="100%"
            ),
        ),
        rx.cond(is_read, rx.fragment(_progress(), groups), _bones()),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "checklist-panel"},
    )


def _progress() -> rx.Component:
    done, total = ChecklistState.done, ChecklistState.total
    words = rx.hstack(
        rx.text(done, " of ", total, " done", size="2", weight="medium", font_variant_numeric="tabular-nums"),
        rx.spacer(),
        rx.cond(away(), rx.text("As it was before you went offline", size="1", color="var(--amber-11)")),
        width="100%",
    )
    bar = rx.progress(value=rx.cond(total > 0, 100 * done / total, 0), width="100%", aria_label="Lines done")
    return rx.vstack(words, bar, spacing="2", width="100%", role="status")


def _bones() -> rx.Component:
    bones = rx.vstack(
        *(rx.skeleton(width="100%", height="32px") for _ in range(6)), spacing="3", width="100%"
    )
    return rx.cond(away(), hint("The checklist is read from the server. You are offline."), bones)


def _group(title: str, rows: Any, words: str) -> rx.Component:
    shown = rx.box(
        rx.heading(title, as_="h3", size="2", weight="bold"),
        hint(words, margin="2px 0 10px"),
        rx.vstack(rx.foreach(rows, _line), spacing="4", width="100%"),
        width="100%",
    )
    return rx.cond(rows.length() > 0, shown)


def _line(row: Any) -> rx.Component:
    below = rx.fragment(
        rx.foreach(row.ticks, _tick), rx.cond(row.id == VOICE_LINE, _preview()), _refusal(row)
    )
    may_tick = row.ticked & (row.look != "none") & SessionState.rights.edit
    return line(row, rx.cond(may_tick, _box(row)), below=below)


def _tick(tick: Any) -> rx.Component:
    return rx.hstack(
        avatar(tick.person, small=True, tip=False),
        rx.text(tick.person.name, size="1"),
        rx.text(when(tick.at), size="1", color=MUTED),
        align="center",
        spacing="2",
        margin_top="4px",
        key=tick.person.id,
        custom_attrs={"data-testid": "tick-by"},
    )


def _box(row: Any) -> rx.Component:
    tick = rx.button(
        "Tick",
        size="1",
        variant="surface",
        on_click=ChecklistState.tick(row.id, row.part),
        disabled=away(),
        custom_attrs={"data-testid": "tick", "aria-label": f"Tick: {row.title}"},
    )
    untick = rx.button(
        "Untick",
        size="1",
        variant="ghost",
        color_scheme="gray",
        margin="0",
        on_click=ChecklistState.untick(row.id, row.part),
        disabled=away(),
        custom_attrs={"data-testid": "untick", "aria-label": f"Untick: {row.title}"},
    )
    shown = rx.cond(row.is_mine, untick, tick)
    return rx.cond(away(), rx.tooltip(rx.box(shown), content=NEEDS_SERVER), shown)


def _refusal(row: Any) -> rx.Component:
    told = rx.text(ChecklistState.refusal, size="1", color="var(--red-11)", role="alert", margin_top="4px")
    return rx.cond((ChecklistState.refused == row.id) & (ChecklistState.refusal != ""), told)


def _preview() -> rx.Component:
    hear = rx.button(
        rx.icon("volume-2", size=14),
        "Hear the greeting",
        size="1",
        variant="soft",
        on_click=act("speak"),
        custom_attrs={"data-testid": "speak"},
    )
    return rx.box(hear, hint("Read by this browser, not by the carrier's voice."), margin_top="6px")
