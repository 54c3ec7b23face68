"""What a rule is: an id, how grave, and one pure function that says what it found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.flows.graph import Node
from app.flows.nodes import NODES
from app.flows.rules.finding import Finding, Fix, Severity
from app.flows.rules.index import Index

SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to mend in a rule's own words; the rule adds its id and how grave it is."""

    message: str
    mend: str
    node: str = ""
    path: tuple[str, ...] = ()
    fix: Fix | None = None
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``title`` is what it wants, in words; ``check`` reads the flow and changes nothing."""

    id: str
    severity: Severity
    title: str
    check: Callable[[Index], Iterable[Said]] = field(repr=False)

    def finding(self, said: Said) -> Finding:
        """Return what was said as a finding of this rule."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            message=said.message,
            mend=said.mend,
            node=said.node,
            edge=said.edge,
            path=said.path,
            fix=said.fix,
        )


def quoted(text: str) -> str:
    """Return what somebody wrote as it stands in a sentence: in quotes, on one line, not too long."""
    line = " ".join(text[: 4 * SHOWN_CHARS].split())
    return f"“{line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1].rstrip() + '…'}”"


def called(node: Node) -> str:
    """Return what a step is called in a sentence: its name, else its kind."""
    spec = NODES.get(node.kind)
    return quoted(node.name if node.name.strip() else spec.title if spec else node.kind)


def removal(label: str, path: tuple[str, ...], item: str) -> Fix:
    """Return the fix that removes one entry of a list."""
    return Fix(label, ({"op": "remove_item", "path": list(path), "id": item},))


def setting(label: str, path: tuple[str, ...], value: object) -> Fix:
    """Return the fix that writes one plain value."""
    return Fix(label, ({"op": "set", "path": list(path), "value": value},))
