"""The short messages in the corner. They are data like everything else: no script is sent to the browser."""

from dataclasses import dataclass
from typing import Literal

from app.kit.ids import new_id

Kind = Literal["done", "refused", ""]
Deed = Literal["recover", "restore"]


@dataclass(frozen=True)
class Notice:
    """One message. ``undo`` is what to offer back by ``deed``, ``href`` a page to offer; or empty.

    To "recover" is to bring back a deleted agent, by its id; to "restore" a draft, by agent and version ("ag_1/7").
    The id is new with every message, so that a page that is loaded again does not repeat the last one.
    """

    id: str = ""
    kind: Kind = ""
    text: str = ""
    undo: str = ""
    href: str = ""
    deed: Deed = "recover"


def done(text: str, *, undo: str = "", href: str = "", deed: Deed = "recover") -> Notice:
    """Return the message that something has happened."""
    return Notice(new_id("no"), "done", text, undo, href, deed)


def refused(sentence: str) -> Notice:
    """Return the message that something was refused, and what to do."""
    return Notice(new_id("no"), "refused", sentence)
