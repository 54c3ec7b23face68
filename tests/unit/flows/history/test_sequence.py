"""Moving as few entries as possible (K12)."""

import math

from hypothesis import given
from hypothesis import strategies as st

from app.flows.history.sequence import orders
from tests.builders import UNHURRIED

NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)
ORDERS = st.integers(-3, 9) | st.floats(allow_nan=False, allow_infinity=False)


@UNHURRIED
@given(NAMES, st.dictionaries(st.sampled_from("abcdefghxyz"), ORDERS))
def test_k12_they_sort_as_wanted(wanted: list[str], now: dict[str, float]) -> None:
    found = orders(wanted, now)
    assert [name for _order, name in sorted(zip(found, wanted, strict=True))] == wanted
    assert all(math.isfinite(order) for order in found)


def test_k12_what_stands_right_stays() -> None:
    now = {"a": 1, "b": 2, "c": 3, "d": 4}
    assert orders(list("abcd"), now) == [1, 2, 3, 4]
    assert orders(list("dabc"), now) == [0, 1, 2, 3]
    assert orders(list("acbd"), now)[0::3] == [1, 4]
    assert orders(["a", "x", "y", "b"], now)[0::3] == [1, 2]
    assert orders(["x", "a"], {"a": 5}) == [4, 5]
    assert orders(["x", "y"], {}) == [1, 2]


def test_k12_where_numbers_have_no_room_all_are_numbered_anew() -> None:
    assert orders(["a", "x", "b"], {"a": 1, "b": 1}) == [1, 2, 3]
    assert orders(["x", "a"], {"x": 1e300}) == [1, 2]
