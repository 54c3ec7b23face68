"""End Call: say goodbye and hang up. Several in one flow tell outcomes apart in analytics."""

from app.flows.fields import prose
from app.flows.spec import NodeSpec

END_CALL = NodeSpec(
    kind="end_call",
    title="End Call",
    summary="Says goodbye and hangs up.",
    category="Call control",
    icon="phone-off",
    colour="red",
    terminal=True,
    preview=("farewell_message",),
    fields=(
        prose(
            "farewell_message",
            "Farewell",
            "The last words before hanging up. Write {{name}} to use a variable.",
            required=True,
            placeholder="Thank you for calling, {{caller_name}}. Goodbye!",
        ),
        prose(
            "end_condition_prompt",
            "Hang up when",
            "In plain words. Leave empty to hang up right after the farewell.",
            placeholder="The caller has said goodbye, or has been silent for a while.",
        ),
    ),
)
