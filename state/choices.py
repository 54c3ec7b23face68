"""What stands in a list to choose from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One entry: what the server is told, and what people read."""

    value: str
    words: str
