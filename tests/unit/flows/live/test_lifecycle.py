"""The table of what an agent may become."""

import re
from itertools import product
from typing import get_args

import pytest

from app.errors import Conflict
from app.flows.answers import AgentState
from app.flows.live.lifecycle import KINDS, LIVE_KINDS, TRANSITIONS, Verb, move

STATES = get_args(AgentState)


@pytest.mark.parametrize(("state", "verb"), list(product(STATES, Verb)))
def test_l1_every_state_and_verb_has_an_answer(state: AgentState, verb: Verb) -> None:
    if (state, verb) in TRANSITIONS:
        assert move(state, verb, "Front desk") == TRANSITIONS[(state, verb)]
        return
    with pytest.raises(Conflict, match="“Front desk” is ") as refused:
        move(state, verb, "Front desk")
    assert refused.value.message.count(".") >= 2, "one sentence why, one what to do"


def test_l1_never_back_to_draft_and_active_by_three_verbs_only() -> None:
    assert "draft" not in TRANSITIONS.values()
    assert {verb for (_state, verb), after in TRANSITIONS.items() if after == "inactive"} == {Verb.DEACTIVATE}
    assert all(state == "active" for state, verb in TRANSITIONS if verb is not Verb.ACTIVATE)


def test_l1_a_name_is_only_a_name() -> None:
    with pytest.raises(Conflict, match=re.escape("“{name} {0} %s”")):
        move("active", Verb.ACTIVATE, "{name} {0} %s")


def test_l11_every_verb_has_one_kind_of_act() -> None:
    assert set(KINDS) == set(Verb)
    assert len(set(KINDS.values())) == len(Verb)
    assert sorted(LIVE_KINDS) == ["activated", "published", "rolled_back"]
