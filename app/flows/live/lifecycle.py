"""The one table of what an agent may become: draft → active ⇄ inactive, and never back to draft."""

from collections.abc import Mapping
from enum import StrEnum

from app.errors import Conflict
from app.flows.answers import AgentState


class Verb(StrEnum):
    """What a person can ask. The history keeps it in the past tense, see ``KINDS``."""

    ACTIVATE = "activate"
    PUBLISH = "publish"
    DEACTIVATE = "deactivate"
    ROLL_BACK = "roll_back"


KINDS: Mapping[Verb, str] = {
    Verb.ACTIVATE: "activated",
    Verb.PUBLISH: "published",
    Verb.DEACTIVATE: "deactivated",
    Verb.ROLL_BACK: "rolled_back",
}
"""The acts: the kinds of history events that change what callers hear."""

LIVE_KINDS = frozenset(KINDS.values()) - {"deactivated"}
"""The acts whose version callers heard from then on."""

TRANSITIONS: Mapping[tuple[AgentState, Verb], AgentState] = {
    ("draft", Verb.ACTIVATE): "active",
    ("inactive", Verb.ACTIVATE): "active",
    ("active", Verb.PUBLISH): "active",
    ("active", Verb.ROLL_BACK): "active",
    ("active", Verb.DEACTIVATE): "inactive",
}

_REFUSALS: Mapping[tuple[AgentState, Verb], str] = {
    ("active", Verb.ACTIVATE): "{name} is active already. To make the draft live, publish the changes.",
    ("draft", Verb.PUBLISH): "{name} is not active yet. Activate it to make its draft live.",
    ("inactive", Verb.PUBLISH): "{name} is inactive. Activate it and choose the draft to make that live.",
    ("draft", Verb.ROLL_BACK): "{name} is not active yet. Activate it with the version you want.",
    ("inactive", Verb.ROLL_BACK): "{name} is inactive. Activate it with the version you want.",
    ("draft", Verb.DEACTIVATE): "{name} is a draft, which no caller hears. There is nothing to deactivate.",
    ("inactive", Verb.DEACTIVATE): "{name} is inactive already. There is nothing to deactivate.",
}


def move(state: AgentState, verb: Verb, name: str) -> AgentState:
    """Return the state that follows. Raises Conflict with a sentence about the agent of this name."""
    try:
        return TRANSITIONS[(state, verb)]
    except KeyError:
        raise Conflict(_REFUSALS[(state, verb)].replace("{name}", f"“{name}”")) from None
