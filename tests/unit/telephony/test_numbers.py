"""L22: what is a phone number, and what people write for one."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.kit.phone import e164, shown
from app.telephony.numbers import clean_label, clean_number
from tests.builders import UNHURRIED

BERLIN, LONDON, ROME = "+4930901820", "+442079460958", "+39066981234"
EXAMPLES = sorted(
    phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    for region in phonenumbers.SUPPORTED_REGIONS
    if (found := phonenumbers.example_number(region)) is not None
)
GAPS = ["", " ", "-", "\u00a0", "\u2011", "\u200b", "."]


@given(number=st.sampled_from(EXAMPLES), gaps=st.lists(st.sampled_from(GAPS), min_size=16, max_size=16))
@UNHURRIED
def test_l22_a_number_of_any_country_is_the_same_however_it_is_spaced(number: str, gaps: list[str]) -> None:
    spaced = "".join(digit + gap for digit, gap in zip(number, gaps, strict=False))
    assert clean_number(f"  {spaced} ") == number
    assert clean_number(number) == number
    assert clean_number(shown(number)) == number


@given(raw=st.text(max_size=30) | st.text("+0123456789 -()/.,x", max_size=24))
@UNHURRIED
def test_l22_anything_else_is_refused_or_e164(raw: str) -> None:
    try:
        number = clean_number(raw)
    except Invalid:
        return
    assert re.fullmatch(r"\+[1-9][0-9]{4,14}", number, re.ASCII)
    assert clean_number(number) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+49 30/901820\u201110", "+493090182010"),
        ("+49 (30) 901820\u201310", "+493090182010"),
        ("[+49] 30 901820 10", "+493090182010"),
        ("+49 (0)30 901820", BERLIN),
        ("+49030901820", BERLIN),
        ("(+49) 30 901820", BERLIN),
        ("+49.30.901820", BERLIN),
        ("tel:+49-30-901820", BERLIN),
        ("Tel.: +49 30 901820", BERLIN),
        ("0049 30 901820", BERLIN),
        ("00 49 30 / 901820", BERLIN),
        ("＋４９　３０　９０１８２０", BERLIN),
        ("\u202a+49 30 901820\u202c", BERLIN),
        ("\ufeff+49\u200b30\u00ad901820", BERLIN),
        ("+44 (0)20 7946 0958", LONDON),
        ("0044 20 7946 0958", LONDON),
        ("+39 06 698 1234", ROME),
        ("+7 (8) 495 123-45-67", "+74951234567"),
    ],
)
def test_l22_as_people_write_and_paste_them(written: str, number: str) -> None:
    assert clean_number(written) == number


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("+49 30 901820/21", "two numbers"),
        ("+49 (0)30 901820 / 901821", "two numbers"),
        ("+49 30 901820, +49 30 901821", "two numbers"),
        ("+49 30 901820 oder 21", "two numbers"),
        ("+49 30 901820\n901821", "two numbers"),
        ("+1 555 010 0199 ext 3", "extension"),
        ("tel:+1-555-010-0199;ext=3", "extension"),
        ("555 010 0199", "country code is missing"),
        ("030 901820", "country code is missing"),
        ("+999 123456", "No country"),
        ("+0123456789", "No country"),
        ("+1 555 010", "too few digits for its country, +1"),
        ("+1 555 010 0199 00", "too many digits for its country, +1"),
        ("+1 800 CALLNOW", "not a phone number"),
        ("+٤٢٠٥٥٥٠١٠١٩٩", "not a phone number"),
        ("", "not a phone number"),
    ],
)
def test_l22_what_is_no_number_is_refused_with_its_reason(written: str, why: str) -> None:
    with pytest.raises(Invalid, match=re.escape(why)):
        clean_number(written)
    assert e164(written) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (BERLIN, "+49 30 901820"),
        (LONDON, "+44 20 7946 0958"),
        ("+15550100199", "+1 555-010-0199"),
        ("Front desk", "Front desk"),
        ("+1 great", "+1 great"),
    ],
)
def test_l22_a_number_is_shown_as_its_country_writes_it(number: str, words: str) -> None:
    assert shown(number) == words


def test_l22_a_label_is_short_and_can_be_seen() -> None:
    assert clean_label("  Front desk ") == "Front desk"
    assert clean_label("") == ""
    assert clean_label("ä" * 80) == "ä" * 80
    for wrong in ("x" * 81, "a\nb", "a\u202eb", "\ud800"):
        with pytest.raises(Invalid):
            clean_label(wrong)
