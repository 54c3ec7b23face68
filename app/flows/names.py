"""Names of agents: tidy, not too long, each once in a workspace whatever its capitals and its Unicode form."""

import re
from collections.abc import Collection

from app.errors import Invalid
from app.flows.limits import NAME_CHARS
from app.kit import text
from app.kit.text import Unshowable, is_blank, one_line

_NONE = "Give the agent a name."
_NUMBERED = re.compile(r" \d+$")


def clean(raw: str, whose: str = "An agent's") -> str:
    """Return the name as it is kept. Raises Invalid for none, one too long, or one that cannot be shown."""
    name = tidy(raw, whose)
    if is_blank(name):
        raise Invalid(f"{whose} name needs a character that can be seen. Type one." if name else _NONE)
    return name


def tidy(raw: str, whose: str) -> str:
    """Return a name that may be empty, without what cannot be seen. Raises Invalid, saying what it may not hold."""
    try:
        name = one_line(raw)
    except Unshowable as error:
        raise Invalid(f"{whose} name cannot hold {error}. Type it again.") from None
    if len(name) > NAME_CHARS:
        raise Invalid(f"{whose} name may have {NAME_CHARS} characters. Shorten it.")
    return name


def key(name: str) -> str:
    """Return what two names that count as the same have in common."""
    return text.key(name)


def free(name: str, taken: Collection[str]) -> str:
    """Return the name, or with the smallest number behind it whose key nobody has."""
    if key(name) not in taken:
        return name
    stem, count = _NUMBERED.sub("", name), 2
    while key(numbered := _with_number(stem, count)) in taken:
        count += 1
    return numbered


def _with_number(stem: str, count: int) -> str:
    tail = f" {count}"
    return stem[: NAME_CHARS - len(tail)].rstrip() + tail
