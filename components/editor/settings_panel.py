"""The agent's own settings: its character and its voice, written with others like every step."""

import reflex as rx

from app.flows.nodes import SETTINGS
from components.editor.inspector_fields import fields
from components.editor.widgets import hint, looking, panel_heading


def settings_panel() -> rx.Component:
    """Return the settings panel."""
    return rx.vstack(
        panel_heading("Settings"),
        hint("They hold for the whole agent, in every step."),
        looking(),
        fields("settings", SETTINGS),
        spacing="4",
        width="100%",
        custom_attrs={"data-testid": "settings-panel"},
    )
