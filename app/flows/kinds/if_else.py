"""If/Else: look at variables, from the first condition to the last, and take the first way that holds."""

from app.flows.fields import choice, items, line
from app.flows.spec import NodeSpec, Ports, PortSpec

OPERATORS = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    ">": "is more than",
    "<=": "is at most",
    ">=": "is at least",
    "exists": "is known",
    "is_empty": "is empty",
    "contains": "contains",
    "not_contains": "does not contain",
    "in": "is one of",
    "not_in": "is none of",
    "regex": "matches",
}

IF_ELSE = NodeSpec(
    kind="if_else",
    title="If/Else",
    summary="Chooses the way by what is known.",
    category="Logic",
    icon="split",
    colour="yellow",
    fields=(
        items(
            "conditions",
            "Conditions",
            "Condition",
            line("variable", "Variable", required=True, max_length=64, placeholder="caller_name"),
            choice("operator", "Comparison", OPERATORS),
            line(
                "value",
                "Value",
                "Not used by “is known” and “is empty”. For “is one of” put commas between the values.",
                placeholder="returning patient",
            ),
            help="Checked from top to bottom; the first that holds decides. If none does: Otherwise.",
            born_with=1,
        ),
    ),
    ports=Ports(
        fixed=(PortSpec("default", "Otherwise"),),
        each="conditions",
        each_label="{variable} {operator} {value}",
        each_first=True,
    ),
)
