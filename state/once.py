"""What is shown once is not kept: a secret goes to the page with one answer, and is gone from the state."""

from collections.abc import Callable
from typing import Any

import reflex as rx


def shown_once(name: str) -> Callable[[rx.State], Any]:
    """Return a state's ``get_delta`` that empties this variable once it is on its way.

    The page is not told, and goes on showing what it was sent.
    """

    def get_delta(self: rx.State) -> Any:
        delta = rx.State.get_delta(self)
        self.__dict__[name] = ""
        return delta

    marked: Any = get_delta
    marked.__override_base_method__ = True  # to Reflex any other method of a state is an event of its page
    return get_delta
