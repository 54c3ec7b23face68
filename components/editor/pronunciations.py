"""How hard words sound: a list of the agent's own, kept beside the settings."""

import reflex as rx

from app.flows.nodes import PRONUNCIATION
from components.editor.items import Listed, entries, nothing_yet
from components.editor.widgets import hint

_PRONUNCIATIONS = Listed("pronunciations", "", PRONUNCIATION, "Pronunciation")


def pronunciations() -> rx.Component:
    """Return the list with what it is for."""
    return rx.vstack(
        hint("How hard words sound: names, streets, medicines."),
        nothing_yet(_PRONUNCIATIONS, "No pronunciations yet."),
        entries(_PRONUNCIATIONS),
        spacing="3",
        width="100%",
    )
