"""The difference between two lists of the agent itself: its variables, its pronunciations."""

from collections.abc import Iterator
from typing import Literal

from app.flows.graph import Fields
from app.flows.history import said
from app.flows.history.answers import Change
from app.flows.history.words import pieces
from app.flows.spec import FieldSpec

Rows = tuple[Fields, ...]
Root = Literal["variables", "pronunciations"]


def diff(root: Root, fields: tuple[FieldSpec, ...], older: Rows, newer: Rows) -> Iterator[Change]:
    """Give what differs: entries of their own and their fields in the newer order, then the gone, then the order."""
    if older == newer:
        return
    was, now = ({row["id"]: row for row in each} for each in (older, newer))
    titles = {**_titles(root, older), **_titles(root, newer)}
    for row_id, new in now.items():
        if row_id not in was:
            words = said.entry(fields, new, titles[row_id])
            yield Change(root, "added", f"{root}/{row_id}", "", titles[row_id], "", "", words)
        else:
            yield from _fields(root, fields, titles[row_id], was[row_id], new)
    for row_id, old in was.items():
        if row_id not in now:
            words = said.entry(fields, old, titles[row_id])
            yield Change(root, "removed", f"{root}/{row_id}", "", titles[row_id], "", words, "")
    orders = [each for each in was if each in now], [each for each in now if each in was]
    if orders[0] != orders[1]:
        before, after = ("\n".join(titles[each] for each in order) for order in orders)
        words = said.distinct(before, after, *("\n".join(order) for order in orders))
        yield Change(root, "changed", root, "order", root.capitalize(), "Order", *words, pieces(*words))


def _fields(
    root: Root, fields: tuple[FieldSpec, ...], title: str, old: Fields, new: Fields
) -> Iterator[Change]:
    for field in fields:
        one, other = old[field.name], new[field.name]
        if one != other:
            words = said.both(field, one, other)
            shown = pieces(*words) if said.is_text(field) else ()
            yield Change(
                root, "changed", f"{root}/{new['id']}", field.name, title, field.label, *words, shown
            )


def _titles(root: Root, found: Rows) -> dict[str, str]:
    """Return what people call each entry: its name or word, or its place."""
    word = {"variables": "name", "pronunciations": "word"}[root]
    one = root.removesuffix("s").capitalize()
    return {row["id"]: row[word].strip() or f"{one} {place}" for place, row in enumerate(found, start=1)}
