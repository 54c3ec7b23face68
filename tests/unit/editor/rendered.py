"""What components become: the text the page is built from, and the marks by which its controls are found."""

import re
from pathlib import Path

import reflex as rx

from components.canvas import client
from components.editor.page import editor

CANVAS = Path(client.__file__).parent

_PLAIN = re.compile(r'(?:"data-flow-field"|\bmark):"([^"]+)"')
_ENTRY = re.compile(r'"data-flow-field":\("([^"]+)\."\+\([\w. +]+\)\+"\.([^"]+)"\)')


def marks(component: rx.Component) -> set[str]:
    """The values of ``data-flow-field``; the place in a list reads as ``*``."""
    text = str(component)
    return set(_PLAIN.findall(text)) | {f"{place}.*.{name}" for place, name in _ENTRY.findall(text)}


def page() -> str:
    """The whole editor page."""
    return str(editor(rx.fragment()))


def source(name: str) -> str:
    """One of the JavaScript files."""
    return (CANVAS / name).read_text()
