"""The members page: who belongs to the workspace, as what, and who is invited."""

import reflex as rx

from components import routes
from components.pages.invite_dialog import invite_dialog
from components.shell.errand import errand_banner
from components.shell.frame import frame, section
from components.ui.avatar import avatar
from components.ui.button import button, icon_button, link_button
from components.ui.dialog import confirm, open_dialog
from components.ui.instead import bones, failed
from components.ui.offline import offline
from components.ui.when import when
from state.members import InvitationRow, MemberRow, MembersState

_TEXT = "A role says what somebody may do here, from seeing everything to owning the workspace."
_PENDING = "Links that nobody has used yet. Each works once, for seven days."


def members_page() -> rx.Component:
    """Return the page."""
    invite = button(
        "Invite", "user-plus", kind="main", key="c", on_click=open_dialog("invite"), needs_server=True
    )
    back = link_button("Back to your agents", routes.AGENTS)
    return rx.fragment(
        frame(
            "Members",
            rx.cond(
                MembersState.problem != "",
                failed("The members cannot be shown", MembersState.problem, MembersState.load, back),
                rx.cond(MembersState.ready, _loaded(), _bones()),
            ),
            count=rx.cond(MembersState.members.length() > 0, MembersState.members.length().to_string(), ""),
            deeds=(rx.cond(MembersState.ready & (MembersState.problem == ""), invite),),
        ),
        invite_dialog(),
    )


def _bones() -> rx.Component:
    return rx.el.div(bones(4, "cw-member", ("28px", "160px", "88px", "16px")), class_name="cw-list cw-narrow")


def _loaded() -> rx.Component:
    errand = MembersState.errand
    return rx.el.div(
        errand_banner(errand, rx.Var.create(f"Invite those who should know when {errand.name} goes live.")),
        section(
            "People",
            _TEXT,
            rx.el.ul(rx.foreach(MembersState.members, _member), class_name="cw-list"),
        ),
        rx.cond(
            MembersState.invitations.length() > 0,
            section(
                "Invited",
                _PENDING,
                rx.el.ul(rx.foreach(MembersState.invitations, _invitation), class_name="cw-list"),
            ),
        ),
        class_name="cw-narrow",
    )


def _member(row: rx.Var[MemberRow]) -> rx.Component:
    person = row.person
    return rx.el.li(
        avatar(person),
        rx.el.div(
            rx.el.strong(
                person.name,
                rx.cond(row.is_me, rx.el.span(" (you)", class_name="cw-muted")),
                class_name="cw-name",
            ),
            rx.el.small(person.email, class_name="cw-name"),
            class_name="cw-words",
        ),
        rx.cond(row.held, rx.el.span(person.role, class_name="cw-muted cw-word"), _role_select(row)),
        rx.cond(row.held | row.is_me, rx.el.span(), _remove(row)),
        class_name="cw-row cw-member",
        key=person.id,
    )


def _role_select(row: rx.Var[MemberRow]) -> rx.Component:
    return rx.select.root(
        rx.select.trigger(
            variant="ghost",
            color_scheme="gray",
            class_name="cw-word",
            aria_label=rx.Var.create(f"Role of {row.person.name}"),
        ),
        rx.select.content(
            rx.foreach(
                MembersState.roles, lambda role: rx.select.item(role, value=role, class_name="cw-word")
            ),
            position="popper",
        ),
        value=row.person.role,
        on_change=lambda role: MembersState.change_role(row.person.id, role),
        disabled=offline,
        size="2",
    )


def _remove(row: rx.Var[MemberRow]) -> rx.Component:
    name = rx.Var.create(f"remove:{row.person.id}")
    return rx.fragment(
        icon_button(
            "user-minus",
            rx.Var.create(f"Remove {row.person.name}"),
            on_click=open_dialog(name),
            needs_server=True,
        ),
        confirm(
            name,
            rx.Var.create(f"Remove {row.person.name}?"),
            "They are signed out everywhere at once, and their API tokens and pending invitations end. "
            "What they made stays.",
            "Remove",
            MembersState.remove(row.person.id),
        ),
    )


def _invitation(row: rx.Var[InvitationRow]) -> rx.Component:
    return rx.el.li(
        rx.icon("mail", size=16, color="var(--cw-faint)", justify_self="center"),
        rx.el.div(
            rx.el.strong(row.email, class_name="cw-name"),
            rx.el.small(
                row.role,
                " · expires ",
                when(row.expires_at, coming=True),
                " · invited by ",
                row.inviter,
                class_name="cw-name",
            ),
            class_name="cw-words",
        ),
        button("Withdraw", on_click=MembersState.revoke(row.id), needs_server=True, size="1"),
        class_name="cw-row cw-invited",
        key=row.id,
    )
