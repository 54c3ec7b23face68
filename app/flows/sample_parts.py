"""How the sample is written down: a step with its place, and prose that reads well here and on the screen."""

import re

from app.flows.spec import Json


def step(kind: str, name: str, x: int, y: int, **fields: object) -> Json:
    """Return a node with these fields, standing at (x, y)."""
    return {"kind": kind, "name": name, "fields": fields, "place": {"x": x, "y": y}}


def unwrapped(text: str) -> str:
    """Return the text with each paragraph and each point of a list on one line."""
    return re.sub(r"(?<!\n)\n(?!\n|- ) *", " ", text.strip())
