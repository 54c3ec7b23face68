"""Human Transfer: hand the caller to a person, told beforehand what it is about."""

from app.flows.fields import LONG_LINE_CHARS, items, line, prose, several, time, toggle, whole
from app.flows.spec import NodeSpec, Ports, PortSpec

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
_IN_HOURS = ("limit_hours", True)

TRANSFER = NodeSpec(
    kind="transfer",
    title="Human Transfer",
    summary="Hands the caller to a person.",
    category="Actions",
    icon="phone-forwarded",
    colour="orange",
    terminal=True,
    preview=("transfer_message", "transfer_number"),
    fields=(
        line(
            "transfer_number",
            "Phone number",
            "With country code, as in +1 555 010 0199.",
            required=True,
            max_length=40,
            placeholder="+15550100199",
        ),
        line(
            "answered_by",
            "Who answers",
            "A person or a team, for the briefing and the call history.",
            placeholder="Front office",
        ),
        line("department", "Department", "Groups transfers in analytics.", placeholder="Reception"),
        prose(
            "transfer_message",
            "Said to the caller",
            "Spoken before the call is handed over.",
            placeholder="I'm putting you through to a colleague now. Please stay on the line.",
        ),
        prose(
            "briefing_template",
            "Briefing",
            "Heard only by who answers, before the caller is connected. Write {{name}} to use a variable.",
            placeholder="{{caller_name}} is calling about {{reason}}.",
        ),
        items(
            "hold_messages",
            "While waiting",
            "Message",
            line(
                "message",
                "Message",
                required=True,
                max_length=LONG_LINE_CHARS,
                placeholder="Thank you for waiting. Someone will be with you shortly.",
            ),
            help="Spoken in turn while nobody has answered yet.",
        ),
        whole("hold_interval_seconds", "Pause between them (seconds)", 15, 5, 60),
        toggle("limit_hours", "Only at certain hours", "Outside them the caller hears the fallback message."),
        line(
            "timezone",
            "Time zone",
            "The region and city whose clock counts.",
            default="UTC",
            max_length=64,
            required=True,
            shown_if=_IN_HOURS,
            placeholder="America/New_York",
        ),
        several("allowed_days", "Days", DAYS, WORKDAYS, shown_if=_IN_HOURS),
        time("start_time", "From", "09:00", shown_if=_IN_HOURS),
        time("end_time", "Until", "17:00", shown_if=_IN_HOURS),
        prose(
            "fallback_message",
            "If nobody can take it",
            "Spoken outside the hours or when nobody answers; then the call goes on by Not reached.",
            placeholder="I'm sorry, nobody is free right now. Let me take a message.",
        ),
    ),
    ports=Ports(fixed=(PortSpec("not_reached", "Not reached", optional=True),)),
)
