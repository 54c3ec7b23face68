"""What somebody asks for when they switch, made clean or refused."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.flows.limits import NOTE_CHARS
from app.flows.live.answers import Seen
from app.flows.live.lifecycle import Verb
from app.people.actor import Actor

KEY_CHARS = 100
_OF_TEXT = "\n\r\t"


@dataclass(frozen=True, slots=True)
class Wish:
    """One request to switch. ``hash`` is that of the reviewed content; None where a version is named instead.

    Without a ``version`` the draft is meant, except for deactivating, which needs no content.
    """

    verb: Verb
    agent_id: str
    seen: Seen
    hash: str | None
    version: int | None
    note: str
    key: str

    @property
    def of_draft(self) -> bool:
        """Whether the draft is to be live."""
        return self.version is None and self.verb is not Verb.DEACTIVATE

    def asked(self, actor: Actor) -> dict[str, Any]:
        """Return what makes another request the same one."""
        return {
            "by": actor.user_id,
            "verb": str(self.verb),
            "agent": self.agent_id,
            "version": self.version,
            "hash": self.hash,
            "state": self.seen.state,
            "live": self.seen.live_version,
            "note": self.note,
        }


def clean_note(raw: str) -> str:
    """Return the note trimmed. Raises Invalid."""
    note = raw.strip()
    if len(note) > NOTE_CHARS:
        raise Invalid(f"A note may have {NOTE_CHARS:,} characters. Shorten it and try again.")
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in _OF_TEXT for each in note):
        raise Invalid("A note cannot hold control characters. Type it again.")
    return note


def clean_key(raw: str) -> str:
    """Return the request's key. Raises Invalid."""
    if not 1 <= len(raw) <= KEY_CHARS or not raw.isprintable():
        raise Invalid(f"A request needs a key of 1 to {KEY_CHARS} visible characters. Make a fresh one.")
    return raw
