"""The checklist's lines as the panel and the dialogs show them."""

from dataclasses import dataclass

from app.flows.live.answers import Line
from app.people.actor import Actor
from state.session import Person, person
from state.times import iso


@dataclass(frozen=True)
class TickRow:
    """Who vouched for a line, and when."""

    person: Person
    at: str


@dataclass(frozen=True)
class LineRow:
    """One line. ``look`` is done, blocking, warning or none (not applicable); ``is_mine`` says that I ticked it."""

    id: str
    title: str
    detail: str
    look: str
    blocks: bool
    ticked: bool
    part: str
    ticks: list[TickRow]
    is_mine: bool
    deed: str
    target: str
    word: str


_WORDS = {"done": "Done", "blocking": "Blocks going live", "warning": "Not done", "none": "Not applicable"}


def line_row(line: Line, who: Actor) -> LineRow:
    """Return a line as this person sees it."""
    look = _look(line)
    return LineRow(
        id=line.id,
        title=line.title,
        detail=line.detail,
        look=look,
        blocks=line.blocks,
        ticked=line.ticked,
        part=line.part,
        ticks=[TickRow(person(tick.by.id, tick.by.name), iso(tick.at)) for tick in line.ticks],
        is_mine=any(tick.by.id == who.user_id for tick in line.ticks),
        deed=line.deed.label if line.deed and line.deed.target != "tick" else "",
        target=line.deed.target if line.deed else "",
        word="Not set up" if line.state == "not_set_up" else _WORDS[look],
    )


def _look(line: Line) -> str:
    if line.state == "done":
        return "done"
    if line.state == "not_applicable":
        return "none"
    return "blocking" if line.blocks and line.state == "failing" else "warning"
