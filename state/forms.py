"""Reading what a form sends: text or nothing, whatever a hostile page puts there."""

from typing import Any

from app.errors import Invalid
from app.flows.limits import NOTE_CHARS

MAX_TEXT = 1_000  # longer than any single-line field; services have their own, tighter bounds


def text(form: dict[str, Any], name: str) -> str:
    """Return the field's text, trimmed. Raises Invalid where it is not text or far too long."""
    value = form.get(name, "")
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise Invalid("That cannot be used. Type a short text and try again.")
    return value.strip()


def note(form: dict[str, Any]) -> str:
    """Return the note of a version or an act, trimmed; it may have several lines. Raises Invalid as ``text`` does."""
    value = form.get("note", "")
    if not isinstance(value, str) or len(value) > NOTE_CHARS:
        raise Invalid(f"A note may have {NOTE_CHARS:,} characters. Shorten it and try again.")
    return value.strip()
