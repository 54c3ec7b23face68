"""What is said of an agent's life, everywhere in the same words."""

from typing import Any

import pytest

from app.flows.live.lifecycle import Verb
from state.words import KINDS, deed, named, news, standing
from tests.unit.state.reviews import a_status


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Draft"),
        ({"has_changes": True}, "Draft"),
        ({"state": "active", "live": 4}, "v4 live"),
        ({"state": "active", "live": 4, "has_changes": True}, "v4 live · changes not live"),
        ({"state": "inactive", "live": 4, "has_changes": True}, "Inactive · was v4"),
    ],
)
def test_what_is_true_of_an_agent(facts: dict[str, Any], words: str) -> None:
    assert standing(a_status(**facts)) == words


def test_every_way_to_switch_has_its_words() -> None:
    kinds = ("activated", "published", "deactivated", "rolled_back")
    assert len(kinds) == len(Verb)
    assert set(kinds) <= set(KINDS)
    assert [deed(kind, 4) for kind in kinds] == [
        "made v4 live", "published v4", "deactivated it", "rolled back to v4",
    ]  # fmt: skip
    assert len({news(kind, "Front desk", 4) for kind in kinds}) == len(kinds)


def test_a_kind_nobody_knows_is_still_told() -> None:
    assert deed("polished", 4) == "polished"
    assert news("polished", "Front desk", 4) == "changed “Front desk”"


def test_no_version_has_no_name() -> None:
    assert (named(None), named(0), named(3)) == ("", "", "v3")
