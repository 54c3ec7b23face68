"""Names of agents: tidy, not too long, each once in a workspace whatever its capitals."""

import re
from collections.abc import Collection

from app.errors import Invalid
from app.flows.limits import NAME_CHARS

_NUMBERED = re.compile(r" \d+$")


def clean(raw: str) -> str:
    """Return the name as it is kept. Raises Invalid for none, one too long, or one that cannot be shown."""
    name = " ".join(raw.split())
    if not name:
        raise Invalid("Give the agent a name.")
    if len(name) > NAME_CHARS:
        raise Invalid(f"An agent's name may have {NAME_CHARS} characters. Shorten it.")
    if not name.isprintable():
        raise Invalid("An agent's name cannot hold control characters. Type it again.")
    return name


def key(name: str) -> str:
    """Return what two names that count as the same have in common."""
    return name.casefold()


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
