"""API Request: ask or tell another system something while the caller waits."""

from app.flows.fields import LONG_LINE_CHARS, choice, items, line, prose, whole
from app.flows.spec import NodeSpec, Ports, PortSpec

METHODS = {name: name for name in ("GET", "POST", "PUT", "PATCH", "DELETE")}

API_REQUEST = NodeSpec(
    kind="api_request",
    title="API Request",
    summary="Asks or tells another system something.",
    category="Actions",
    icon="globe",
    colour="cyan",
    preview=("url",),
    fields=(
        choice("method", "Method", METHODS),
        line(
            "url",
            "Address",
            "Where the request goes. Write {{name}} to use a variable.",
            required=True,
            max_length=LONG_LINE_CHARS,
            placeholder="https://api.example.com/patients/{{patient_id}}",
        ),
        items(
            "headers",
            "Headers",
            "Header",
            line("name", "Name", required=True, placeholder="Accept"),
            line("value", "Value", max_length=LONG_LINE_CHARS, placeholder="application/json"),
            help="Teammates, versions and exports show these as written: keep passwords and keys out.",
        ),
        prose(
            "body",
            "Body",
            "What is sent along, usually JSON. GET and DELETE send none.",
            placeholder='{"name": "{{caller_name}}"}',
        ),
        whole(
            "timeout_seconds",
            "Wait at most (seconds)",
            10,
            1,
            30,
            help="Silence feels long on the phone: after this time the call goes on by Error.",
        ),
        items(
            "save",
            "Keep from the answer",
            "Value",
            line("path", "Path", "Where it stands in the answer.", required=True, placeholder="patient.id"),
            line(
                "variable",
                "Variable",
                "Where to keep it.",
                required=True,
                max_length=64,
                placeholder="patient_id",
            ),
            help="Each value is taken from the JSON answer and kept in a variable.",
        ),
    ),
    ports=Ports(fixed=(PortSpec("success", "Success"), PortSpec("error", "Error"))),
)
