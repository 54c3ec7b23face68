"""What people type about themselves, made clean or refused."""

import re
import unicodedata

from app.kit.text import Unshowable, is_blank, one_line, without_invisible
from app.people.refusals import BadEmail, BadName

MAX_EMAIL = 254  # the longest address that mail servers accept
MAX_NAME = 80
MAX_USER_AGENT = 200

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
# Characters that turn the reading direction can make one name look like another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy_email(text: str) -> str:
    """Return the address as addresses are compared: lower-cased, in NFC, without what cannot be seen in it."""
    return unicodedata.normalize("NFC", without_invisible(text).lower())


def clean_email(text: str) -> str:
    """Return the address tidied, or raise BadEmail."""
    email = tidy_email(text)
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise BadEmail
    return email


def clean_name(text: str) -> str:
    """Return the name as names are compared: in NFC, without what cannot be seen in it. Raises BadName."""
    try:
        name = one_line(text)
    except Unshowable:
        raise BadName from None
    forges = any(
        each in _TURNING or unicodedata.category(each) in ("Cc", "Zl", "Zp") for each in text.strip()
    )
    if forges or is_blank(name) or len(name) > MAX_NAME:
        raise BadName
    return name


def clean_user_agent(text: str) -> str:
    """Return what a browser calls itself, without anything that could disturb a log or a table."""
    return "".join(c for c in text if c.isprintable())[:MAX_USER_AGENT]
