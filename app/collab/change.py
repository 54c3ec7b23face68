"""What an update brings that is new, as the ledger and the guard speak of it."""

from typing import NamedTuple

from app.collab.lanes import Lane
from app.collab.places import Container, Place
from app.collab.structs import Struct


class Gap(Exception):
    """The update depends on something that is not known here; a client that syncs again can mend that."""


class Tangled(Exception):
    """The structs contradict each other or the document: no honest client writes that."""


class Fresh(NamedTuple):
    """A struct, or the end of one, that was not known; ``place`` is None for what is garbage at birth."""

    client: int
    struct: Struct
    place: Place | None


class Change:
    """What an update brings that is new. Good for ``accept`` until the next one is accepted.

    ``deletes`` is what it says, ``dead`` also what follows; ``repeats`` tells that some of it was known. Of what is
    trusted neither ``fresh`` nor ``deletes`` is noted.
    """

    __slots__ = (
        "dead",
        "deletes",
        "entries",
        "fresh",
        "grown",
        "load_ns",
        "losses",
        "repeats",
        "runs",
        "work_ns",
    )

    def __init__(self) -> None:
        self.fresh: list[Fresh] = []
        self.losses: set[Place] = set()
        self.runs: dict[int, Lane] = {}
        self.deletes: dict[int, list[tuple[int, int]]] = {}
        self.dead: dict[int, list[tuple[int, int]]] = {}
        self.entries: dict[tuple[Container, str], Place] = {}
        self.grown: dict[Place, int] = {}
        self.work_ns = 0
        self.load_ns = 0
        self.repeats = False
