"""Times on their way to the browser, which shows them in the viewer's own time zone."""

from datetime import datetime


def iso(moment: datetime | None) -> str:
    """Return an aware time as ISO 8601 text, or nothing."""
    return moment.isoformat() if moment else ""
