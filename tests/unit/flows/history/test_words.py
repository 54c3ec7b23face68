"""The word-level difference of texts (K2, K6)."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.flows.history.answers import Piece
from app.flows.history.shortest import matches
from app.flows.history.words import MOST_EDITS, pieces, runs
from tests.builders import UNHURRIED

TEXTS = st.text(st.sampled_from("ab \n.,é🙂語か"), max_size=60) | st.text(max_size=30)


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.mark, piece.text) for piece in pieces(before, after)]


def side(found: tuple[Piece, ...], mark: str) -> str:
    return "".join(piece.text for piece in found if piece.mark in ("same", mark))


@UNHURRIED
@given(TEXTS, TEXTS)
def test_k2_both_texts_are_whole_in_the_pieces(before: str, after: str) -> None:
    found = pieces(before, after)
    assert side(found, "removed") == before
    assert side(found, "added") == after
    assert all(piece.text for piece in found)
    if before == after:
        assert {piece.mark for piece in found} <= {"same"}
    marks = [piece.mark for piece in found]
    assert ("same", "same") not in list(pairwise(marks))


@UNHURRIED
@given(st.lists(st.sampled_from("abc"), max_size=14), st.lists(st.sampled_from("abc"), max_size=14))
def test_the_way_found_is_the_shortest(old: list[str], new: list[str]) -> None:
    found = matches(old, new, 100)
    at = (0, 0)
    for match in found:
        assert match.old >= at[0]
        assert match.new >= at[1]
        assert match.size > 0
        assert old[match.old : match.old + match.size] == new[match.new : match.new + match.size]
        at = (match.old + match.size, match.new + match.size)
    assert sum(match.size for match in found) == _longest_common(old, new)


def _longest_common(old: list[str], new: list[str]) -> int:
    row = [0] * (len(new) + 1)
    for one in old:
        above = row
        row = [0]
        for at, other in enumerate(new):
            row.append(above[at] + 1 if one == other else max(row[at], above[at + 1]))
    return row[-1]


def test_k6_words_are_told_not_letters() -> None:
    assert told("The quick brown fox", "The slow red fox jumps.") == [
        ("same", "The "),
        ("removed", "quick brown"),
        ("added", "slow red"),
        ("same", " fox"),
        ("added", " jumps."),
    ]


def test_k6_lines_that_are_the_same_stay_out_of_it() -> None:
    before = "Be brief.\nBe kind.\nNever guess.\n"
    assert told(before, "Be brief.\nBe very kind.\nNever guess.\nSay goodbye.\n") == [
        ("same", "Be brief.\nBe "),
        ("added", "very "),
        ("same", "kind.\nNever guess.\n"),
        ("added", "Say goodbye.\n"),
    ]


def test_k6_scripts_without_spaces_go_by_character() -> None:
    assert told("予約を変更する", "予約を取消する") == [
        ("same", "予約を"),
        ("removed", "変更"),
        ("added", "取消"),
        ("same", "する"),
    ]


def test_k6_a_stretch_rewritten_throughout_is_one() -> None:
    dice = random.Random(1)
    words = [f"w{at}" for at in range(MOST_EDITS)]
    shuffled = words[:]
    dice.shuffle(shuffled)
    before, after = "Say: " + " ".join(words) + " end", "Say: " + " ".join(shuffled) + " end"
    assert [run.is_same for run in runs(before, after)] == [True, False, True]


def test_k6_a_pasted_megabyte_ends() -> None:
    dice = random.Random(2)
    lines = [" ".join(dice.choices("abcdefgh", k=12)) for _ in range(40_000)]
    before, after = "\n".join(lines), "\n".join(reversed(lines))
    found = pieces(before, after)
    assert (side(found, "removed"), side(found, "added")) == (before, after)
