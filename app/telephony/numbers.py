"""Phone numbers as they are kept: E.164, and nothing that only looks like it."""

from app.errors import Invalid
from app.kit.phone import NoNumber, read
from app.kit.text import Unshowable, is_blank, one_line

LABEL_CHARS = 80


def clean_number(raw: str) -> str:
    """Return the number in E.164, without what people write between the digits. Raises Invalid."""
    try:
        return read(raw)
    except NoNumber as error:
        raise Invalid(str(error)) from None


def clean_label(raw: str) -> str:
    """Return the label as it is kept: one line, or empty. Raises Invalid."""
    try:
        label = one_line(raw)
    except Unshowable as error:
        raise Invalid(f"A label cannot hold {error}. Type it again.") from None
    if len(label) > LABEL_CHARS or len(raw.strip().splitlines()) > 1:
        raise Invalid(f"A label may have {LABEL_CHARS} visible characters. Shorten it.")
    return "" if is_blank(label) else label
