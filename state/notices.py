"""The short messages in the corner. They are data like everything else: no script is sent to the browser."""

from dataclasses import dataclass
from typing import Literal

from app.kit.ids import new_id

Kind = Literal["done", "refused", ""]


@dataclass(frozen=True)
class Notice:
    """One message. ``undo`` is the id of a deleted agent to offer back, ``href`` a page to offer; or empty.

    The id is new with every message, so that a page that is loaded again does not repeat the last one.
    """

    id: str = ""
    kind: Kind = ""
    text: str = ""
    undo: str = ""
    href: str = ""


def done(text: str, *, undo: str = "", href: str = "") -> Notice:
    """Return the message that something has happened."""
    return Notice(new_id("no"), "done", text, undo, href)


def refused(sentence: str) -> Notice:
    """Return the message that something was refused, and what to do."""
    return Notice(new_id("no"), "refused", sentence)
