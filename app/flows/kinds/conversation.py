"""Conversation: the agent talks, freely from a prompt or word for word, until a transition holds."""

from app.flows.fields import LONG_LINE_CHARS, choice, items, line, prose, toggle
from app.flows.spec import NodeSpec, Ports

CONVERSATION = NodeSpec(
    kind="conversation",
    title="Conversation",
    summary="The agent talks with the caller until one of its transitions holds.",
    category="Conversation",
    icon="message-circle",
    colour="blue",
    preview=("prompt", "static_message"),
    fields=(
        choice(
            "mode",
            "What the agent says",
            {"prompt": "In its own words", "static": "Word for word"},
            "In its own words follows a prompt. Word for word speaks exactly the text you write.",
        ),
        prose(
            "prompt",
            "Prompt",
            "What the agent should achieve in this step, and how. Write {{name}} to use a variable.",
            required=True,
            shown_if=("mode", "prompt"),
            placeholder="Find out what the caller needs. Ask one question at a time.",
        ),
        prose(
            "static_message",
            "Message",
            "Spoken exactly as written. Write {{name}} to use a variable.",
            required=True,
            shown_if=("mode", "static"),
            placeholder="Please hold the line for a moment.",
        ),
        toggle(
            "skip_response",
            "Only decide where to go",
            "The agent says nothing here and only weighs the transitions against what was said before.",
        ),
        toggle(
            "use_knowledge",
            "Answer from knowledge",
            "Let the agent use the knowledge attached to it while it is in this step.",
            default=True,
        ),
        items(
            "transitions",
            "Transitions",
            "Transition",
            line(
                "condition",
                "When",
                "In plain words, what must be true for the call to go this way.",
                required=True,
                max_length=LONG_LINE_CHARS,
                placeholder="The caller wants to book an appointment",
            ),
            help="Each one is a way out. The agent takes the first that fits what the caller said.",
            born_with=1,
        ),
    ),
    ports=Ports(each="transitions", each_label="{condition}"),
)
