"""How many wrong passwords are too many: pure, over the times of what failed.

Who guesses is slowed down and never locks anybody out: each attempt after the tenth has to keep twice the distance
of the one before. A short wait is waited for, a longer one refused. A browser that has signed in to the account
before is counted by itself, so that a stranger at the same address does not even slow its owner.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10  # from one address or known browser, at once
PER_ADDRESS = 50  # whatever the account: somebody tries one password on many
HELD_SECONDS = 4.0  # as long as anybody would wait for a page
MOST_SECONDS = 60.0


def wait_seconds(failures: Sequence[datetime], limit: int, now: datetime) -> int:
    """Return how long until one more attempt is allowed, 0 for at once. ``failures`` oldest first."""
    recent = _recent(failures, now)
    if len(recent) < limit:
        return 0
    leaving = recent[-limit] + WINDOW
    return max(1, int((leaving - now).total_seconds() + 0.999))


def delay_seconds(failures: Sequence[datetime], now: datetime) -> float:
    """Return how long the next attempt on this account has to wait. ``failures`` oldest first."""
    recent = _recent(failures, now)
    if len(recent) < PER_ACCOUNT:
        return 0.0
    distance = min(2.0 ** (len(recent) - PER_ACCOUNT), MOST_SECONDS)
    return max(0.0, distance - (now - recent[-1]).total_seconds())


def _recent(failures: Sequence[datetime], now: datetime) -> list[datetime]:
    """Return those that count; what a clock that was ahead has noted counts as of now."""
    return [min(at, now) for at in failures if at > now - WINDOW]


def device(key: str, account: str, nonce: str) -> str:
    """Return what a browser keeps to be known again for this account (a hash of its e-mail), and nothing else."""
    proof = hmac.new(key.encode(), f"device:{account}:{nonce}".encode(), hashlib.sha256).hexdigest()
    return f"{nonce}.{proof}"


def nonce_of(key: str, account: str, shown: str) -> str:
    """Return the browser's own part of what it shows, or nothing where it was not given for this account."""
    nonce = shown.partition(".")[0]
    is_ours = shown.isascii() and hmac.compare_digest(device(key, account, nonce), shown)
    return nonce if is_ours else ""
