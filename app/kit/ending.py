"""Why this process has to end, for the one who runs it."""

import os
import signal

_reasons: list[str] = []


def end_with(reason: str) -> None:
    """Stop as SIGTERM does, with a sentence. Only the first one counts."""
    if not _reasons:
        _reasons.append(reason)
        os.kill(os.getpid(), signal.SIGTERM)


def reason() -> str:
    """Return the sentence, empty for an ordinary stop."""
    return _reasons[0] if _reasons else ""
