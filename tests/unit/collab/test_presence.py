"""Presence (SPEC P1, P2, P3)."""

import json

import pytest

from app.collab.presence import MAX_IDS_PER_PEER, Presence, Stamp
from app.collab.protocol import AwarenessEntry, BadMessage

ANNA = Stamp("us_anna", "Anna", "#112233", can_write=True)
EVE = Stamp("us_eve", "Eve", "#445566", can_write=True)
VIEWER = Stamp("us_vic", "Vic", "#778899", can_write=False)


def said(client_id: int, clock: int, **state: object) -> AwarenessEntry:
    return AwarenessEntry(client_id, clock, json.dumps(state))


def states(presence: Presence) -> dict[int, dict[str, object]]:
    return {entry.client_id: json.loads(entry.state) for entry in presence.everyone()}


def test_p2_name_and_colour_are_the_servers() -> None:
    presence = Presence()
    presence.hear(1, ANNA, [said(7, 1, user={"name": "<img onerror=x>", "id": "us_eve"}, field="f")], {})
    assert states(presence)[7] == {
        "field": "f",
        "user": {"id": "us_anna", "name": "Anna", "color": "#112233", "colorLight": "#11223333"},
    }


def test_p1_nobody_speaks_for_anothers_id() -> None:
    presence = Presence()
    presence.hear(1, ANNA, [said(7, 1, field="mine")], {})
    presence.hear(2, EVE, [said(7, 99, field="spoofed"), AwarenessEntry(7, 100, "null"), said(8, 1)], {})
    assert states(presence)[7]["field"] == "mine"
    assert set(states(presence)) == {7, 8}


def test_p1_an_id_that_belongs_to_somebody_by_their_edits_is_taken_by_nobody_else() -> None:
    presence = Presence()
    presence.hear(2, EVE, [said(7, 1, field="first")], {7: "us_anna"})
    assert states(presence) == {}


def test_p1_a_stock_provider_repeating_its_teammates_is_no_offence() -> None:
    presence = Presence()
    presence.hear(1, ANNA, [said(7, 3, field="mine")], {})
    presence.take_changes()
    presence.hear(2, EVE, [said(7, 3, field="mine"), said(9, 1)], {})
    assert [entry.client_id for entry in presence.take_changes()] == [9]


def test_p2_a_viewer_keeps_pointer_and_selection_only() -> None:
    presence = Presence()
    presence.hear(
        3, VIEWER, [said(5, 1, pointer={"x": 1, "y": 2}, selection=["a"], drag={}, field="f", cursor={})], {}
    )
    assert set(states(presence)[5]) == {"pointer", "selection", "user"}


def test_p3_the_gone_are_told_once_with_a_later_clock_and_then_forgotten() -> None:
    presence = Presence()
    presence.hear(1, ANNA, [said(7, 4, field="f")], {})
    presence.take_changes()
    presence.leave(1)
    assert presence.take_changes() == [AwarenessEntry(7, 5, "null")]
    assert presence.take_changes() == []
    presence.hear(2, EVE, [said(7, 1)], {})
    assert set(states(presence)) == {7}


@pytest.mark.parametrize("state", ["[]", "7", '"x"', "{", "[" * 3000, json.dumps({"a": "x" * 5000})])
def test_p2_a_state_that_is_no_small_object_is_refused(state: str) -> None:
    with pytest.raises(BadMessage):
        Presence().hear(1, ANNA, [AwarenessEntry(7, 1, state)], {})


def test_p2_ids_per_connection_are_bounded() -> None:
    presence = Presence()
    with pytest.raises(BadMessage):
        presence.hear(1, ANNA, [said(client, 1) for client in range(MAX_IDS_PER_PEER + 1)], {})
