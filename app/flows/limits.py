"""How large a flow and what is sent of it may be: the one table for guard, browser, import and inspector.

The browser reads it from ``components/canvas/bounds.json`` (made by ``table``; a test compares them). A flow may grow
well above the 2,000 nodes a team may need; what one update may bring bounds the work of a moment.
"""

from typing import Final

MAX_NODES: Final = 5_000
MAX_EDGES: Final = 20_000
MAX_NOTES: Final = 5_000
MAX_ITEMS: Final = 50_000
PROSE_CHARS: Final = 2_000_000  # a pasted megabyte fits twice; a slip of ten does not
LINE_CHARS: Final = 200
LONG_LINE_CHARS: Final = 2_000
NAME_CHARS: Final = 80
NOTE_CHARS: Final = 2_000
MAX_COORDINATE: Final = 10_000_000  # of a place on the canvas, to each side
FAR_COORDINATE: Final = 1_000_000  # beyond this a step is brought back: nobody finds it there

VALUE_BYTES: Final = 100_000  # of one plain value, as the wire carries it
UPDATE_BYTES: Final = 1_500_000  # of one update; a first sync may bring a whole flow
UPDATE_STRUCTS: Final = 24_000
UPDATE_DELETIONS: Final = 60_000  # runs of deleted clocks in one update
UPDATE_VALUES: Final = 200_000  # plain values of one update, with all inside them
DOCUMENT_VALUES: Final = 2_000_000  # of a flow, since it was opened
DOCUMENT_BYTES: Final = 20_000_000  # of a flow with its history
MAX_FRESH_BYTES: Final = 16_000_000  # a new document leaves room for its history

MAX_FILE_BYTES: Final = 32_000_000
FILE_CONTAINERS: Final = 250_000  # lists and objects of an imported file: twice the largest flow's
FILE_VALUES: Final = 1_500_000


def table() -> dict[str, int]:
    """Return what the browser must know."""
    return {
        "nodes": MAX_NODES,
        "edges": MAX_EDGES,
        "items": MAX_ITEMS,
        "prose_chars": PROSE_CHARS,
        "line_chars": LINE_CHARS,
        "name_chars": NAME_CHARS,
        "note_chars": NOTE_CHARS,
        "coordinate": MAX_COORDINATE,
        "far": FAR_COORDINATE,
        "value_bytes": VALUE_BYTES,
        "update_bytes": UPDATE_BYTES,
        "update_structs": UPDATE_STRUCTS,
        "update_deletions": UPDATE_DELETIONS,
        "document_bytes": DOCUMENT_BYTES,
    }
