"""What a rule says about a flow."""

from dataclasses import dataclass
from enum import StrEnum

from app.flows.spec import Json


class Severity(StrEnum):
    """``FATAL``: a call could not be held at all. ``ERROR`` blocks going live too; ``WARNING`` does not."""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend that is certain: the ops, in the words of components/canvas/ops.js, that remove the finding.

    ``ops`` are {"op": "delete_nodes", "ids"}, {"op": "remove_edges", "ids"}, {"op": "set", "path", "value"} or
    {"op": "remove_item", "path", "id"}; a path is that of ``setValue``: ["nodes", id, field], ["settings", field] …
    """

    label: str
    ops: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``path`` leads to the field: ("nodes", id, field, item, sub), ("settings", "time_zone")."""

    rule: str
    severity: Severity
    message: str
    mend: str
    node: str = ""
    edge: str = ""
    path: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def blocks(self) -> bool:
        """Whether a draft with this finding cannot go live."""
        return self.severity is not Severity.WARNING

    def to_json(self) -> Json:
        """Return what the browser and the API are given."""
        fix = {"label": self.fix.label, "ops": list(self.fix.ops)} if self.fix else None
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "message": self.message,
            "mend": self.mend,
            "node": self.node,
            "edge": self.edge,
            "path": list(self.path),
            "fix": fix,
        }
