"""Takes out of an update what is known already, and writes the rest as Yjs would have sent it."""

from collections.abc import Mapping, Sequence

from app.collab.lib0 import read_string, value_end
from app.collab.structs import ANY, GC, HAS_ORIGIN, HAS_RIGHT, STRING, Id, Struct, Update


def trim(update: Update, first_new: Mapping[int, int], deletes: Mapping[int, Sequence[Id]]) -> bytes:
    """Return an update of what is new: per client from its first new clock on, and these ranges deleted.

    What a stranger repeats of known clocks may contradict what is known, and must not reach anybody else.
    """
    blocks: list[bytes] = []
    for client, structs, at in update.blocks:
        known = first_new.get(client)
        if known is None:
            continue
        index = next(i for i, struct in enumerate(structs) if struct.clock + struct.length > known)
        begin, clock, head = structs[index - 1].end if index else at, structs[index].clock, b""
        if clock < known:
            head = _rest_of(update.data, client, structs[index], known - clock)
            begin, clock = structs[index].end, known
        numbers = uint(len(structs) - index) + uint(client) + uint(clock)
        blocks.append(numbers + head + update.data[begin : structs[-1].end])
    lost = [
        uint(client) + uint(len(spans)) + b"".join(uint(start) + uint(end - start) for start, end in spans)
        for client, spans in deletes.items()
    ]
    return uint(len(blocks)) + b"".join(blocks) + uint(len(lost)) + b"".join(lost)


def _rest_of(data: bytes, client: int, struct: Struct, offset: int) -> bytes:
    """A struct without its first clocks, as Yjs writes it: it stands behind what was cut off."""
    length = struct.length - offset
    if struct.kind == GC:
        return bytes((GC,)) + uint(length)
    right = struct.right
    head = bytes((struct.kind | HAS_ORIGIN | (HAS_RIGHT if right else 0),))
    head += (
        uint(client) + uint(struct.clock + offset - 1) + (uint(right[0]) + uint(right[1]) if right else b"")
    )
    if struct.kind == STRING:
        units = read_string(data, struct.at)[0].encode("utf-16-le")
        rest = units[2 * offset :].decode("utf-16-le").encode()
        return head + uint(len(rest)) + rest
    at = struct.at
    if struct.kind == ANY:
        for _ in range(offset):
            at = value_end(data, at, len(data))
        return head + uint(length) + data[at : struct.end]
    return head + uint(length)


def uint(number: int) -> bytes:
    """Spell a variable-length number."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
