"""A document as it stands in the database file, read with plain pycrdt and nothing of the product."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from pycrdt import Decoder, Doc, Map, Text

from tests.harness.peer import ROOTS


def stored(database: Path, agent_id: str) -> "Doc[Any]":
    """Return the document from stored merge and journal, read from a copy of the files."""
    with tempfile.TemporaryDirectory() as folder:
        for file in database.parent.glob(f"{database.name}*"):
            shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / database.name)) as copy:
            return _load(copy, agent_id)


def _load(database: sqlite3.Connection, agent_id: str) -> "Doc[Any]":
    (state,) = database.execute(
        "SELECT state FROM document_states WHERE agent_id = ?", (agent_id,)
    ).fetchone()
    (after,) = database.execute("SELECT state_seq FROM documents WHERE agent_id = ?", (agent_id,)).fetchone()
    doc: Doc[Any] = Doc()
    for root in ROOTS:
        doc.get(root, type=Map)
    doc.apply_update(state)
    rows = database.execute(
        'SELECT "update" FROM journal WHERE agent_id = ? AND seq > ? ORDER BY seq', (agent_id, after)
    )
    for (update,) in rows:
        doc.apply_update(update)
    return doc


def prose(doc: "Doc[Any]", *path: str) -> str:
    """Return the text of a prose cell, such as ("nodes", id, "prompt")."""
    cell: Any = doc.get(path[0], type=Map)
    for step in path[1:]:
        cell = cell[step]
    assert isinstance(cell, Text)
    return str(cell)


def plain(doc: "Doc[Any]") -> dict[str, Any]:
    """Return every root as plain Python."""
    return {root: doc.get(root, type=Map).to_py() for root in ROOTS}


def knows_more(doc: "Doc[Any]", other: "Doc[Any]") -> bool:
    """Whether ``doc`` holds structs that ``other`` lacks, or deletions that show."""
    both: Doc[Any] = Doc()
    both.apply_update(other.get_update())
    before = clocks(both), plain(both)
    both.apply_update(doc.get_update())
    return (clocks(both), plain(both)) != before


def clocks(doc: "Doc[Any]") -> dict[int, int]:
    """Return the state vector by client."""
    decoder = Decoder(doc.get_state())
    return {decoder.read_var_uint(): decoder.read_var_uint() for _ in range(decoder.read_var_uint())}
