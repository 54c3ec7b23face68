"""The note on a version or a save: a few lines, without what no page can show or no database can keep."""

from typing import Any
from unicodedata import category

from app.errors import Invalid
from app.flows.limits import NOTE_CHARS

_LINE_MARKS = "\n\r\t"


def clean(raw: Any) -> str:
    """Return the note as it is kept. Raises Invalid for what is no text, too long, or cannot be shown."""
    if not isinstance(raw, str):
        raise Invalid("A note is text. Write it and try again.")
    note = raw.strip()
    if len(note) > NOTE_CHARS:
        raise Invalid(f"A note may have {NOTE_CHARS:,} characters. Shorten it and try again.")
    if any(category(char) in ("Cc", "Cs") and char not in _LINE_MARKS for char in note):
        raise Invalid("A note cannot hold control characters or half characters. Type it again.")
    return note
