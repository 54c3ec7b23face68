"""Text that people type or paste, made clean: one Unicode form, and nothing that cannot be seen but counts.

Names are compared by eye, so what the eye cannot tell apart must not differ: names are kept in NFC, characters that
show nothing are removed, and ``key`` says which names are the same. What could make a text look like another one is
refused with its reason.
"""

import re
import unicodedata
from typing import Final

SPACE: Final = " "
ZWNJ, ZWJ = "\u200c", "\u200d"

_OVERRIDES = frozenset("\u202d\u202e")
# Shown as nothing, or as an empty cell, although Unicode calls some of them letters, marks or symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u180b\u180c\u180d\u180e\u180f")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TAGS = re.compile("[\U000e0020-\U000e007f]")
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_FLAG = "\U0001f3f4"  # the one emoji that tags may follow: the flags of England, Scotland and Wales
_VIRAMA = 9  # the combining class of the sign after which a joiner chooses how letters are joined
_DRAWN = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"
)  # Arabic and Syriac signs of numbers


class Unshowable(ValueError):
    """A character that no name may hold; the message says which, as in "a control character (U+0000)"."""


def one_line(raw: str) -> str:
    """Return the text in NFC on one line, without characters that show nothing. Raises Unshowable.

    Joiners stay where a script or an emoji needs them, line ends and runs of spaces become one space.
    """
    text = SPACE.join(raw.split())
    for character in text:
        if reason := _why_not(character):
            raise Unshowable(f"{reason} (U+{ord(character):04X})")
    return SPACE.join(_seen(text).split())


def without_invisible(raw: str) -> str:
    """Return the text without any invisible mark, joiners too: for addresses, numbers and times."""
    return "".join(each for each in raw if not _is_format(each) and each not in _BLANK).strip()


def forged(text: str) -> str:
    """Name the first character that makes a line look like another one, empty if none does; a tab may be."""
    found = next((each for each in text if each not in "\t\n\r" and _why_not(each)), "")
    return f"{_why_not(found)} (U+{ord(found):04X})" if found else ""


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen: spaces, fillers and marks on nothing."""
    return not any(_is_visible(each) for each in text)


def key(name: str) -> str:
    """Return what two names that look the same have in common, whatever their capitals and Unicode form."""
    bare = "".join(each for each in name if not _is_format(each) and each not in _BLANK)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).casefold())


def shortened(text: str, most: int) -> str:
    """Return at most this many characters, with an ellipsis for the rest and no character cut in half."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and _belongs_to_previous(text, end):
        end -= 1
    return (text[:end] if end > 0 else text[: most - 1]).rstrip() + "…"


def first(text: str) -> str:
    """Return the first character as it is seen, with what belongs to it; nothing of an empty text."""
    end = 1
    while end < len(text) and _belongs_to_previous(text, end):
        end += 1
    return text[:end]


def _why_not(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return "a control character"
    if category == "Cs":
        return "half of a character"
    if character in _OVERRIDES:
        return "a mark that turns the reading direction"
    code = ord(character)
    return "a character that does not exist" if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF else ""


def _seen(text: str) -> str:
    """Return the text in NFC without what shows nothing; taking a mark out may join its neighbours."""
    found = unicodedata.normalize("NFC", text)
    while (bare := unicodedata.normalize("NFC", _without_empty(found))) != found:
        found = bare
    return found


def _without_empty(text: str) -> str:
    kept: list[str] = []
    for at, character in enumerate(text):
        before = kept[-1] if kept else ""
        is_mark = _is_format(character)
        if character not in _BLANK and (not is_mark or _is_needed(character, before, text[at + 1 :][:1])):
            kept.append(character)
    return "".join(kept)


def _is_format(character: str) -> bool:
    """Whether it is a mark between the characters: joiners, directions, selectors, tags."""
    return unicodedata.category(character) == "Cf" or _SELECTORS.match(character) is not None


def _is_needed(mark: str, before: str, after: str) -> bool:
    """Whether a mark changes what is seen where it stands, so that the text would be another one without it."""
    if _SELECTORS.match(mark):
        return _is_pictured(before)
    if _TAGS.match(mark):
        return before == _FLAG or _TAGS.match(before) is not None
    if mark not in (ZWJ, ZWNJ):
        return mark in _DRAWN
    if before and unicodedata.combining(before) == _VIRAMA:
        return True
    if _is_caseless(before) and _is_caseless(after):
        return True
    return mark == ZWJ and _is_pictured(before) and _is_pictured(after)


def _is_caseless(character: str) -> bool:
    """Whether it belongs to a script whose letters are joined: Arabic, Indic and others, none with capitals."""
    return character != "" and unicodedata.category(character) in ("Lo", "Mn", "Mc", "Lm")


def _is_pictured(character: str) -> bool:
    """Whether an emoji can end or begin with it; newer ones than this Python's Unicode are unassigned here."""
    if character == "":
        return False
    known = unicodedata.category(character) in ("So", "Sk", "Sm", "Po", "Nd", "Cn", "Lo", "Pd", "Me")
    return known or _SELECTORS.match(character) is not None


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    return character not in _BLANK and (category[0] in "LNPS" or category in ("Cn", "Co"))


def _belongs_to_previous(text: str, at: int) -> bool:
    """Whether the character here is drawn as one with the one before."""
    character, before = text[at], text[at - 1]
    if unicodedata.category(character) in ("Mn", "Mc", "Me") or _is_format(character) or before == ZWJ:
        return True
    if 0x1F3FB <= ord(character) <= 0x1F3FF:  # a colour of skin
        return True
    if character not in _FLAG_LETTERS:
        return False
    return (at - len(text[:at].rstrip(_FLAG_LETTERS))) % 2 == 1
