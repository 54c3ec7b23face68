"""The sentences for ``?problem=`` codes, as the doors redirect with them."""

from app.people.problems import PROBLEMS, UNEXPECTED, sentence

__all__ = ["PROBLEMS", "UNEXPECTED", "sentence"]
