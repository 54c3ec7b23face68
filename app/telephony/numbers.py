"""Phone numbers as they are kept: E.164, and nothing that only looks like it."""

import re
import unicodedata

from app.errors import Invalid

LABEL_CHARS = 80

_DECORATION = re.compile(r"[ \u00a0()\-]")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


def clean_number(raw: str) -> str:
    """Return the number as ``+`` and 8 to 15 digits, without spaces, dashes and brackets. Raises Invalid."""
    number = _DECORATION.sub("", raw.strip()) if len(raw) <= LABEL_CHARS else raw
    if not _E164.fullmatch(number):
        raise Invalid(
            "That is not a phone number. Write a plus, the country code and the number, like +1 555 010 0199."
        )
    return number


def clean_label(raw: str) -> str:
    """Return the label trimmed; it may be empty. Raises Invalid."""
    label = raw.strip()
    if len(label) > LABEL_CHARS or any(unicodedata.category(each).startswith("C") for each in label):
        raise Invalid(f"A label may have {LABEL_CHARS} visible characters. Shorten it.")
    return label
