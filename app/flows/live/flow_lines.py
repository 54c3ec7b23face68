"""Lines that follow from what the rules found in the flow, and from its settings."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.db.tx import Tx
from app.flows.graph import FlowGraph
from app.flows.live.answers import Deed, Line, LineState
from app.flows.live.ports import Subject
from app.flows.nodes import START_ID
from app.flows.rules.finding import Finding, Severity

START_RULES = frozenset({"start_missing", "start_leads_nowhere", "start_without_talk"})
PATH_RULES = frozenset(
    {
        "way_loose",
        "otherwise_loose",
        "failure_loose",
        "step_dead_end",
        "call_trapped",
        "decisions_in_circle",
    }
)
ORPHAN_RULE = "step_orphaned"
PERSON_RULE = "person_unreachable"

_HOURS_SETTINGS = ("business_hours", "hours_exceptions", "time_zone")
_FALLBACKS = {
    "fallback_not_understood": "when the caller is not understood",
    "fallback_error": "when something fails",
    "fallback_closed": "outside business hours",
}


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A line that is done when no finding belongs to it."""

    id: str
    title: str
    done: str
    belongs: Callable[[Finding], bool]


FLOW_LINES: Sequence[FlowLine] = (
    FlowLine(
        "start",
        "Start is configured",
        "Start begins the call and leads on.",
        lambda found: found.rule in START_RULES or (found.blocks and found.node == START_ID),
    ),
    FlowLine(
        "paths",
        "Every path reaches End Call or Transfer",
        "From every step the call can end, or be handed to a person.",
        lambda found: found.rule in PATH_RULES,
    ),
    FlowLine(
        "orphans",
        "No step is orphaned",
        "A call can come to every step.",
        lambda found: found.rule == ORPHAN_RULE,
    ),
    FlowLine("problems", "There are no errors", "The rules find no error.", lambda found: found.blocks),
    FlowLine(
        "system_prompt",
        "The system prompt is there",
        "It tells the agent who it is and how to speak.",
        lambda found: found.blocks and found.path[:2] == ("settings", "system_prompt"),
    ),
)


class FlowLines:
    """The lines about the flow that block going live."""

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        """See LineSource. Of a content that was live, only what stops calls blocks."""
        for each in FLOW_LINES:
            found = [finding for finding in subject.content.findings if each.belongs(finding)]
            blocks = not subject.was_live or any(one.severity is Severity.FATAL for one in found)
            yield _of_findings(each.id, each.title, each.done, found, blocks=blocks)


class FlowWarnings:
    """The lines about the flow that warn."""

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        """See LineSource."""
        found = subject.content.findings
        yield _hours(subject.graph, [one for one in found if _is_about_hours(one)])
        yield _fallbacks(subject.graph)
        unreachable = [one for one in found if one.rule == PERSON_RULE]
        title = "A person can be reached from every conversation"
        done = "From every conversation a call can be handed to a person."
        yield _of_findings("transfer", title, done, unreachable, blocks=False)


def _of_findings(line: str, title: str, done: str, found: Sequence[Finding], *, blocks: bool) -> Line:
    if not found:
        return Line(line, title, done, "done", blocks)
    more = len(found) - 1
    rest = "" if not more else " And 1 more." if more == 1 else f" And {more} more."
    return Line(line, title, f"{found[0].message}{rest}", "failing", blocks, deed=_deed(found))


def _deed(found: Sequence[Finding]) -> Deed:
    """Lead to the one place, or to the list of all."""
    first = found[0]
    if len(found) == 1 and first.path:
        return Deed("Show it", "/".join(first.path))
    if len(found) == 1 and first.node:
        return Deed("Show it", f"nodes/{first.node}")
    return Deed("Show problems", "problems")


def _is_about_hours(finding: Finding) -> bool:
    return len(finding.path) > 1 and finding.path[0] == "settings" and finding.path[1] in _HOURS_SETTINGS


def _hours(graph: FlowGraph, wrong: Sequence[Finding]) -> Line:
    line, title = "hours", "Business hours are set"
    if wrong:
        return _of_findings(line, title, "", wrong, blocks=False)
    if graph.settings.get("business_hours"):
        return Line(line, title, "Outside them callers hear the message for closed hours.", "done", False)
    detail = "None are set: the agent answers at any hour. If that is meant, leave it."
    deed = Deed("Set business hours", "settings/business_hours")
    return Line(line, title, detail, "not_set_up", blocks=False, deed=deed)


def _fallbacks(graph: FlowGraph) -> Line:
    settings = graph.settings
    wanted = [name for name in _FALLBACKS if name != "fallback_closed" or settings.get("business_hours")]
    missing = [name for name in wanted if not str(settings.get(name) or "").strip()]
    title = "Fallback messages are set"
    if not missing:
        return Line(
            "fallbacks", title, "Whatever goes wrong, the caller hears words of yours.", "done", False
        )
    detail = f"There is none {' and '.join(_FALLBACKS[name] for name in missing)}."
    state: LineState = "not_set_up" if missing == wanted else "failing"
    deed = Deed("Write it" if len(missing) == 1 else "Write them", f"settings/{missing[0]}")
    return Line("fallbacks", title, detail, state, blocks=False, deed=deed)
