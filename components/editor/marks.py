"""What is wrong in one place of the flow: a line under the field, with how to mend it."""

from typing import Any, Literal

import reflex as rx

from components.canvas.client import module

MarkScope = Literal["nodes", "settings", "variables", "pronunciations"]


class FieldMarks(rx.Component):
    """The findings at one path; nothing while there is none."""

    library = module("marks.jsx")
    tag = "FieldMarks"

    scope: rx.Var[str]
    name: rx.Var[str]
    item: rx.Var[str]
    sub: rx.Var[str]


def field_marks(scope: MarkScope, name: str, item: Any = "", sub: str = "") -> rx.Component:
    """Return the marks of a field, of an entry of its list, or of one cell of that entry."""
    return FieldMarks.create(scope=scope, name=name, item=item, sub=sub)


def step_marks() -> rx.Component:
    """Return what is wrong with the selected step as a whole, or where no field of it shows it."""
    return FieldMarks.create(scope="nodes")
