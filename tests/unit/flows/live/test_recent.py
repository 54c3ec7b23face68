"""A few values, kept."""

from app.flows.live.recent import Recent


def test_what_was_used_longest_ago_goes_first() -> None:
    kept: Recent[str, int] = Recent(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.get("a") == 1
    kept.keep("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
    kept.keep("a", 4)
    assert kept.get("a") == 4
    assert kept.get("never") is None
