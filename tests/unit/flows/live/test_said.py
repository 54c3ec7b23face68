"""The sentences of refusals."""

from dataclasses import replace
from datetime import UTC, datetime

from app.flows.history.answers import Change, Person
from app.flows.live import said
from app.flows.live.answers import Act, Checklist, Line

ACT = Act(
    "hi_1", 4, "activated", datetime(2026, 5, 3, 9, 8, 7, tzinfo=UTC), Person("us_ana", "Ana"), 4, None, ""
)
ANA, BEN, CAL = Person("us_ana", "Ana"), Person("us_ben", "Ben"), Person("us_cal", "Cal")
CHANGE = Change("steps", "changed", "nodes/n1", "prompt", "Greeting", "Prompt", "a", "b")


def test_l2_who_did_what_when() -> None:
    told = said.already_switched("Front desk", ACT)
    assert told.startswith("Ana activated v4 at 09:08:07 UTC on 3 May. ")
    for kind, words in (
        ("published", "Ana published v4"),
        ("rolled_back", "Ana made v4 live again"),
        ("deactivated", "Ana deactivated v4"),
    ):
        assert said.already_switched("Front desk", replace(ACT, kind=kind)).startswith(words)
    assert said.already_switched("Front desk", None).startswith("“Front desk” was never live.")


def test_l3_who_changed_how_much() -> None:
    def told(*changes: Change) -> str:
        return said.flow_changed(changes).partition(" after")[0]

    assert told(replace(CHANGE, authors=(ANA,))) == "Ana changed 1 thing"
    two = (replace(CHANGE, authors=(ANA, BEN)), replace(CHANGE, authors=(BEN,)))
    assert told(*two) == "Ana and Ben changed 2 things"
    assert told(replace(CHANGE, authors=(ANA, BEN, CAL))) == "Ana, Ben and Cal changed 1 thing"
    for nobody in ((), (CHANGE,), (replace(CHANGE, authors=(Person("", ""),)),)):
        assert said.flow_changed(nobody).startswith("This is no longer the content you reviewed.")


def test_l4_what_stands_in_the_way() -> None:
    def told(count: int) -> str:
        lines = tuple(Line(str(n), "T", f"Line {n} is open.", "failing", blocks=True) for n in range(count))
        return said.not_ready("Front desk", Checklist("", lines))

    assert told(1) == "“Front desk” cannot go live yet. Line 0 is open."
    assert told(2) == "“Front desk” cannot go live yet. Line 0 is open. One more line stands open."
    assert told(3) == "“Front desk” cannot go live yet. Line 0 is open. 2 more lines stand open."
