"""Reads the numbers, texts and plain values of a Yjs update from a stranger: bounded and iterative."""

MAX_SAFE_INTEGER = 2**53 - 1
FORBIDDEN_KEYS = frozenset({"__proto__", "constructor", "prototype"})
ANY_OBJECT, ANY_LIST, ANY_STRING, ANY_INTEGER, ANY_FLOAT32, ANY_FLOAT64 = 118, 117, 119, 125, 124, 123
_ANY_BARE = frozenset({120, 121, 126})  # true, false, null; 127 would be undefined, 122 bigint, 116 bytes


class BadUpdate(Exception):
    """The bytes are no update that we take; the message says why."""


class Oversized(BadUpdate):
    """The update may be well formed but is larger than what we read."""


def read_uint(data: bytes, at: int) -> tuple[int, int]:
    """Return the variable-length number at ``at`` and where it ends. Only its shortest spelling counts."""
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    value, shift = byte & 0x7F, 7
    while True:
        byte = data[at]
        at += 1
        if byte < 0x80:
            value |= byte << shift
            if not byte or value > MAX_SAFE_INTEGER:
                raise BadUpdate("a number is misspelt or too large")
            return value, at
        value |= (byte & 0x7F) << shift
        shift += 7
        if shift > 49:
            raise BadUpdate("a number is too long")


def read_string(data: bytes, at: int) -> tuple[str, int]:
    """Return the text at ``at`` and where it ends."""
    size, at = (data[at], at + 1) if data[at] < 0x80 else read_uint(data, at)
    end = at + size
    if end > len(data):
        raise BadUpdate("a text is longer than the update")
    return data[at:end].decode(), end


def read_int(data: bytes, at: int) -> tuple[int, int]:
    """Return the signed variable-length number at ``at`` and where it ends."""
    first = data[at]
    value, at = first & 0x3F, at + 1
    if first & 0x80:
        rest, at = read_uint(data, at)
        if not rest:
            raise BadUpdate("a number is misspelt")
        value |= rest << 6
        if value > MAX_SAFE_INTEGER:
            raise BadUpdate("a number is too large")
    return (-value if first & 0x40 else value), at


def read_count(data: bytes, at: int, least_bytes: int) -> tuple[int, int]:
    """Return a count of things that take so many bytes at least, and where it ends."""
    count, at = read_uint(data, at)
    if count * least_bytes > len(data) - at:
        raise BadUpdate("a count is larger than the bytes that could carry it")
    return count, at


def value_end(data: bytes, at: int, max_depth: int) -> int:
    """Return where the plain value at ``at`` ends, having looked at every byte of it."""
    return read_value(data, at, max_depth, len(data))[0]


def read_value(data: bytes, at: int, max_depth: int, most: int) -> tuple[int, int]:
    """Return where the plain value at ``at`` ends, and how many values it is of: itself and all inside it.

    Raises Oversized as soon as there are more than ``most``.
    """
    open_: list[int] = []  # values still to come in each list (positive) and object (negative) around us
    count = 0
    while True:
        count += 1
        if count > most:
            raise Oversized("the update has too many values")
        if open_ and open_[-1] < 0:
            key, at = read_string(data, at)
            if key in FORBIDDEN_KEYS:
                raise BadUpdate("a forbidden key")
        tag = data[at]
        at += 1
        if tag in (ANY_OBJECT, ANY_LIST):
            least_bytes = 2 if tag == ANY_OBJECT else 1
            inside, at = read_count(data, at, least_bytes)
            if len(open_) == max_depth:
                raise BadUpdate("a value is nested too deep")
            if inside:
                open_.append(inside if tag == ANY_LIST else -inside)
                continue
        elif tag not in _ANY_BARE:
            at = _scalar_end(data, at, tag)
        while open_:
            open_[-1] += 1 if open_[-1] < 0 else -1
            if open_[-1]:
                break
            open_.pop()
        else:
            return at, count


def _scalar_end(data: bytes, at: int, tag: int) -> int:
    if tag == ANY_STRING:
        return read_string(data, at)[1]
    if tag == ANY_INTEGER:
        return read_int(data, at)[1]
    if tag == ANY_FLOAT32:
        if data[at] & 0x7F == 0x7F and data[at + 1] & 0x80:
            raise BadUpdate("a number that is not finite")
        return at + 4
    if tag == ANY_FLOAT64:
        if data[at] & 0x7F == 0x7F and data[at + 1] >= 0xF0:
            raise BadUpdate("a number that is not finite")
        return at + 8
    raise BadUpdate("a kind of value that a flow does not have")
