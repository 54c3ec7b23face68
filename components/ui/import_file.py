"""The button that takes an agent's file and sends it to the import door."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

from components.ui.offline import offline

LIMIT_BYTES = 10 * 1024 * 1024
TOO_LARGE = "That file is larger than 10 MB, and no exported agent is. Choose the file you got from Export."


class ImportFile(rx.NoSSRComponent):
    """Asks for a file, posts it, and tells the new agent's id or the sentence of the refusal."""

    library = rx.asset("import_file.jsx", shared=True).importable_path
    tag = "ImportFile"

    action: rx.Var[str]
    limit_bytes: rx.Var[int]
    too_large: rx.Var[str]
    disabled: rx.Var[bool]
    on_imported: rx.EventHandler[passthrough_event_spec(str)]
    on_refused: rx.EventHandler[passthrough_event_spec(str)]


def import_file(label: str, action: str, on_imported: Any) -> rx.Component:
    """Return the button; a refusal is shown as a message in the corner."""
    return ImportFile.create(
        rx.icon("upload", size=16),
        label,
        action=action,
        limit_bytes=LIMIT_BYTES,
        too_large=TOO_LARGE,
        disabled=offline,
        on_imported=on_imported,
        on_refused=lambda sentence: rx.toast.error(sentence, duration=10_000, close_button=True),
    )
