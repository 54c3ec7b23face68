"""Transfers and bookings: when they can be done at all, and what happens when not."""

from collections.abc import Iterator

from app.flows.daytime import minute_of_day, span, zone, zone_like
from app.flows.graph import Node
from app.flows.kinds.transfer import DAYS
from app.flows.rules.finding import Severity
from app.flows.rules.index import Index
from app.flows.rules.rule import Rule, Said, called, quoted, setting


def transfer_zone(flow: Index) -> Iterator[Said]:
    """Name the transfers at certain hours whose time zone is none."""
    for node in _at_hours(flow):
        name = node.fields["timezone"].strip()
        if name and zone(name) is None:
            path, near = ("nodes", node.id, "timezone"), zone_like(name)
            yield Said(
                f"{called(node)} has the time zone {quoted(name)}, which there is none of.",
                "Write region and city, as in Europe/Prague.",
                node=node.id,
                path=path,
                fix=setting(f"Set it to {near}", path, near) if near else None,
            )


def transfer_hours(flow: Index) -> Iterator[Said]:
    """Name the transfers whose hours end before they begin."""
    for node in _at_hours(flow):
        if _ends_first(node, "start_time", "end_time"):
            yield Said(
                f"{called(node)} is open until {node.fields['end_time']}, which is not after "
                f"{node.fields['start_time']}.",
                "Choose a later end; 00:00 is the end of the day.",
                node=node.id,
                path=("nodes", node.id, "end_time"),
            )


def transfer_never_open(flow: Index) -> Iterator[Said]:
    """Name the transfers at certain hours without any day."""
    for node in _at_hours(flow):
        if not set(node.fields["allowed_days"]) & set(DAYS):
            yield Said(
                f"{called(node)} is limited to certain hours and has no day, so nobody is ever put through.",
                "Choose its days, or switch the limit off.",
                node=node.id,
                path=("nodes", node.id, "allowed_days"),
            )


def transfer_without_fallback(flow: Index) -> Iterator[Said]:
    """Name the transfers that leave the caller in silence if nobody answers."""
    for node in flow.of_kind("transfer"):
        if not node.fields["fallback_message"].strip() and "not_reached" not in flow.out(node.id):
            yield Said(
                f"If nobody answers at {called(node)}, the caller hears nothing and the call ends.",
                "Write what the caller hears then, or connect “Not reached”.",
                node=node.id,
                path=("nodes", node.id, "fallback_message"),
            )


def booking_hours(flow: Index) -> Iterator[Said]:
    """Name the bookings whose latest end comes before their earliest start."""
    for node in flow.of_kind("booking"):
        if _ends_first(node, "business_start", "business_end"):
            yield Said(
                f"{called(node)} books from {node.fields['business_start']} to {node.fields['business_end']}, "
                "which is no span of a day.",
                "Choose a later end; 00:00 is the end of the day.",
                node=node.id,
                path=("nodes", node.id, "business_end"),
            )


def booking_too_long(flow: Index) -> Iterator[Said]:
    """Name the bookings that are longer than the hours in which they may lie."""
    for node in flow.of_kind("booking"):
        found = span(node.fields["business_start"], node.fields["business_end"])
        length = node.fields["duration_minutes"]
        if found and length > found[1] - found[0]:
            yield Said(
                f"{called(node)} books {length:g} minutes, and its hours have {found[1] - found[0]}: nothing fits.",
                "Shorten it, or allow more hours.",
                node=node.id,
                path=("nodes", node.id, "duration_minutes"),
            )


def _at_hours(flow: Index) -> Iterator[Node]:
    return (node for node in flow.of_kind("transfer") if node.fields["limit_hours"])


def _ends_first(node: Node, start: str, end: str) -> bool:
    times = (node.fields[start], node.fields[end])
    return all(minute_of_day(each) is not None for each in times) and span(*times) is None


RULES = (
    Rule("transfer_zone", Severity.ERROR, "A transfer's time zone is one", transfer_zone),
    Rule("transfer_hours", Severity.ERROR, "A transfer's hours begin before they end", transfer_hours),
    Rule("transfer_never_open", Severity.WARNING, "A transfer with hours has days", transfer_never_open),
    Rule(
        "transfer_without_fallback",
        Severity.WARNING,
        "Who is not reached hears something",
        transfer_without_fallback,
    ),
    Rule("booking_hours", Severity.ERROR, "A booking's hours begin before they end", booking_hours),
    Rule("booking_too_long", Severity.WARNING, "A booking fits into its hours", booking_too_long),
)
