"""E-mail addresses and names: what is made clean, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.fields import clean_email, clean_name, clean_user_agent
from app.people.refusals import BadEmail, BadName


def test_an_address_is_trimmed_and_lower_cased() -> None:
    assert clean_email("  Ada@Example.COM ") == "ada@example.com"


@pytest.mark.parametrize(
    "text",
    ["", "ada", "@example.com", "ada@", "a@b@c", "a b@c", "a@b\nc", "a@b\x00", "a" * 250 + "@b.example"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadEmail):
        clean_email(text)


@pytest.mark.parametrize("text", ["Ada", "Ada Lovelace", "Zoë", "王小明", "👩‍👩‍👧", "می‌خواهم", "a" * 80])
def test_names_of_all_scripts_are_kept(text: str) -> None:
    assert clean_name(f"  {text} ") == text


@pytest.mark.parametrize(
    "text", ["", "   ", "a" * 81, "a\nb", "a\x1b[31mb", "a\x00b", "ab\u202ecod", "a\ud800b", "a\u2028b"]
)
def test_names_that_could_forge_or_hide_are_refused(text: str) -> None:
    with pytest.raises(BadName):
        clean_name(text)


@given(st.text())
def test_a_clean_name_is_clean(text: str) -> None:
    try:
        name = clean_name(text)
    except BadName:
        return
    assert clean_name(name) == name
    assert len(name.splitlines()) == 1
    name.encode("utf-8")


@given(st.text())
def test_a_browser_cannot_put_lines_into_its_name(text: str) -> None:
    cleaned = clean_user_agent(text)
    assert len(cleaned) <= 200
    assert cleaned.isprintable()


@pytest.mark.parametrize(
    "text", ["\u202aada@example.com\u202c", "ada@example.com\u200b", "\ufeffada@exam\u00adple.com"]
)
def test_invisible_marks_leave_an_address_before_it_is_compared(text: str) -> None:
    assert clean_email(text) == "ada@example.com"


@pytest.mark.parametrize("text", ["Ad\u200ba", "\ufeffAda", "A\u2060da\u00ad", "  Ada \u200e"])
def test_marks_that_nobody_sees_are_not_part_of_a_name(text: str) -> None:
    assert clean_name(text) == "Ada"


@pytest.mark.parametrize("text", ["\u200b", "\u3164", "\u2800 \u200d", "A\u2066da"])
def test_names_that_show_nothing_or_turn_others_round_are_refused(text: str) -> None:
    with pytest.raises(BadName):
        clean_name(text)


def test_joined_emoji_and_scripts_keep_their_joiners() -> None:
    assert clean_name("👩\u200d💻 می\u200cخواهم") == "👩\u200d💻 می\u200cخواهم"
