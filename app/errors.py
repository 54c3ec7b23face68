"""Refusals. Raised in services with one sentence that says what to do; each edge translates them once."""


class AppError(Exception):
    """A refusal the user may read: ``code`` for programs, ``status`` for HTTP, the message for people."""

    code = "error"
    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(AppError):
    """What was sent cannot be understood or is out of bounds."""

    code = "invalid"
    status = 422


class SignedOut(AppError):
    """Nobody is signed in, or no longer."""

    code = "signed_out"
    status = 401

    def __init__(self, message: str = "You are signed out. Sign in to go on.") -> None:
        super().__init__(message)


class Forbidden(AppError):
    """The actor is known but has no right to this."""

    code = "forbidden"
    status = 403


class NotFound(AppError):
    """It does not exist, or it belongs to another workspace: the two are told apart by nobody."""

    code = "not_found"
    status = 404


class Conflict(AppError):
    """Somebody was first, or the thing is no longer in the state that was seen."""

    code = "conflict"
    status = 409


class TooLarge(AppError):
    """More bytes than may be taken."""

    code = "too_large"
    status = 413


class TooMany(AppError):
    """Too many attempts; ``retry_after_seconds`` says when to come back."""

    code = "too_many"
    status = 429

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(AppError):
    """A thing we lean on is away (the database, say); trying again later helps."""

    code = "unavailable"
    status = 503
