"""The JSON of a file from a stranger: counted before it is read, and nothing in it is lost unseen."""

import json
import re
from typing import Final, NoReturn

from app.errors import Invalid, TooLarge
from app.flows.limits import FILE_CONTAINERS, FILE_VALUES, MAX_FILE_BYTES

CHOOSE: Final = "Choose a file that was exported from Callweave."

_AS_UTF8 = "Save it as UTF-8, then import it again."
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_MOST_QUOTES = 4 * FILE_VALUES
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_ZEROS = {"x000": "UTF-32", "000x": "UTF-32", "x0x0": "UTF-16", "0x0x": "UTF-16"}
"""Which of the first four bytes are zero, where a file without a mark begins with an ASCII character."""


def load(data: bytes) -> object:
    """Return what the file says. Raises TooLarge, or Invalid with one sentence that says what to do."""
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge(f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB. {CHOOSE}")
    if not data.strip():
        raise Invalid(f"The file is empty. {CHOOSE}")
    if encoding := _other_encoding(data):
        raise Invalid(f"The file is written in {encoding}, which cannot be read. {_AS_UTF8}")
    _count(data)
    return _read(data)


def _other_encoding(data: bytes) -> str:
    """Name the encoding that the first bytes speak of, if it is not UTF-8."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    return _ZEROS.get("".join("x" if byte else "0" for byte in data[:4]), "")


def _count(data: bytes) -> None:
    """Refuse what no agent has so much of, before it takes a hundred times its size in memory."""
    if data.count(b'"') > _MOST_QUOTES:
        raise _more("texts", _MOST_QUOTES // 2)
    if _too_many(data) and (what := _too_many(_STRINGS.sub(b"", data))):  # brackets in a text are none
        raise what


def _too_many(data: bytes) -> TooLarge | None:
    if data.count(b"[") + data.count(b"{") > FILE_CONTAINERS:
        return _more("lists and objects", FILE_CONTAINERS)
    return _more("values", FILE_VALUES) if data.count(b",") > FILE_VALUES else None


def _more(what: str, limit: int) -> TooLarge:
    return TooLarge(f"The file holds more than {limit:,} {what}, which no agent does. {CHOOSE}")


def _read(data: bytes) -> object:
    try:
        found = json.loads(
            data.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_object_of_different_keys
        )
        if _HALF_CHARACTER.search(data):
            json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair cannot be stored
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"The file is not JSON: {place} cannot be read. {CHOOSE}") from None
    except (ValueError, RecursionError):
        raise Invalid(f"The file is not JSON that can be read. {CHOOSE}") from None
    return found


def _object_of_different_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise Invalid(
            f"The file says “{_shown(twice)}” twice in one object, so one of them would be lost. Remove one of them."
        )
    return found


def _shown(key: str) -> str:
    return key[:64].encode("ascii", "replace").decode() if not key.isprintable() else key[:64]


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
