"""A box in which one types and finds, as Python components: the parts of cmdk, and how they look here."""

import reflex as rx
from reflex.event import passthrough_event_spec

from components.canvas.client import CMDK
from components.editor.look import Style

BOX: Style = {
    "& [cmdk-input]": {
        "width": "100%",
        "height": "44px",
        "border": "0",
        "border_bottom": "1px solid var(--gray-a5)",
        "outline": "none",
        "background": "transparent",
        "font": "inherit",
        "font_size": "var(--font-size-3)",
        "padding": "0 16px",
        "color": "var(--gray-12)",
    },
    "& [cmdk-list]": {"max_height": "min(360px, 50vh)", "overflow_y": "auto", "padding": "8px"},
    "& [cmdk-group-heading]": {
        "font_size": "var(--font-size-1)",
        "color": "var(--gray-11)",
        "padding": "8px 8px 4px",
    },
    "& [cmdk-item]": {
        "display": "flex",
        "align_items": "center",
        "gap": "8px",
        "padding": "7px 8px",
        "border_radius": "var(--radius-2)",
        "font_size": "var(--font-size-2)",
        "cursor": "default",
    },
    "& [cmdk-item][data-selected=true]": {"background": "var(--accent-a4)"},
    "& [cmdk-item][data-disabled=true]": {"color": "var(--gray-11)", "opacity": "0.6"},
    "& [cmdk-empty]": {"padding": "24px", "text_align": "center", "font_size": "var(--font-size-2)"},
}


class _Part(rx.Component):
    library = CMDK


class Command(_Part):
    """The whole: keeps what was typed and which entry is chosen."""

    tag = "Command"
    alias = "Cmdk"
    label: rx.Var[str]
    loop: rx.Var[bool]


class CommandInput(_Part):
    """Where one types."""

    tag = "Command.Input"
    alias = "Cmdk.Input"
    placeholder: rx.Var[str]
    auto_focus: rx.Var[bool]


class CommandList(_Part):
    """What was found."""

    tag = "Command.List"
    alias = "Cmdk.List"


class CommandEmpty(_Part):
    """Shown when nothing was found."""

    tag = "Command.Empty"
    alias = "Cmdk.Empty"


class CommandGroup(_Part):
    """Entries under a heading."""

    tag = "Command.Group"
    alias = "Cmdk.Group"
    heading: rx.Var[str]


class CommandItem(_Part):
    """One entry; ``value`` is unique, ``keywords`` are found too."""

    tag = "Command.Item"
    alias = "Cmdk.Item"
    value: rx.Var[str]
    keywords: rx.Var[list[str]]
    disabled: rx.Var[bool]
    on_select: rx.EventHandler[passthrough_event_spec(str)]
