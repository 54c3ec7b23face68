"""Data Extraction: collect typed variables by asking for them, or from what was already said."""

from app.flows.fields import LONG_LINE_CHARS, choice, items, line, toggle, whole
from app.flows.spec import FieldSpec, NodeSpec, Ports, PortSpec

VARIABLE_TYPES = {
    "string": "Short text",
    "long_text": "Long text",
    "number": "Number",
    "boolean": "Yes or no",
    "select": "One of a list",
    "date": "Date",
    "email": "E-mail address",
    "phone": "Phone number",
}

_VARIABLE: tuple[FieldSpec, ...] = (
    line(
        "name",
        "Name",
        "Lower-case letters, digits and underscores. Use it elsewhere as {{name}}.",
        required=True,
        max_length=64,
        placeholder="caller_name",
    ),
    choice("type", "Type", VARIABLE_TYPES, "What kind of answer counts."),
    toggle("required", "Required", "Go on only when this is known, or after the last attempt.", default=True),
    line(
        "prompt",
        "Question",
        "How the agent asks for it.",
        max_length=LONG_LINE_CHARS,
        placeholder="May I have your full name, please?",
    ),
    line(
        "description",
        "Meaning",
        "What is meant, for the agent: it helps to tell similar answers apart.",
        max_length=LONG_LINE_CHARS,
        placeholder="The first and last name of the patient",
    ),
    line(
        "validation",
        "Pattern",
        "A regular expression the whole answer must match. Leave empty to take any answer of the type.",
        placeholder=r"\d{5}",
    ),
    line(
        "options",
        "Choices",
        "The allowed answers, with commas between them.",
        max_length=LONG_LINE_CHARS,
        shown_if=("type", "select"),
        placeholder="new patient, returning patient",
    ),
)

EXTRACT = NodeSpec(
    kind="extract",
    title="Data Extraction",
    summary="Collects answers into variables.",
    category="Conversation",
    icon="clipboard-list",
    colour="purple",
    fields=(
        choice(
            "method",
            "How to collect",
            {"ask": "Ask the caller", "infer": "Take it from what was said"},
            "Ask puts the questions below one by one. The other way only listens to the conversation so far.",
        ),
        whole(
            "max_attempts",
            "Attempts for each answer",
            3,
            1,
            10,
            help="After the last one, an answer that is not required is left out; else Timeout is taken.",
            shown_if=("method", "ask"),
        ),
        items("variables", "Variables", "Variable", *_VARIABLE, help="What to find out.", born_with=1),
        items(
            "keywords",
            "Keywords",
            "Keyword",
            line("phrase", "Phrase", required=True, placeholder="emergency"),
            help="Words that leave this step at once, whatever is still missing.",
        ),
    ),
    ports=Ports(
        fixed=(PortSpec("all_extracted", "All collected"), PortSpec("timeout", "Timeout")),
        each="keywords",
        each_label="Hears “{phrase}”",
    ),
)
