"""Fields for forms. Their text stays in the browser until the form is sent; nothing is bound to the server."""

from typing import Any

import reflex as rx
from reflex.event import EventChain
from reflex.vars import FunctionVar, VarData

from components.ui.browser_file import registered

_SEND = registered(lambda: rx.asset("send.js", shared=True).importable_path)


class PostForm(rx.el.Div):
    """A form the browser itself sends: it works with password managers and before any script has run.

    Reflex's own form element would stop the browser from sending it.
    """

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


def post_form(action: str, *children: rx.Component, **props: Any) -> rx.Component:
    """Return a form that posts to one of the web doors."""
    props.setdefault("class_name", "cw-form")
    return PostForm.create(*children, action=action, method="post", **props)


def sender(form_id: str) -> Any:
    """Return the handler that sends a form, for an entry of a menu, which has no button of its own."""
    data = VarData(imports={_SEND: [rx.ImportVar(tag="sender")]})
    return rx.Var(_js_expr=f'sender("{form_id}")', _var_data=data).to(FunctionVar, EventChain)


def hidden(name: str, value: Any) -> rx.Component:
    """Return a field that is sent and not seen."""
    return rx.el.input(type="hidden", name=name, value=value)


def line(name: str, **props: Any) -> rx.Component:
    """Return a bare single-line input."""
    props.setdefault("type", "text")
    props.setdefault("dir", "auto")
    return rx.el.input(name=name, id=props.pop("id", name), class_name="cw-input", **props)


def field(label: str, name: str, *, hint: str = "", **props: Any) -> rx.Component:
    """Return an input under its label, with an optional line of help beneath."""
    place = props.pop("id", name)
    parts = [rx.el.label(label, html_for=place)]
    if hint:
        props["aria_describedby"] = f"{place}-hint"
    parts.append(line(name, id=place, **props))
    if hint:
        parts.append(rx.el.small(hint, id=f"{place}-hint"))
    return rx.el.div(*parts, class_name="cw-field")


def area(label: str, name: str, **props: Any) -> rx.Component:
    """Return a field of several lines under its label."""
    place = props.pop("id", name)
    box = rx.el.textarea(name=name, id=place, class_name="cw-input cw-area", **{"dir": "auto", **props})
    return rx.el.div(rx.el.label(label, html_for=place), box, class_name="cw-field")


# No ``type="email"``: a browser refuses what was pasted with an invisible mark, which the server takes away.
EMAIL = {"input_mode": "email", "auto_capitalize": "none", "spell_check": False, "max_length": 254}


def email(**props: Any) -> rx.Component:
    """Return the field for an e-mail address, as password managers know it."""
    return field("E-mail", "email", **{"auto_complete": "username", "required": True, **EMAIL, **props})


def new_password(label: str = "Password", name: str = "password", **props: Any) -> rx.Component:
    """Return the field for a password to be set."""
    return field(
        label,
        name,
        type="password",
        auto_complete="new-password",
        required=True,
        min_length=8,
        max_length=128,
        hint="At least 8 characters, and none of the common ones.",
        **props,
    )


def password(label: str = "Password", name: str = "password", **props: Any) -> rx.Component:
    """Return the field for a password that exists."""
    return field(
        label, name, type="password", auto_complete="current-password", required=True, max_length=128, **props
    )


def person_name(**props: Any) -> rx.Component:
    """Return the field for one's own name."""
    return field("Your name", "name", auto_complete="name", required=True, max_length=80, **props)
