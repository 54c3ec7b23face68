"""The field that finds something in the list of its page."""

import reflex as rx

from state.screen import wanted


def search(words: str) -> rx.Component:
    """Return the field; ``/`` leads to it. What is typed stays in the browser."""
    return rx.el.div(
        rx.icon("search", size=16),
        rx.el.input(
            type="search",
            placeholder=words,
            aria_label=words,
            class_name="cw-input",
            on_change=wanted.set,
            default_value=wanted.value,
            custom_attrs={"data-key": "/"},
        ),
        rx.el.kbd("/", class_name="cw-kbd", aria_hidden="true"),
        class_name="cw-search",
    )
