"""What only the browser needs to know: which dialog is open, what is being renamed, what the list is filtered by.

These values change without asking the server. What waits for a deed on the server is closed when the page's
``turn`` grows (see ``components.shell.notices``), so that a refusal leaves it open with all that was typed.
"""

from reflex.experimental.client_state import ClientStateVar

opened = ClientStateVar.create("openedDialog", default="")
renaming = ClientStateVar.create("renamedAgent", default="")
wanted = ClientStateVar.create("wantedName", default="")
wanted_state = ClientStateVar.create("wantedState", default="all")
chosen = ClientStateVar.create("chosenVersion", default=0)
chosen_name = ClientStateVar.create("chosenName", default="")
