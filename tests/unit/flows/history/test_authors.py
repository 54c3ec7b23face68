"""Whose changes these are (app/flows/history/SPEC.md, K7 and K8)."""

from datetime import timedelta
from typing import Any

from app.flows.documents import Author, Touched
from app.flows.graph import FlowGraph
from app.flows.history.answers import Change, Person
from app.flows.history.authors import NOBODY, by_author, with_authors
from app.flows.history.diff import diff
from app.kit import clock
from tests.builders import a_flow

AT = clock.now()
ANA, BEN, CEM = Person("us_ana", "Ana"), Person("us_ben", "Ben"), Person("us_cem", "Cem")
SYSTEM = Person("system", "")


def by(*people: Person, after: int = 0) -> tuple[Author, ...]:
    """These people, one a minute."""
    return tuple(
        Author(one.id, one.name, AT + timedelta(minutes=after + at)) for at, one in enumerate(people)
    )


def authored(change: Any, authors: dict[Touched, tuple[Author, ...]]) -> dict[str, tuple[Person, ...]]:
    """Element and field of what differs after a change of the small flow, with who made it."""
    data = a_flow(conversations=2).to_json()
    change(data)
    changes = diff(a_flow(conversations=2), FlowGraph.from_json(data))
    return {
        f"{each.element}/{each.field}".rstrip("/"): each.authors for each in with_authors(changes, authors)
    }


def test_k7_a_field_stands_under_all_who_touched_it_the_latest_first() -> None:
    def change(data: Any) -> None:
        data["nodes"]["n_conversation"]["fields"]["prompt"] = "Other words"
        data["settings"]["speed"] = 2

    found = authored(
        change,
        {
            ("nodes/n_conversation", "prompt"): by(ANA, BEN),
            ("nodes/n_conversation", "mode"): by(CEM),
            ("settings", "speed"): by(CEM),
            ("settings", "language"): by(ANA),
        },
    )
    assert found == {"nodes/n_conversation/prompt": (BEN, ANA), "settings/speed": (CEM,)}


def test_k7_what_was_taken_back_is_not_listed() -> None:
    assert authored(lambda _data: None, {("nodes/n_conversation", "prompt"): by(ANA)}) == {}


def test_k7_a_list_belongs_to_all_who_touched_its_entries() -> None:
    def change(data: Any) -> None:
        data["nodes"]["n_2"]["fields"]["transitions"].append({"id": "i_1", "condition": "More"})

    found = authored(
        change,
        {
            ("nodes/n_2", "transitions/i_1"): by(ANA),
            ("nodes/n_2", "transitions/i_1/condition"): by(BEN, after=5),
            ("nodes/n_2", "transitions_other"): by(CEM),
        },
    )
    assert found == {"nodes/n_2/transitions": (BEN, ANA)}


def test_k8_a_step_that_went_belongs_to_the_last_who_deleted_it_with_its_connections() -> None:
    def change(data: Any) -> None:
        del data["nodes"]["n_2"]

    found = authored(
        change,
        {
            ("nodes/n_2", "deleted"): by(ANA, BEN),
            ("nodes/n_2", "name"): by(CEM),
            ("nodes/n_2", ""): by(SYSTEM, after=9),
            ("edges/e_2", ""): by(CEM),
        },
    )
    assert found == {"nodes/n_2": (BEN,), "edges/e_2": (BEN,)}


def test_k8_a_connection_that_somebody_removed_is_theirs() -> None:
    def change(data: Any) -> None:
        del data["edges"]["e_2"]

    assert authored(change, {("edges/e_2", ""): by(ANA), ("nodes/n_2", "name"): by(BEN)}) == {
        "edges/e_2": (ANA,)
    }


def test_k8_a_connection_whose_way_out_went_is_whose_change_that_was() -> None:
    def change(data: Any) -> None:
        data["nodes"]["n_2"]["fields"]["transitions"] = []

    authors = {("nodes/n_2", "transitions/i_on"): by(ANA), ("nodes/n_2", "name"): by(BEN)}
    assert authored(change, authors) == {"nodes/n_2/transitions": (ANA,), "edges/e_2": (ANA,)}


def test_k8_a_step_that_came_belongs_to_all_who_wrote_it_and_so_do_connections_that_came_back() -> None:
    data = a_flow(conversations=2).to_json()
    del data["nodes"]["n_2"]
    changes = diff(FlowGraph.from_json(data), a_flow(conversations=2))
    found = with_authors(
        changes, {("nodes/n_2", "deleted"): by(ANA), ("nodes/n_2", "prompt"): by(BEN, after=1)}
    )
    assert [(each.element, each.authors) for each in found] == [
        ("nodes/n_2", (BEN, ANA)),
        ("edges/e_2", (ANA,)),
    ]


def test_k7_rows_and_their_order() -> None:
    def with_rows(*ids: str) -> FlowGraph:
        return FlowGraph.from_json({"variables": [{"id": each, "name": each} for each in ids]})

    changes = diff(with_rows("v_1", "v_2", "v_3"), with_rows("v_2", "v_1"))
    found = with_authors(changes, {("variables/v_1", "order"): by(ANA), ("variables/v_3", ""): by(BEN)})
    assert [(each.element, each.authors) for each in found] == [
        ("variables/v_3", (BEN,)),
        ("variables", (ANA,)),
    ]


def test_changes_are_grouped_by_author_and_the_unknown_come_last() -> None:
    def change(name: str, *authors: Person) -> Change:
        return Change("settings", "changed", "settings", name, "Settings", name, "a", "b", authors=authors)

    voice, speed, volume = change("voice"), change("speed", BEN, ANA), change("volume", ANA)
    groups = by_author((voice, speed, volume))
    assert [(group.author, group.changes) for group in groups] == [
        (BEN, (speed,)),
        (ANA, (speed, volume)),
        (NOBODY, (voice,)),
    ]
