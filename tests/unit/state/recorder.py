"""A service that remembers what it was asked, answers what it was told to, or refuses."""

from typing import Any


class Recorder:
    """Every verb is there; ``asked`` holds (verb, arguments) in order, ``refusing`` the refusals by verb.

    Named arguments come as a dictionary, last; a verb that was given none has no dictionary.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self.answers: dict[str, Any] = {}
        self.refusing: dict[str, Exception] = {}

    def __getattr__(self, verb: str) -> Any:
        async def asked(*arguments: Any, **named: Any) -> Any:
            self.asked.append((verb, (*arguments, named) if named else arguments))
            if verb in self.refusing:
                raise self.refusing[verb]
            return self.answers.get(verb)

        return asked

    def arguments(self, verb: str) -> list[tuple[Any, ...]]:
        """What this verb was asked with each time, after the actor."""
        return [arguments[1:] for asked, arguments in self.asked if asked == verb]
