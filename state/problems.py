"""What went wrong at a plain form, from the code in the page's address."""

from app.people.problems import sentence


def sentence_of(code: str) -> str:
    """Return the sentence for ``?problem=code``, nothing for no code."""
    return sentence(code) if code else ""
