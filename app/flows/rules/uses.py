"""Where a flow names variables: ``{{name}}`` in texts, and the names that If/Else looks at."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.flows.rules.slots import Slot

MENTION = re.compile(r"\{\{([^{}\n]{0,120})\}\}")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,63}")

_BARE = {"conditions": "variable"}
_NAMING = {"variables": "name", "save": "variable"}
_PATTERN = "validation"


class Use(NamedTuple):
    """A name in a field. ``is_bare``: it stands there alone, without braces."""

    slot: Slot
    name: str
    is_bare: bool


def list_of(slot: Slot) -> str:
    """Return the name of the list a field is in, or nothing."""
    return slot.entry.path[-1] if slot.entry else ""


def is_bare_name(slot: Slot) -> bool:
    """Whether the field holds the name of a variable to look at."""
    return _BARE.get(list_of(slot)) == slot.spec.name


def is_new_name(slot: Slot) -> bool:
    """Whether the field gives a variable its name: one is declared, collected or kept there."""
    return _NAMING.get(list_of(slot)) == slot.spec.name


def mentions(text: str) -> Iterator[str]:
    """Give the names between double braces in their order, each once, tidied."""
    yield from dict.fromkeys(found.strip() for found in MENTION.findall(text))


def uses_of(texts: Iterable[Slot]) -> Iterator[Use]:
    """Give every use of a variable in these fields; patterns and the names of new variables use none."""
    for slot in texts:
        if slot.entry and is_bare_name(slot):
            name = slot.value.strip()
            if NAME.fullmatch(name):
                yield Use(slot, name, is_bare=True)
        elif "{{" in slot.value and slot.spec.name != _PATTERN and not is_new_name(slot) and slot.is_fitting:
            yield from (Use(slot, name, is_bare=False) for name in mentions(slot.value))
