"""What may be wrong with a frame, and the code with which its sender is closed."""

from app.collab.guard import BadFrame, OutOfStep, Refused, TooBig
from app.collab.protocol import BadMessage, Close

REFUSALS = (BadMessage, Refused)
_CODES: dict[type[Exception], Close] = {
    BadMessage: Close.BAD_FRAME,
    BadFrame: Close.BAD_FRAME,
    TooBig: Close.TOO_BIG,
    OutOfStep: Close.OUT_OF_STEP,
}


def close_code(error: BadMessage | Refused) -> Close:
    """Return the code for a refusal."""
    return _CODES[type(error)]
