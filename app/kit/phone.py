"""Telephone numbers: the one reader of what people write, kept as E.164, shown as their country writes them.

Only numbers that can exist are read: the country code is one, and the country has numbers of this length. Nothing
is guessed: without a country code it is no number, two numbers or an extension are refused with their reason.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from app.kit.text import without_invisible

MOST_CHARS = 40
HOW: Final = "Write a plus, the country code and the number, like +1 555 010 0199."

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LABEL = re.compile(r"(?:tel|phone)[.:\s]+", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\u00b7]")
_ABROAD = re.compile(r"^[\s(\[]*00")
_EXTENSION = re.compile(r"(?i)\s*(?:;?\s*ext|x\.?\s*\d|#|;|app?\.|durchwahl)")
_SEVERAL = re.compile(r"(?i)\+.*\+|[\r\n,]|;|\bor\b|\boder\b|&|\band\b|\bund\b")
_LONGEST_AREA = 5
"""Digits of an area code: a slash after more than these begins another number, as in 901820/21."""
_PLAIN = re.compile(r"[0-9+()\[\]./\s-]*")


class NoNumber(ValueError):
    """Text that is no telephone number; the message is a sentence that says why, and what to write."""


def read(text: str) -> str:
    """Return the number as + and its digits. Raises NoNumber."""
    bare = _DASHES.sub("-", unicodedata.normalize("NFKC", without_invisible(text)))
    bare = _ABROAD.sub("+", _LABEL.sub("", bare.strip(), count=1), count=1)
    if not bare or len(bare) > MOST_CHARS:
        raise NoNumber(f"That is not a phone number. {HOW}")
    _check_written(bare)
    return _known(bare)


def e164(text: str) -> str | None:
    """Return the number as + and its digits, or None if it is none."""
    try:
        return read(text)
    except NoNumber:
        return None


@lru_cache(maxsize=4096)
def shown(number: str) -> str:
    """Return a number as its country writes it abroad, such as +44 20 7946 0958; anything else as it is."""
    if not _E164.fullmatch(number):
        return number
    try:
        found = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(found, PhoneNumberFormat.INTERNATIONAL)


def _check_written(bare: str) -> None:
    """Refuse what holds more, or less, than one number with its country code."""
    if re.search(r"\d", bare) and _EXTENSION.search(bare):
        raise NoNumber(f"An extension cannot be dialled. Leave it out. {HOW}")
    if _SEVERAL.search(bare) or _holds_another(bare):
        raise NoNumber(f"That looks like two numbers. {HOW}")
    if not re.fullmatch(_PLAIN, bare) or not bare.isascii():
        raise NoNumber(f"That is not a phone number. {HOW}")
    if not re.match(r"[\s(\[]*\+", bare):
        raise NoNumber(f"The country code is missing. {HOW}")


def _holds_another(bare: str) -> bool:
    """Whether digits after a slash are the end of another number rather than what follows an area code."""
    head, slash, _tail = bare.rpartition("/")
    if not slash:
        return False
    try:
        begun = phonenumbers.parse(head)
    except NumberParseException:
        return False
    return len(phonenumbers.national_significant_number(begun)) > _LONGEST_AREA


def _known(bare: str) -> str:
    try:
        found = phonenumbers.parse(re.sub(r"[\[\]]", "", bare))
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise NoNumber(f"No country has that code. {HOW}") from None
        raise NoNumber(f"That number has too few or too many digits. {HOW}") from None
    length = phonenumbers.is_possible_number_with_reason(found)
    if length != ValidationResult.IS_POSSIBLE:
        much = "many" if length == ValidationResult.TOO_LONG else "few"
        raise NoNumber(f"That number has too {much} digits for its country, +{found.country_code}. {HOW}")
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)
