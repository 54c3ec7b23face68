"""Names of agents."""

import re

import pytest

from app.errors import Invalid
from app.flows import names
from app.flows.limits import NAME_CHARS


def test_g1_a_name_is_tidied() -> None:
    assert names.clean("  Front \n desk ") == "Front desk"
    assert names.clean("x" * NAME_CHARS) == "x" * NAME_CHARS


@pytest.mark.parametrize("raw", ["", " \t", "x" * (NAME_CHARS + 1), "a\x00b", "a\u202eb"])
def test_g1_a_name_that_cannot_be_shown_is_refused(raw: str) -> None:
    with pytest.raises(Invalid):
        names.clean(raw)


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        ([], "Front desk"),
        (["Back office"], "Front desk"),
        (["FRONT DESK"], "Front desk 2"),
        (["Front desk", "Front desk 2", "front desk 3"], "Front desk 4"),
    ],
)
def test_g2_a_free_name_has_the_smallest_number(taken: list[str], found: str) -> None:
    assert names.free("Front desk", {names.key(each) for each in taken}) == found


def test_g2_a_number_is_counted_on_not_added_to() -> None:
    assert names.free("Desk 2", {"desk 2"}) == "Desk 3"


def test_g2_a_long_name_makes_room_for_its_number() -> None:
    long = "x" * NAME_CHARS
    found = names.free(long, {long})
    assert len(found) == NAME_CHARS
    assert found.endswith(" 2")


def test_g1_a_name_is_refused_with_the_reason() -> None:
    for raw, said in (
        ("a\u202eb", "reading direction (U+202E)"),
        ("a\x00b", "control character (U+0000)"),
        ("\u200b\u3164", "Give the agent a name."),
        ("\u0301", "can be seen"),
    ):
        with pytest.raises(Invalid, match=re.escape(said)):
            names.clean(raw)


def test_g1_joined_emoji_and_persian_names_are_names() -> None:
    for name in ("👩\u200d👩\u200d👧 Desk", "می\u200cخواهم"):
        assert names.clean(name) == name


def test_g1_one_name_in_two_unicode_forms_is_the_same() -> None:
    assert names.key("Café") == names.key("Cafe\u0301")
    assert names.free("Cafe\u0301", {names.key("Café")}) != "Cafe\u0301"
