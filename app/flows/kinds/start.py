"""Start: where every call begins. There is exactly one, with the id ``start``."""

from app.flows.fields import choice, prose
from app.flows.spec import NodeSpec, Ports, PortSpec

START = NodeSpec(
    kind="start",
    title="Start",
    summary="Where every call begins.",
    category="Conversation",
    icon="phone-incoming",
    colour="green",
    placeable=False,
    preview=("greeting_message",),
    fields=(
        choice(
            "speaker_first",
            "Who speaks first",
            {"agent": "The agent", "caller": "The caller"},
            "Let the agent greet the caller, or wait until the caller has said something.",
        ),
        prose(
            "greeting_message",
            "Greeting",
            "The first words a caller hears. Under 20 words is best: say who answers, ask how to help.",
            required=True,
            shown_if=("speaker_first", "agent"),
            placeholder="Thank you for calling Harbour Lane Clinic. How can I help you today?",
        ),
    ),
    ports=Ports(
        fixed=(
            PortSpec(
                "out",
                "Immediately",
                label_by=("speaker_first", {"agent": "Immediately", "caller": "After any message"}),
            ),
        )
    ),
)
