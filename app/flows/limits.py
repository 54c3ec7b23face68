"""How large a flow may grow: well above the 2,000 nodes a team may need, below what the wire takes."""

MAX_NODES = 5_000
MAX_EDGES = 20_000
MAX_ITEMS = 50_000
PROSE_CHARS = 2_000_000  # a pasted megabyte fits twice; a slip of ten does not
LINE_CHARS = 200
LONG_LINE_CHARS = 2_000
MAX_FILE_BYTES = 32_000_000
MAX_FRESH_BYTES = 16_000_000  # a new document leaves room for its history: a room takes 20 MB
NAME_CHARS = 80
NOTE_CHARS = 2_000
