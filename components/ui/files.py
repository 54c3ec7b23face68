"""Agents as files: the button that sends one to the import door, and the menu entry that fetches one."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec, passthrough_event_spec

from components.ui.browser_file import registered
from components.ui.offline import offline

LIMIT_BYTES = 10 * 1024 * 1024
TOO_LARGE = "That file is larger than 10 MB, and no exported agent is. Choose the file you got from Export."
TOAST_MS = 10_000

_FILES = registered(lambda: rx.asset("files.jsx", shared=True).importable_path)


class ImportFile(rx.NoSSRComponent):
    """Asks for a file, posts it, and tells the new agent's id or the sentence of the refusal."""

    library = _FILES
    tag = "ImportFile"

    action: rx.Var[str]
    limit_bytes: rx.Var[int]
    too_large: rx.Var[str]
    disabled: rx.Var[bool]
    on_imported: rx.EventHandler[passthrough_event_spec(str)]
    on_refused: rx.EventHandler[passthrough_event_spec(str)]


class ExportItem(rx.NoSSRComponent):
    """Fetches a file and saves it, or tells the sentence of the refusal."""

    library = _FILES
    tag = "ExportItem"

    path: rx.Var[str]
    disabled: rx.Var[bool]
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
        on_refused=_say,
    )


def export_item(label: str, path: Any) -> rx.Component:
    """Return the entry of a menu; a refusal is shown as a message in the corner."""
    return ExportItem.create(
        rx.icon("download", size=16), label, path=path, disabled=offline, on_refused=_say
    )


def _say(sentence: rx.Var[str]) -> EventSpec:
    return rx.toast.error(sentence, duration=TOAST_MS, close_button=True)
