"""How much of something may be had per second, by whom: pure arithmetic over a clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEYS = 10_000  # whoever had nothing lately is forgotten first


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_second`` for ever, ``burst`` at once; who is ahead of it waits, at most ``patience_seconds``."""

    per_second: float
    burst: float
    patience_seconds: float = 0.0


class Shares:
    """One allowance for each key, such as an address or a person."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._used_until: dict[str, float] = {}

    def wait_seconds(self, key: str, cost: float = 1.0) -> float | None:
        """Take ``cost`` from the key's share: return how long to wait before using it, or None if refused.

        What is refused costs nothing, so that a share is there again as soon as its owner becomes patient.
        """
        now = self._clock()
        until = max(self._used_until.get(key, now), now) + cost / self._rate.per_second
        wait = max(0.0, until - now - self._rate.burst / self._rate.per_second)
        if wait > self._rate.patience_seconds:
            return None
        self._used_until[key] = until
        if len(self._used_until) > MOST_KEYS:
            self._forget(now)
        return wait

    def _forget(self, now: float) -> None:
        used = self._used_until
        kept = [(key, until) for key, until in used.items() if until > now]
        self._used_until = dict(kept[-MOST_KEYS // 2 :])  # half, so that this is done seldom
