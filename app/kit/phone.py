"""Telephone numbers as they are kept: E.164, whatever spaces, dashes and brackets people write."""

import re

MOST_CHARS = 40

_DRESSING = re.compile(r"[\s()\[\]/\u2010-\u2015-]+")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


def e164(text: str) -> str | None:
    """Return the number as + and 8 to 15 digits, or None if it is none."""
    if len(text) > MOST_CHARS:
        return None
    bare = _DRESSING.sub("", text)
    return bare if _E164.fullmatch(bare) else None
