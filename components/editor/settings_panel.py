"""The agent's own settings in sections, written with others like every step."""

from dataclasses import dataclass

import reflex as rx

from app.flows.nodes import SETTINGS
from app.flows.spec import FieldSpec
from components.canvas.client import Client, act, ui
from components.editor.hours import open_now
from components.editor.inspector_fields import field, fields
from components.editor.limits import limits
from components.editor.look import MUTED
from components.editor.problem_signs import problem_bar
from components.editor.pronunciations import pronunciations
from components.editor.widgets import hint, looking, panel_heading
from components.routes import for_agent
from state import paths
from state.editor import EditorState


@dataclass(frozen=True, slots=True)
class Part:
    """A section: the settings in it by name, and the roots of the document that it shows besides."""

    id: str
    title: str
    names: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    words: str = ""


_HOURS = ("time_zone", "business_hours", "hours_exceptions")
_FALLBACKS = ("fallback_not_understood", "fallback_error", "fallback_closed")
_CHARACTER = ("system_prompt", "language")

PARTS = (
    Part("character", "Character", _CHARACTER),
    Part("voice", "Voice"),
    Part("pronunciations", "Pronunciations", roots=("pronunciations",)),
    Part(
        "hours",
        "Business hours",
        _HOURS,
        words="When calls are answered. At other times the caller hears the message for closed hours.",
    ),
    Part(
        "fallbacks", "Fallback messages", _FALLBACKS, words="What is said when things do not go as planned."
    ),
    Part(
        "knowledge",
        "Knowledge",
        ("knowledge",),
        words="What the agent may look things up in. For now only the names are kept.",
    ),
    Part("beside", "Phone numbers and limits"),
)

_NAMED = {name for part in PARTS for name in part.names}


def settings_panel() -> rx.Component:
    """Return the settings panel."""
    shown = [
        (part, specs) for part in PARTS if (specs := specs_of(part)) or part.roots or part.id == "beside"
    ]
    return rx.vstack(
        panel_heading("Settings"),
        problem_bar(),
        hint("They hold for the whole agent, in every step."),
        looking(),
        _contents(tuple(part for part, _ in shown)),
        rx.box(*(_section(part, specs) for part, specs in shown), width="100%"),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "settings-panel"},
    )


def specs_of(part: Part) -> tuple[FieldSpec, ...]:
    """Return the settings of a section; those that no section names are the voice's."""
    if part.id == "voice":
        return tuple(spec for spec in SETTINGS if spec.name not in _NAMED)
    return tuple(spec for name in part.names for spec in SETTINGS if spec.name == name)


def _contents(parts: tuple[Part, ...]) -> rx.Component:
    links = (
        rx.el.button(part.title, type="button", on_click=act("go_to_section", part.id)) for part in parts
    )
    return rx.el.nav(*links, class_name="cw-parts", custom_attrs={"aria-label": "Sections"})


def _section(part: Part, specs: tuple[FieldSpec, ...]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.icon("chevron-right", size=16),
            rx.el.span(part.title, role="heading", custom_attrs={"aria-level": 3}),
            rx.spacer(),
            _tally(part, specs),
        ),
        rx.box(_body(part, specs), class_name="cw-part-body"),
        open=~ui("closed_sections", list[str]).contains(part.id),
        class_name="cw-part",
        id=f"settings-part-{part.id}",
        custom_attrs={"data-part": part.id, "onToggle": act("section", part.id)},
    )


def _tally(part: Part, specs: tuple[FieldSpec, ...]) -> rx.Component:
    """How much is to mend in there, seen also while it is closed."""
    names = [spec.name for spec in specs]
    tally = Client("useSectionTally", list(part.roots), names, source="problems.js")
    return rx.hstack(
        *(
            rx.cond(
                tally.value(key, int) > 0,
                rx.el.span(
                    rx.icon(icon, size=12),
                    tally.value(key, int),
                    class_name="cw-mark",
                    title=f"{key.capitalize()} in this section",
                    custom_attrs={"data-severity": severity},
                ),
            )
            for key, severity, icon in (
                ("errors", "error", "circle-alert"),
                ("warnings", "warning", "triangle-alert"),
            )
        ),
        spacing="1",
    )


def _body(part: Part, specs: tuple[FieldSpec, ...]) -> rx.Component:
    words = hint(part.words) if part.words else rx.fragment()
    if part.id == "pronunciations":
        return pronunciations()
    if part.id == "beside":
        return _beside()
    if part.id == "hours":
        told = rx.vstack(words, open_now(), spacing="1", width="100%")
        return rx.vstack(told, *(field("settings", spec) for spec in specs), spacing="4", width="100%")
    return rx.vstack(words, fields("settings", specs, SETTINGS), spacing="3", width="100%")


def _beside() -> rx.Component:
    """What is no part of the flow is said where people look for it."""
    words = rx.text(
        "Phone numbers and call limits are not part of the flow: they hold at once, and no version or "
        "rollback changes them. ",
        rx.link("Assign phone numbers", href=for_agent(paths.NUMBERS, EditorState.flow_id)),
        ".",
        size="2",
        color=MUTED,
        custom_attrs={"data-testid": "beside-the-flow"},
    )
    return rx.vstack(words, limits(), spacing="3", width="100%")
