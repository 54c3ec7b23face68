"""L22: what is a phone number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.telephony.numbers import clean_label, clean_number
from tests.builders import UNHURRIED

DIGITS = st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True)


@given(number=DIGITS, gaps=st.lists(st.sampled_from(["", " ", "-", "(", ")", "\u00a0"]), min_size=16))
@UNHURRIED
def test_l22_a_number_is_the_same_however_it_is_spaced(number: str, gaps: list[str]) -> None:
    spaced = "".join(digit + gap for digit, gap in zip(number, gaps, strict=False))
    assert clean_number(f"  {spaced} ") == number
    assert clean_number(number) == number


@given(raw=st.text(max_size=30) | st.text("+0123456789 -()", max_size=24))
@UNHURRIED
def test_l22_anything_else_is_refused_or_e164(raw: str) -> None:
    try:
        number = clean_number(raw)
    except Invalid:
        return
    assert re.fullmatch(r"\+[1-9][0-9]{7,14}", number, re.ASCII)


@pytest.mark.parametrize("number", ["+12345678", "+123456789012345"])
def test_l22_eight_to_fifteen_digits(number: str) -> None:
    assert clean_number(number) == number
    for wrong in (number[:-1] if len(number) == 9 else number + "1", number[1:]):
        with pytest.raises(Invalid):
            clean_number(wrong)


@pytest.mark.parametrize(
    "written", ["+49 30/901820\u201110", "+49 (30) 901820\u201310", "[+49] 30 901820 10"]
)
def test_l22_as_people_write_them(written: str) -> None:
    assert clean_number(written) == "+493090182010"


def test_l22_a_label_is_short_and_can_be_seen() -> None:
    assert clean_label("  Front desk ") == "Front desk"
    assert clean_label("") == ""
    assert clean_label("ä" * 80) == "ä" * 80
    for wrong in ("x" * 81, "a\nb", "a\u202eb", "\ud800"):
        with pytest.raises(Invalid):
            clean_label(wrong)
