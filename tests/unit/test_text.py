"""Text made clean: what is kept as it is written, what is removed, what is refused, and which names are the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.text import Unshowable, is_blank, key, one_line, shortened, without_invisible

FAMILY = "👩\u200d👩\u200d👧"
PERSIAN = "می\u200cخواهم"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    "name",
    [
        "Front desk",
        FAMILY,
        "👩🏽\u200d⚕\ufe0f Ana",
        "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3 first",
        SCOTLAND,
        "🇨🇿 Praha",
        "\U0001fae9 new emoji",
        PERSIAN,
        "क\u094d\u200dष",
        "ක්\u200d",
        "葛\U000e0100城",
        "שלום world",
        "王小明",
        "Zoë",
    ],
)
def test_joined_emoji_and_scripts_that_need_joiners_are_kept_as_written(name: str) -> None:
    assert one_line(f" {name}\u3000") == name


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Front\u200bdesk", "Frontdesk"),
        ("\ufeffFront desk\u2060", "Front desk"),
        ("Fr\u200dont \u200cdesk\u00ad", "Front desk"),
        ("\u202aFront desk\u202c", "Front desk"),
        ("\u2067דלפק\u2069\u200f", "דלפק"),
        ("Ana\ufe0f", "Ana"),
        ("Ana\U000e0041\U000e0042", "Ana"),
        ("An\u3164a\u115f", "Ana"),
        ("Front \n\t desk", "Front desk"),
        ("Front\u00a0\u2003desk", "Front desk"),
        ("Cafe\u0301", "Café"),
        ("Cafe\u200b\u0301", "Café"),
    ],
)
def test_what_shows_nothing_is_removed(raw: str, kept: str) -> None:
    assert one_line(raw) == kept


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("a\x00b", "a control character (U+0000)"),
        ("a\x9bb", "a control character (U+009B)"),
        ("a\u202eb", "a mark that turns the reading direction (U+202E)"),
        ("a\ud800b", "half of a character (U+D800)"),
        ("a\uffffb", "a character that does not exist (U+FFFF)"),
    ],
)
def test_what_could_forge_is_refused_with_its_reason(raw: str, reason: str) -> None:
    with pytest.raises(Unshowable) as refused:
        one_line(raw)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    "raw", ["", " ", "\u3164", "\u2800", "\u200b", "\ufe0f", "\u115f \u1160", "\u0301", "\u00ad"]
)
def test_a_name_that_looks_blank_is_blank(raw: str) -> None:
    assert is_blank(one_line(raw))


@pytest.mark.parametrize("raw", ["a", "…", "-", "👍", "\U0001fae9", "１", "م"])
def test_whatever_can_be_seen_is_not_blank(raw: str) -> None:
    assert not is_blank(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "Cafe\u0301"),
        ("FRONT DESK", "front desk"),
        ("Front\u200b desk", "front desk"),
        (PERSIAN, PERSIAN.replace("\u200c", "")),
        ("Ｄｅｓｋ", "desk"),
        ("STRASSE", "straße"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_an_invisible_mark_leaves_an_address() -> None:
    assert without_invisible("\u202aana@\u200bexample.com\ufeff ") == "ana@example.com"


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        (f"ab{FAMILY}c", 5, "ab…"),
        ("ab👍🏽c", 4, "ab…"),
        ("abe\u0301c", 4, "ab…"),
        ("a🇨🇿🇨🇿🇨🇿", 5, "a🇨🇿…"),
    ],
)
def test_no_character_is_cut_in_half(text: str, most: int, kept: str) -> None:
    assert shortened(text, most) == kept


@given(st.text())
def test_what_is_clean_stays_as_it_is(raw: str) -> None:
    try:
        clean = one_line(raw)
    except Unshowable:
        return
    assert one_line(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert len(clean.splitlines()) <= 1
    assert key(clean) == key(key(clean))
