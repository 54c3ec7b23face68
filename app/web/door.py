"""One door: what it is, whom it opens to, and what is handed in and out there."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from app.people.roles import Permission

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "WEBSOCKET", "ANY"]

FORM_BYTES = 16 * 1024
IMPORT_BYTES = 10 * 1024 * 1024
KEY_HEADER = "Idempotency-Key"
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Public:
    """No permission is asked, and this is why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Door:
    """One way in. ``page`` is where a refused form goes back to; None answers JSON to everybody.

    What follows ``body_limit_bytes`` is for programs, and becomes the OpenAPI document: the operation's ``name``,
    a line on what it does, the models of body, query and answer, the answer's ``status``, the ``errors`` it may give
    besides those that every such door may, and whether a request carries a key of its own (``has_key``).
    """

    method: Method
    path: str
    needs: Permission | Public
    page: str | None = None
    body_limit_bytes: int = 0
    name: str = ""
    summary: str = ""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    errors: tuple[int, ...] = ()
    has_key: bool = False

    @property
    def is_unsafe(self) -> bool:
        """Whether it changes something, so that the Origin decides too."""
        return self.method in _UNSAFE
