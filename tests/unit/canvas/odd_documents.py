"""Documents that no honest client makes, from a seed, with what Python reads in them."""

import base64
import math
import random
from typing import Any

from pycrdt import Doc, Map, Text

from app.flows import document
from app.flows.cells import ROOTS
from app.flows.nodes import NODES, SETTINGS

FIELDS = sorted({field.name for spec in NODES.values() for field in spec.fields})
ITEM_FIELDS = sorted({sub.name for spec in NODES.values() for field in spec.fields for sub in field.item})
NODE_IDS = ("start", "n_1", "n_2", "n_3")
IDS = (*NODE_IDS, "e_1", "e_2", "i_1", "i_2", "a b", "__proto__", "")
KINDS = (*NODES, "sms", "Bad Kind")
PORTS = ("out", "i_1", "i_2", "default", "success", "not_reached", "booking_failed", "any port")
NUMBERS = (0, 1, -1, 2.0, -0.0, 1.5, 2**31, 2**53, 2**60, 1e300, math.nan, math.inf)


class Maker:
    """Rolls documents: mostly of the right shape, with something odd in nearly every place."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def document(self) -> dict[str, Any]:
        """One document and its expected projection, as JSON."""
        doc: Doc[Any] = Doc(client_id=1 + self.dice.randrange(2**31))
        with doc.transaction():
            for root in ROOTS:
                shared = doc.get(root, type=Map)
                for _ in range(self.dice.randrange(9)):
                    shared[self.key(root)] = self.entry(root)
        update = doc.get_update()
        return {
            "update": base64.b64encode(update).decode(),
            "expected": document.read_state(update).to_json(),
        }

    def key(self, root: str) -> str:
        if root in ("settings", "meta"):
            return self.dice.choice([*(field.name for field in SETTINGS), "schema"])
        return self.dice.choice(NODE_IDS if root == "nodes" and self.dice.random() < 0.8 else IDS)

    def entry(self, root: str) -> Any:
        if self.dice.random() < 0.15:
            return self.anything()
        if root == "nodes":
            kind = self.dice.choice(KINDS)
            own = [field.name for field in NODES[kind].fields] if kind in NODES else FIELDS
            return Map({"kind": kind, **self.cells([*own, *own, *FIELDS[:5]], 8), **self.mark()})
        if root == "edges":
            source = self.dice.choice(IDS + NODE_IDS * 3)
            port = "out" if source == "start" else self.dice.choice(PORTS)
            ends = (source, port, self.dice.choice(IDS + NODE_IDS * 3))
            return dict(zip(("source", "port", "target"), ends, strict=True))
        if root == "layout":
            return {"x": self.dice.choice(NUMBERS), "y": self.dice.choice(NUMBERS)}
        if root == "notes":
            return Map({"text": self.anything()})
        return self.anything() if root in ("settings", "meta") else self.item()

    def mark(self) -> dict[str, Any]:
        marks = ({}, {}, {}, {"deleted": {"by": "us_1", "at": "2030"}}, {"deleted": self.anything()})
        return self.dice.choice(marks)

    def cells(self, names: list[str], most: int) -> dict[str, Any]:
        return {self.dice.choice(names): self.anything() for _ in range(self.dice.randrange(most))}

    def item(self) -> Any:
        return Map({"order": self.dice.choice(NUMBERS), **self.cells([*ITEM_FIELDS, "value"], 4)})

    def anything(self) -> Any:
        makers = (self.plain, self.plain, lambda: Text(self.words()), self.items)
        return self.dice.choice(makers)()

    def items(self) -> Any:
        return Map({self.dice.choice(IDS): self.item() for _ in range(self.dice.randrange(4))})

    def words(self) -> str:
        return self.dice.choice(["", "Hello", "  two  spaces ", "🙂 ü", "{value}", "start", "book", "agent"])

    def plain(self, depth: int = 0) -> Any:
        leaves = (None, True, False, self.words(), self.dice.choice(NUMBERS), b"\x00\x01")
        if depth > 2 or self.dice.random() < 0.7:
            return self.dice.choice(leaves)
        if self.dice.random() < 0.5:
            return [self.plain(depth + 1) for _ in range(self.dice.randrange(3))]
        return {self.dice.choice([*IDS, "x"]): self.plain(depth + 1) for _ in range(self.dice.randrange(3))}


def odd_documents(seed: int, count: int) -> list[dict[str, Any]]:
    """So many documents of this seed: [{update (base64), expected}]."""
    maker = Maker(seed)
    return [maker.document() for _ in range(count)]
