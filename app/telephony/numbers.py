"""Phone numbers as they are kept: E.164, and nothing that only looks like it."""

import unicodedata

from app.errors import Invalid
from app.kit.phone import e164

LABEL_CHARS = 80


def clean_number(raw: str) -> str:
    """Return the number in E.164, without what people write between the digits. Raises Invalid."""
    number = e164(raw)
    if number is None:
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
