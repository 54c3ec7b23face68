"""Every refusal has its sentence in the one table."""

import pytest

from app import errors
from app.errors import AppError
from app.people import refusals
from app.people.problems import PROBLEMS, UNEXPECTED, sentence
from app.people.refusals import Refusal
from app.web.identity import TokenRefused
from app.web.origin import BadOrigin


def _below(kind: type[AppError]) -> set[type[AppError]]:
    return {kind}.union(*(_below(child) for child in kind.__subclasses__()))


KINDS = [
    kind
    for kind in sorted(_below(AppError) - {AppError, Refusal}, key=lambda kind: kind.__name__)
    if kind.__module__ in (errors.__name__, refusals.__name__)
]


@pytest.mark.parametrize("kind", [*KINDS, BadOrigin, TokenRefused], ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_sentence(kind: type[AppError]) -> None:
    assert sentence(kind.code).endswith((".", "…"))
    assert sentence(kind.code) != sentence(UNEXPECTED)


def test_no_two_refusals_share_a_code() -> None:
    named = [kind for kind in KINDS if issubclass(kind, Refusal)]
    assert len({kind.code for kind in named}) == len(named)


@pytest.mark.parametrize("code", ["", "<b>buy this</b>", "wrong_password ", "__class__"])
def test_an_unknown_code_never_speaks_for_itself(code: str) -> None:
    assert sentence(code) == PROBLEMS[UNEXPECTED]


def test_waiting_is_told_in_whole_minutes() -> None:
    assert refusals.TooManyAttempts(1).message.endswith("in 1 minute.")
    assert refusals.TooManyAttempts(61).message.endswith("in 2 minutes.")
