"""What the dialog makes of a review: names, excerpts of texts, and where a change leads."""

import pytest

from app.flows.history.answers import Piece
from state.reviewing import AROUND, MOST_CHANGES, MOST_PIECES, change_row, names, review_row
from tests.builders import an_actor
from tests.unit.state.reviews import BEN, a_change, a_review


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], ""),
        (["Ann"], "Ann"),
        (["Ann", "Ben"], "Ann and Ben"),
        (["Ann", "Ben", "Cleo"], "Ann, Ben and Cleo"),
        (list("ABCDEFGH"), "A, B, C, D, E, F and 2 more"),
    ],
)
def test_people_are_named_as_one_would_say_it(given: list[str], said: str) -> None:
    assert names(given) == said


def test_a_long_text_is_shown_by_what_changed_and_the_words_around_it() -> None:
    text = "word " * 100
    pieces = (Piece("same", text), Piece("removed", "old"), Piece("added", "new"), Piece("same", text))
    row = change_row(a_change(pieces=pieces))
    assert (row.before, row.after) == ("", "")
    assert [piece.mark for piece in row.pieces] == ["same", "removed", "added", "same"]
    assert row.pieces[0].text == f"…{text[-AROUND:]}"
    assert row.pieces[3].text == f"{text[:AROUND]}…"


def test_a_text_rewritten_all_over_is_cut_short() -> None:
    pieces = tuple(Piece("added" if n % 2 else "same", f"{n} ") for n in range(80))
    row = change_row(a_change(pieces=pieces))
    assert len(row.pieces) == MOST_PIECES + 1
    assert row.pieces[-1].text.endswith("…")


def test_what_is_gone_leads_nowhere() -> None:
    assert change_row(a_change(side="removed")).target == ""
    assert change_row(a_change(field="", side="added")).target == "nodes/n_1"


def test_a_flood_of_changes_is_counted_and_not_sent() -> None:
    changes = tuple(a_change(f"f{n}") for n in range(MOST_CHANGES + 5))
    (author,) = review_row(a_review(changes=changes), None, "rq_1", an_actor()).authors
    assert (len(author.changes), author.more, author.count) == (MOST_CHANGES, 5, MOST_CHANGES + 5)
    assert author.person.name == BEN.name


def test_only_the_draft_is_watched_for_changes() -> None:
    who = an_actor()
    assert review_row(a_review(), None, "rq_1", who).watched == "h1"
    assert review_row(a_review(), 4, "rq_1", who).watched == ""
