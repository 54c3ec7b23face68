"""The audit page: every deed in this workspace, in the order it was done. Nothing here can be changed."""

import reflex as rx

from components import routes
from components.shell.frame import frame
from components.ui.avatar import avatar
from components.ui.button import button, link_button
from components.ui.choose import choose
from components.ui.instead import bones, failed, instead
from components.ui.when import moment
from state.audit import AuditRow, AuditState, FactRow

_WIDTHS = ("150px", "120px", "200px", "160px")
_ALL_PEOPLE, _ALL_VERBS, _ALL_SUBJECTS = ("all", "Everybody"), ("all", "Every deed"), ("all", "Everything")
COLUMNS = ("When", "Who", "What", "Before and after")


def audit_page() -> rx.Component:
    """Return the page."""
    back = link_button("Back to your agents", routes.AGENTS)
    return frame(
        "Audit",
        rx.cond(
            AuditState.problem != "",
            failed("The audit cannot be shown", AuditState.problem, AuditState.load, back),
            rx.cond(AuditState.ready, _loaded(), bones(8, "cw-audit cw-bleed", _WIDTHS)),
        ),
    )


def _loaded() -> rx.Component:
    return rx.fragment(
        _filters(),
        rx.cond(
            AuditState.rows.length() > 0,
            _list(),
            instead(
                "search-x",
                "Nothing of that kind was done",
                "Choose other filters, or none.",
                link_button("Show everything", routes.AUDIT),
            ),
        ),
    )


def _filters() -> rx.Component:
    by = AuditState.filter_by
    everybody = choose(
        "Who",
        AuditState.people,
        rx.cond(AuditState.who == "", "all", AuditState.who),
        lambda who: by("who", who),
        _ALL_PEOPLE,
    )
    deeds = choose(
        "What",
        AuditState.verbs,
        rx.cond(AuditState.verb == "", "all", AuditState.verb),
        lambda verb: by("verb", verb),
        _ALL_VERBS,
    )
    subjects = choose(
        "To what",
        AuditState.subjects,
        rx.cond(
            AuditState.subject_name != "",
            "one",
            rx.cond(AuditState.subject == "", "all", AuditState.subject),
        ),
        lambda subject: by("subject", subject),
        _ALL_SUBJECTS,
    )
    one = button(
        AuditState.subject_name, "x", on_click=by("subject", "all"), aria_label="Show other things too"
    )
    return rx.el.div(
        everybody,
        deeds,
        rx.cond(AuditState.subject_name != "", one, subjects),
        class_name="cw-filters",
        role="group",
        aria_label="Filter",
    )


def _list() -> rx.Component:
    head = [rx.el.span(name) for name in COLUMNS]
    more = button("Show older entries", on_click=AuditState.older, needs_server=True)
    columns = rx.el.li(*head, class_name="cw-audit-head", aria_hidden="true")
    return rx.fragment(
        rx.el.ol(columns, rx.foreach(AuditState.rows, _row), class_name="cw-agents cw-audits cw-bleed"),
        rx.el.div(
            rx.cond(
                AuditState.next != "", more, rx.el.span("This is where it begins.", class_name="cw-muted")
            ),
            class_name="cw-more",
        ),
    )


def _row(row: rx.Var[AuditRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(moment(row.at), class_name="cw-muted"),
        rx.el.div(
            avatar(row.person),
            rx.el.div(
                rx.el.span(row.person.name, class_name="cw-name"),
                rx.el.small(
                    rx.cond(row.how != "", rx.fragment(row.how, " · ")), row.address, class_name="cw-cut"
                ),
                class_name="cw-words",
            ),
            class_name="cw-audit-who",
        ),
        rx.el.div(rx.el.strong(row.what), _subject(row), class_name="cw-words"),
        rx.el.dl(rx.foreach(row.facts, _fact), class_name="cw-facts"),
        class_name="cw-row cw-audit",
        key=row.id,
    )


def _subject(row: rx.Var[AuditRow]) -> rx.Component:
    """What it was done to; pressing it shows everything that was done to that."""
    name = rx.el.button(
        row.subject_name,
        type="button",
        class_name="cw-plain-link cw-name",
        on_click=AuditState.filter_by("subject", row.subject_id),
    )
    return rx.cond(row.subject_name != "", name)


def _fact(fact: rx.Var[FactRow]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact.name),
        rx.el.dd(
            rx.cond(
                fact.had_before,
                rx.fragment(rx.el.del_(fact.before), rx.icon("arrow-right", size=12, aria_label="became")),
            ),
            rx.el.ins(fact.after),
        ),
        class_name="cw-fact",
    )
