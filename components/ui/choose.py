"""A list to choose from, as the browser itself draws it: quick to open, and at home on a phone."""

from typing import Any

import reflex as rx

from components.ui.offline import offline


def choose(
    label: Any, choices: Any, value: Any, on_change: Any, *extra: tuple[Any, Any], **props: Any
) -> rx.Component:
    """Return the list of ``Choice`` after the extra (value, words) entries. ``label`` is read out, not shown.

    It shows what the server has answered, so that a refusal puts it back by itself.
    """
    options = [rx.el.option(words, value=of) for of, words in extra]
    return rx.el.select(
        *options,
        rx.foreach(choices, lambda one: rx.el.option(one.words, value=one.value)),
        value=value,
        on_change=on_change,
        aria_label=label,
        disabled=props.pop("disabled", offline),
        class_name=f"cw-input cw-choose {props.pop('class_name', '')}".strip(),
        **props,
    )
