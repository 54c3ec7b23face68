"""Whether the server can be reached, known in the browser without asking anybody."""

import reflex as rx
from reflex.components.core.banner import has_connection_errors

offline: rx.Var[bool] = has_connection_errors
OFFLINE_WORDS = "The server cannot be reached"


def offline_pill() -> rx.Component:
    """Return the banner that shows while the server is away. What needs the server is disabled meanwhile."""
    words = f"{OFFLINE_WORDS}. Trying again; what needs it has to wait."
    return rx.el.div(
        rx.cond(
            offline,
            rx.el.div(rx.icon("cloud-off", size=16), rx.el.span(words), class_name="cw-offline"),
        ),
        role="status",
    )
