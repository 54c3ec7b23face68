"""Business hours: the rules are those of app/flows/hours_problems.py, one for each kind of problem."""

from collections.abc import Callable, Iterable, Iterator

from app.flows.hours_problems import Problem, ProblemKind, problems
from app.flows.rules.finding import Severity
from app.flows.rules.index import Index
from app.flows.rules.rule import Rule, Said, removal, setting


def _problems(flow: Index) -> tuple[Problem, ...]:
    return problems(flow.graph.settings)


def hours_check(kind: ProblemKind) -> Callable[[Index], Iterable[Said]]:
    """Return the check that says the problems of one kind."""

    def check(flow: Index) -> Iterator[Said]:
        for each in flow.once(_problems):
            if each.kind == kind:
                fix = setting(f"Set it to {each.value}", each.path, each.value) if each.value else None
                if kind == "no_days":
                    fix = removal("Remove the entry", each.path[:2], each.path[2])
                yield Said(each.message, each.mend, path=each.path, fix=fix)

    return check


RULES = (
    Rule("hours_zone", Severity.ERROR, "Business hours have a time zone", hours_check("zone")),
    Rule("hours_span", Severity.ERROR, "Business hours open before they close", hours_check("span")),
    Rule("hours_overlap", Severity.ERROR, "Business hours do not overlap", hours_check("overlap")),
    Rule("hours_date", Severity.ERROR, "Special days have a date", hours_check("date")),
    Rule("hours_date_doubled", Severity.ERROR, "No date is special twice", hours_check("doubled_date")),
    Rule("hours_never_open", Severity.WARNING, "The business is open sometimes", hours_check("never_open")),
    Rule("hours_without_days", Severity.WARNING, "All hours have days", hours_check("no_days")),
)
