"""The account page: password, look, where one is signed in, and API tokens."""

import reflex as rx
from reflex.style import set_color_mode

from components import routes
from components.pages.tokens import token_dialog, tokens_section
from components.shell.frame import frame, section
from components.ui.button import button
from components.ui.field import new_password, password, post_form
from components.ui.instead import bones, failed
from components.ui.note import note, problem
from components.ui.when import when
from state.account import AccountState, SessionRow

_SESSIONS = "Where you are signed in. Sign out whatever you do not recognise, and change your password."


def account_page() -> rx.Component:
    """Return the page."""
    return rx.fragment(
        frame(
            "Account",
            rx.cond(
                AccountState.problem != "",
                failed("Your account cannot be shown", AccountState.problem, AccountState.load),
                rx.el.div(_look(), _password(), _sessions(), tokens_section(), class_name="cw-narrow"),
            ),
        ),
        token_dialog(),
    )


def _look() -> rx.Component:
    choices = (("system", "System"), ("light", "Light"), ("dark", "Dark"))
    return section(
        "Look",
        "For this browser.",
        rx.segmented_control.root(
            *[rx.segmented_control.item(word, value=value) for value, word in choices],
            value=rx.color_mode,
            on_change=set_color_mode,
            width="fit-content",
        ),
    )


def _password() -> rx.Component:
    form = post_form(
        routes.POST_PASSWORD,
        rx.el.input(
            type="text",
            name="username",
            auto_complete="username",
            value=AccountState.person.email,
            read_only=True,
            hidden=True,
        ),
        password("Present password", "old_password"),
        new_password("New password", "new_password"),
        rx.el.label(
            rx.el.input(type="checkbox", name="revoke_tokens"),
            " Also revoke my API tokens",
        ),
        rx.el.div(button("Change password", type="submit")),
        class_name="cw-form cw-short",
    )
    changed = note("Your password is changed. Every other browser has been signed out.", "done")
    return section(
        "Password",
        rx.fragment("You sign in as ", AccountState.person.email, "."),
        rx.cond(AccountState.password_changed, changed),
        problem(AccountState.password_problem),
        form,
    )


def _sessions() -> rx.Component:
    rows = rx.el.ul(rx.foreach(AccountState.sessions, _session), class_name="cw-list")
    waiting = rx.el.div(bones(2, "cw-two", ("180px", "72px")), class_name="cw-list")
    out = button("Sign out everywhere else", on_click=AccountState.sign_out_elsewhere, needs_server=True)
    return section("Browsers", _SESSIONS, rx.cond(AccountState.ready, rows, waiting), deed=out)


def _session(row: rx.Var[SessionRow]) -> rx.Component:
    here = rx.el.span("this one", class_name="cw-muted")
    out = button("Sign out", on_click=AccountState.revoke_session(row.id), needs_server=True, size="1")
    return rx.el.li(
        rx.el.div(
            rx.el.strong(row.browser, class_name="cw-cut"),
            rx.el.small(row.address, " · last seen ", when(row.last_seen_at), class_name="cw-cut"),
            class_name="cw-words",
        ),
        rx.cond(row.is_this_one, here, out),
        class_name="cw-row cw-two",
        key=row.id,
    )
