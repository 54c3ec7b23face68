"""What a browser may do to the shared document, decided before pycrdt sees a byte. See guard.decision.md."""

from dataclasses import dataclass
from typing import TypeAlias

from app.collab.change import Change, Gap, Tangled
from app.collab.ledger import Ledger
from app.collab.lib0 import BadUpdate, Oversized
from app.collab.order import Laborious
from app.collab.places import Place, misfit
from app.collab.structs import ANY, UNBOUNDED, UPDATE, Limits, Update, decode, decode_deletes
from app.collab.trim import trim
from app.flows.documents import element_and_field

UserId: TypeAlias = str

SERVER_ROOT = "meta"
START = ("nodes", "start")


class Refused(Exception):
    """An update that is not taken; the message says why in a few words."""


class BadFrame(Refused):
    """No honest client writes this: the same bytes must not come back."""


class TooBig(Refused):
    """More than one update may bring, in bytes, structs or work."""


class OutOfStep(Refused):
    """It depends on something that is not known here; a client that syncs anew can mend that."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an update brought. ``touched`` holds (element, field): ("nodes/n1", "prompt"), ("edges/e1", "").

    ``update`` is what is new in it: this, not the frame, may be applied, journaled and relayed. ``structs``
    counts new ones, ``size`` the bytes of ``update``; ``work_seconds`` is what merging it costs at worst,
    ``load_seconds`` how much dearer it makes the document to load, beside what it costs to merge, ``values`` its plain
    values with all inside them.
    """

    is_noop: bool
    touched: frozenset[tuple[str, str]]
    new_client_ids: tuple[int, ...]
    update: bytes
    structs: int
    size: int
    work_seconds: float
    load_seconds: float
    values: int


class Guard:
    """One document's. ``owners`` says whose a client id is; it is read and, with the ledger, advanced."""

    def __init__(self, ledger: Ledger, owners: dict[int, UserId]) -> None:
        self.ledger = ledger
        self.owners = owners

    def inspect(
        self, update: bytes | Update, user_id: UserId, limits: Limits = UPDATE, *, trusted: bool = False
    ) -> Accepted:
        """Check an update and take note of it: the next one builds on it. A refused one changes nothing.

        One that was decoded elsewhere, with the limits of its kind, may come as that.
        ``trusted`` is for what the server wrote or has journaled: it may touch what is the server's, in
        anybody's name and without limits. Raises BadFrame, TooBig, OutOfStep.
        """
        if trusted:
            limits = UNBOUNDED
        try:
            decoded = update if isinstance(update, Update) else decode(update, limits)
            if decoded.values > limits.max_values:
                raise Oversized("the update has too many values")
            if not trusted:
                self._check_strangers(decoded, limits)
            change = self.ledger.check(decoded, limits)
        except (Oversized, Laborious) as error:
            raise TooBig(str(error)) from None
        except (BadUpdate, Tangled) as error:
            raise BadFrame(str(error)) from None
        except Gap as error:
            raise OutOfStep(str(error)) from None
        new_client_ids = tuple(client for client in change.runs if client not in self.owners)
        if not trusted and any(self.owners.get(client, user_id) != user_id for client in change.runs):
            raise BadFrame("it writes in another person's name")
        touched = self._touched(decoded, change, trusted=trusted)
        self.ledger.accept(change)
        for client in new_client_ids:
            self.owners[client] = user_id
        new = decoded.data
        if change.repeats:
            first_new = {client: run.starts[0] for client, run in change.runs.items()}
            new = trim(decoded, first_new, change.deletes)
        return Accepted(
            is_noop=not change.fresh and not change.deletes,
            touched=touched,
            new_client_ids=new_client_ids,
            update=new,
            structs=len(change.fresh),
            size=len(new),
            work_seconds=change.work_ns / 1e9,
            load_seconds=change.load_ns / 1e9,
            values=decoded.values,
        )

    def settle(self, delete_set: bytes) -> None:
        """Learn what the document deleted by itself, from the ``delete_set`` of pycrdt's transaction event.

        Of two values set at the same time one loses and nobody says so; without this the next full sync of
        some browser would be taken for the one who deleted it.
        """
        self.ledger.learn(decode_deletes(delete_set))

    def _check_strangers(self, update: Update, limits: Limits) -> None:
        known = self.ledger.lanes
        strangers = (b for b in update.blocks if b.client not in self.owners and b.client not in known)
        if sum(1 for _ in strangers) > limits.max_new_clients:
            raise BadFrame("too many new client ids")

    def _touched(self, update: Update, change: Change, *, trusted: bool) -> frozenset[tuple[str, str]]:
        places: set[Place] = set()
        for _, struct, place in change.fresh:
            if place is not None:
                if reason := misfit(struct, place, update.data):
                    raise BadFrame(reason)
                places.add(place)
        self._check_runs_of_values(change)
        touched = {place.path for place in places | change.losses}
        if not trusted:
            _check_reserved(touched)
        return frozenset(element_and_field(path) for path in touched)

    def _check_runs_of_values(self, change: Change) -> None:
        """Values of one entry are glued together only once all of them are overwritten."""
        glued = [f for f in change.fresh if f.place and f.struct.kind == ANY and f.struct.length > 1]
        dead = {client: self.ledger.deleted(client, change) for client in {row.client for row in glued}}
        for client, struct, _ in glued:
            if next(dead[client].outside(struct.clock, struct.clock + struct.length), None):
                raise BadFrame("more than one value for an entry")


def _check_reserved(touched: set[tuple[str, ...]]) -> None:
    """What only the server may touch: its root, and the Start node as such."""
    if START in touched:
        raise BadFrame("the Start node stays")
    if any(path[0] == SERVER_ROOT for path in touched):
        raise BadFrame("only the server writes there")
