"""Regular expressions that people write. Who wrote one may mean harm: it is compiled, within bounds, and never run."""

import re
from functools import lru_cache

MOST_CHARS = 200
MOST_PATTERNS = 200
"""How many different ones a flow may have: even compiling takes time."""
MOST_RANGE_CHARS = 40_000
"""How many characters the ranges of a pattern may hold in all; all of Chinese fits. Compiling walks over each."""

_CHAR = r"(\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2}|\\N\{[^}]*\}|\\[0-7]{1,3}|\\?.)"
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*", re.DOTALL)
_RANGE = re.compile(f"(?={_CHAR}-{_CHAR})", re.DOTALL)
_LAST = 0x10FFFF


def wrong_with(pattern: str) -> str:
    """Return what is wrong with a pattern, as the end of a sentence, or nothing."""
    if len(pattern) > MOST_CHARS:
        return f"it has more than {MOST_CHARS} characters"
    return _compiled(pattern)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> str:
    ranges = (found for each in _CLASS.findall(pattern) for found in _RANGE.findall(each))
    if sum(max(0, _code(last) - _code(first)) for first, last in ranges) > MOST_RANGE_CHARS:
        return "its ranges are too wide"
    try:
        re.compile(pattern)
    except re.error as error:
        return " ".join(str(error.msg).split())
    except (RecursionError, OverflowError, MemoryError):
        return "it is too deep"
    except FutureWarning:  # where warnings are errors; what may change its meaning some day has one today
        return ""
    return ""


def _code(char: str) -> int:
    """Return the code point of a character as it stands in a pattern, the last one there is if it is not known."""
    if len(char) == 1:
        return ord(char)
    if char[1] in "uUx":
        digits = char[2:]
        return int(digits, 16) if len(digits) in (2, 4, 8) else ord(char[1])
    if char[1].isdigit() and char.isascii():
        return int(char[1:], 8) if all(each in "01234567" for each in char[1:]) else ord(char[1])
    return _LAST if char.startswith("\\N{") else ord(char[1])
