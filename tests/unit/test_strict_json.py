"""JSON from a stranger: read as every program would read it, or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.strict_json import BadJson, read

REFUSED = {
    "not a number": '{"x":NaN}',
    "infinity": '{"x":Infinity}',
    "less than everything": '{"x":-Infinity}',
    "a float beyond all bounds": '{"x":1e999}',
    "an integer beyond all bounds": '{"x":' + "9" * 400 + "}",
    "a key twice": '{"x":1,"x":2}',
    "a key twice inside": '{"a":[{"x":1,"\\u0078":2}]}',
    "half a character": '{"x":"\\ud800"}',
    "half a character as key": '{"\\udfff":1}',
    "deep": "[" * 17 + "]" * 17,
    "very deep": "[" * 100_000,
    "nothing": "",
    "a tail": "{} {}",
    "a comment": "{/* */}",
    "single quotes": "{'x':1}",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_programs_read_differently_is_refused(text: str) -> None:
    with pytest.raises(BadJson):
        read(text)


def test_brackets_in_a_text_are_no_depth() -> None:
    value = {"note": '[[[[{{{{ \\" ]]' * 50, "at": [[[1]]], "face": "😀"}
    assert read(json.dumps(value)) == value
    assert read(json.dumps([[[]]]), most_depth=3) == [[[]]]
    with pytest.raises(BadJson):
        read(json.dumps([[[]], [[[]]]]), most_depth=3)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES, st.booleans())
def test_everything_else_is_read_as_by_everybody(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    try:
        text.encode()
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        with pytest.raises(BadJson):
            read(text)
        return
    assert read(text, most_depth=99) == json.loads(text)
