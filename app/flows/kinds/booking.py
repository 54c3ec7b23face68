"""Calendar Booking: find, make, change and cancel appointments. It may be entered from anywhere."""

from app.flows.fields import line, prose, several, time, toggle, whole
from app.flows.spec import NodeSpec, Ports, PortSpec

OPERATIONS = {
    "check_availability": "Check for free times",
    "book": "Book",
    "find": "Find an appointment",
    "update": "Change an appointment",
    "cancel": "Cancel an appointment",
}

_WRITES = ("operations", ("book", "update", "cancel"))
_CHECKS = ("operations", ("check_availability",))
_FINDS = ("operations", ("find", "update", "cancel"))

BOOKING = NodeSpec(
    kind="booking",
    title="Calendar Booking",
    summary="Finds, makes, changes and cancels appointments.",
    category="Actions",
    icon="calendar-check",
    colour="grass",
    global_=True,
    preview=("appointment_type", "success_message"),
    fields=(
        several(
            "operations",
            "What it may do",
            OPERATIONS,
            ("check_availability", "book"),
            required=True,
            help="Each choice adds the ways out that belong to it.",
        ),
        line("appointment_type", "Kind of appointment", placeholder="New patient visit"),
        whole("duration_minutes", "Length (minutes)", 30, 15, 480, step=5),
        whole("days_to_check", "Look ahead (days)", 14, 1, 90, help="How far ahead times are offered."),
        time("business_start", "Earliest start", "09:00"),
        time("business_end", "Latest end", "17:00"),
        toggle(
            "auto_check_availability",
            "Look for free times by itself",
            "The agent looks the times up before it asks, and offers the nearest ones.",
            default=True,
        ),
        toggle(
            "require_confirmation",
            "Confirm before writing",
            "The agent repeats day and time, and books, changes or cancels only after a clear yes.",
            default=True,
        ),
        prose(
            "success_message",
            "When it worked",
            "Spoken after the calendar has confirmed.",
            placeholder="You are all set. We look forward to seeing you.",
        ),
        prose(
            "failure_message",
            "When it did not",
            "Spoken before the call goes on by a way for failures.",
            placeholder="I'm sorry, I could not reach the calendar just now.",
        ),
    ),
    ports=Ports(
        fixed=(
            PortSpec("booking_success", "Done", shown_if=_WRITES),
            PortSpec("booking_failed", "Failed", shown_if=_WRITES),
            PortSpec("slot_available", "Time free", shown_if=_CHECKS),
            PortSpec("slot_unavailable", "No time free", shown_if=_CHECKS),
            PortSpec("appointment_found", "Appointment found", shown_if=("operations", ("find",))),
            PortSpec("appointment_not_found", "Appointment not found", shown_if=_FINDS),
        )
    ),
)
