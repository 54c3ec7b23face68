"""How a field is called in a sentence."""

from app.flows.rules.rule import called, quoted
from app.flows.rules.slots import Slot


def place_of(slot: Slot) -> str:
    """Return ``“Prompt” of “Greeting”``, ``“Value” of condition 2 of “Known?”`` or ``“Voice” in the settings``."""
    field = quoted(slot.spec.label)
    root = slot.path[0]
    if slot.entry is not None:
        field = f"{field} of {slot.entry.title} {slot.entry.place}"
    if slot.node is not None:
        return f"{field} of {called(slot.node)}"
    return f"{field} in the settings" if root == "settings" else field
