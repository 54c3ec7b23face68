"""Lines that people tick: who vouched for a part, while it was what it is now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.db.tx import Tx
from app.flows.graph import FlowGraph
from app.flows.history.answers import Person
from app.flows.live import parts, queries
from app.flows.live.answers import Deed, Line, Tick
from app.flows.live.ports import Subject
from app.flows.live.tables import TickRow

TICK = Deed("Tick", "tick")


@dataclass(frozen=True, slots=True)
class TickLine:
    """A line to tick: for which part, and what to do before. ``applies`` says whether the flow has such a thing."""

    id: str
    title: str
    part: str
    todo: str
    applies: Callable[[FlowGraph], bool] = lambda _graph: True
    otherwise: str = ""


def has_transfer(graph: FlowGraph) -> bool:
    """Whether there is a Human Transfer in the flow."""
    return any(node.kind == "transfer" for node in graph.nodes.values())


def has_knowledge(graph: FlowGraph) -> bool:
    """Whether any knowledge is attached."""
    return bool(graph.settings.get("knowledge"))


NO_KNOWLEDGE = "No knowledge is attached."
NO_TRANSFER = "This flow has no Human Transfer."

TICK_LINES: Sequence[TickLine] = (
    TickLine(
        "happy_path",
        "The usual conversation was tested several times",
        parts.WHOLE,
        "Go through the usual conversation several times, then tick.",
    ),
    TickLine(
        "edge_cases",
        "Unusual conversations were tested",
        parts.WHOLE,
        "Try silence, interruptions, changed minds and answers nobody expects, then tick.",
    ),
    TickLine(
        "error_scenarios",
        "Errors do not break the conversation",
        parts.WHOLE,
        "Try what happens when a request, a booking or a transfer fails, then tick.",
    ),
    TickLine(
        "transfer_works",
        "Human transfer works",
        parts.WHOLE,
        "Have a call handed to a person and hear them answer, then tick.",
        has_transfer,
        NO_TRANSFER,
    ),
    TickLine(
        "prompt_accurate",
        "The system prompt is accurate",
        parts.SYSTEM_PROMPT,
        "Read the system prompt from beginning to end, then tick.",
    ),
    TickLine(
        "prompts_reviewed",
        "All prompts were reviewed",
        parts.PROMPTS,
        "Read what every step says and asks, then tick.",
    ),
    TickLine(
        "pronunciations",
        "Pronunciations are there for tricky words",
        parts.PRONUNCIATIONS,
        "Add names and words the voice may get wrong; if there are none, just tick.",
    ),
    TickLine(
        "voice_heard",
        "The voice was heard",
        parts.VOICE,
        "Listen to the voice, then tick. A preview in the browser is not the voice that callers hear.",
    ),
    TickLine(
        "knowledge_reviewed",
        "The knowledge was reviewed",
        parts.KNOWLEDGE,
        "Read what is attached where it is kept, then tick.",
        has_knowledge,
        NO_KNOWLEDGE,
    ),
)
BY_ID = {line.id: line for line in TICK_LINES}


class TickLines:
    """The ticked lines, in their order."""

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        """See LineSource."""
        hashes = subject.content.parts
        rows = queries.ticks(tx, subject.agent_id, set(hashes.values()))
        fallen = queries.ticked_lines(tx, subject.agent_id)
        for each in TICK_LINES:
            part = hashes[each.part]
            mine = [row for row in rows if row.line == each.id and row.part == part]
            yield _line(each, part, mine, subject.graph, each.id in fallen)


def _line(each: TickLine, part: str, rows: Sequence[TickRow], graph: FlowGraph, was_ticked: bool) -> Line:
    if not each.applies(graph):
        return Line(each.id, each.title, each.otherwise, "not_applicable", blocks=False, ticked=True)
    ticks = tuple(Tick(Person(row.user_id, row.user_name), row.at) for row in rows)
    return Line(
        id=each.id,
        title=each.title,
        detail=_detail(each, ticks, was_ticked),
        state="done" if ticks else "failing",
        blocks=False,
        ticked=True,
        part=part,
        ticks=ticks,
        deed=TICK,
    )


def _detail(each: TickLine, ticks: tuple[Tick, ...], was_ticked: bool) -> str:
    if ticks:
        return f"Ticked by {' and '.join(tick.by.name for tick in ticks)}."
    return f"It has changed since it was ticked. {each.todo}" if was_ticked else each.todo
