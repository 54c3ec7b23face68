"""How many wrong passwords are too many: pure, over the times of what failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10  # from one address, so that a stranger elsewhere cannot lock anybody out
PER_ADDRESS = 50  # whatever the account: somebody tries one password on many


def wait_seconds(failures: Sequence[datetime], limit: int, now: datetime) -> int:
    """Return how long until one more attempt is allowed, 0 for at once. ``failures`` oldest first."""
    recent = [at for at in failures if at > now - WINDOW]
    if len(recent) < limit:
        return 0
    leaving = recent[-limit] + WINDOW
    return max(1, int((leaving - now).total_seconds() + 0.999))
