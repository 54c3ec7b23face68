"""What may come between a decision and its switch; each carries what the dialog has to show then."""

from app.errors import AppError, Conflict
from app.flows.history.answers import Change
from app.flows.live.answers import Checklist, Status
from app.flows.rules.finding import Finding


class FlowChanged(Conflict):
    """The content is no longer the reviewed one. ``changes`` are those since, ``hash`` is the content's now."""

    code = "flow_changed"

    def __init__(self, message: str, changes: tuple[Change, ...], content_hash: str) -> None:
        super().__init__(message)
        self.changes = changes
        self.hash = content_hash


class AlreadySwitched(Conflict):
    """Somebody else switched first. ``now`` is what is true since."""

    code = "already_switched"

    def __init__(self, message: str, status: Status) -> None:
        super().__init__(message)
        self.now = status


class NotReady(AppError):
    """Lines of the checklist stand in the way; the findings say where."""

    code = "not_ready"
    status = 422

    def __init__(self, message: str, checklist: Checklist, findings: tuple[Finding, ...]) -> None:
        super().__init__(message)
        self.checklist = checklist
        self.findings = findings
