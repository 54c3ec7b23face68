"""What only the browser needs to know: which dialog is open, what is being renamed, what the list is filtered by.

These values change without asking the server. What a deed on the server is to close is opened with the page's
``turn`` in its value (see ``ticket``): the handler that succeeds raises the turn, and the dialog is closed.
"""

from typing import Any

import reflex as rx
from reflex.experimental.client_state import ClientStateVar

from state.session import SessionState

opened = ClientStateVar.create("openedDialog", default="")
renaming = ClientStateVar.create("renamedAgent", default="")
wanted = ClientStateVar.create("wantedName", default="")


def ticket(name: Any) -> rx.Var[str]:
    """Return what ``opened`` or ``renaming`` holds while this thing is open, until the next turn."""
    return rx.Var.create(f"{name}@{SessionState.turn}")
