"""Short ways to say a field of the table; the table itself reads like a form."""

from typing import Any

from app.flows.limits import LINE_CHARS, LONG_LINE_CHARS, PROSE_CHARS
from app.flows.spec import FieldSpec, Option

__all__ = [
    "LONG_LINE_CHARS",
    "choice",
    "items",
    "line",
    "number",
    "prose",
    "several",
    "time",
    "toggle",
    "whole",
]

Options = dict[str, str]
"""Value to label."""


def prose(name: str, label: str, help: str = "", **more: Any) -> FieldSpec:
    """A text of several lines that people write together."""
    return _field(more, name=name, label=label, type="prose", help=help, default="", max_length=PROSE_CHARS)


def line(name: str, label: str, help: str = "", **more: Any) -> FieldSpec:
    """A text of one line; the last one to write it wins."""
    return _field(more, name=name, label=label, type="line", help=help, default="", max_length=LINE_CHARS)


def choice(name: str, label: str, options: Options, help: str = "", **more: Any) -> FieldSpec:
    """One of several values; the first is the default unless another is named."""
    first = next(iter(options))
    return _field(
        more, name=name, label=label, type="choice", help=help, default=first, options=_options(options)
    )


def several(name: str, label: str, options: Options, default: tuple[str, ...], **more: Any) -> FieldSpec:
    """Any of several values, kept as a list of strings."""
    return _field(more, name=name, label=label, type="several", default=default, options=_options(options))


def toggle(name: str, label: str, help: str = "", *, default: bool = False, **more: Any) -> FieldSpec:
    """On or off."""
    return _field(more, name=name, label=label, type="toggle", help=help, default=default)


def number(name: str, label: str, default: float, minimum: float, maximum: float, **more: Any) -> FieldSpec:
    """A number between two limits, both allowed."""
    limits = {"minimum": minimum, "maximum": maximum, "step": 1}
    return _field(more, name=name, label=label, type="number", default=default, **limits)


def whole(name: str, label: str, default: int, minimum: int, maximum: int, **more: Any) -> FieldSpec:
    """A number without a fraction."""
    return number(name, label, default, minimum, maximum, integer=True, **more)


def time(name: str, label: str, default: str, help: str = "", **more: Any) -> FieldSpec:
    """A time of day, ``HH:MM`` on the 24-hour clock."""
    return _field(more, name=name, label=label, type="time", help=help, default=default)


def items(name: str, label: str, item_title: str, *item: FieldSpec, **more: Any) -> FieldSpec:
    """An ordered list of entries, each with the given fields."""
    return _field(more, name=name, label=label, type="items", default=(), item_title=item_title, item=item)


def _field(more: dict[str, Any], **usual: Any) -> FieldSpec:
    return FieldSpec(**{**usual, **more})


def _options(options: Options) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in options.items())
