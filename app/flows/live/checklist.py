"""The checklist: what every source has to say about a content, in one order."""

from collections.abc import Sequence

from app.db.tx import Tx
from app.flows.live.answers import Checklist, Line
from app.flows.live.flow_lines import FlowLines, FlowWarnings
from app.flows.live.ports import LineSource, Newsroom, Phones, Subject
from app.flows.live.row_lines import LaterLines, PhoneLine, ToldLine
from app.flows.live.tick_lines import TickLines


def sources(phones: Phones, newsroom: Newsroom, more: Sequence[LineSource]) -> tuple[LineSource, ...]:
    """Return the sources in their order; ``more`` may take the place of what says it is not set up."""
    first = (FlowLines(), PhoneLine(phones), FlowWarnings(), ToldLine(newsroom), LaterLines())
    return (*first, TickLines(), *more)


def assemble(tx: Tx, using: Sequence[LineSource], subject: Subject) -> Checklist:
    """Return the checklist of a content."""
    lines: dict[str, Line] = {}
    for source in using:
        for line in source.lines(tx, subject):
            lines[line.id] = line
    return Checklist(subject.content.hash, tuple(lines.values()))
