"""Pairs for the rules of variables, and of values with a form."""

from tests.unit.flows.rules.pairs import ERROR, WARNING, Pair
from tests.unit.flows.rules.pairs_fields import AGE, asks
from tests.unit.flows.rules.small import (
    collected,
    conditions,
    declared,
    edge,
    first,
    put,
    small,
)

SAVED = [{"id": "i_1", "path": "patient.id", "variable": "patient_id"}]


VARIABLES = (
    Pair(
        "C28",
        "variable_name_malformed",
        ERROR,
        small(put("variables", declared("Clinic name"))),
        small(put("variables", declared("clinic_name"))),
        path="variables.v_1.name",
    ),
    Pair(
        "C28",
        "variable_name_malformed",
        ERROR,
        small(first("extract", variables=collected("callerName"))),
        small(first("extract", variables=collected("caller_name"))),
    ),
    Pair(
        "C28",
        "variable_name_malformed",
        ERROR,
        small(
            first(
                "api_request", url="https://a.example", save=[{"id": "i_1", "path": "a", "variable": "a-b"}]
            )
        ),
        small(first("api_request", url="https://a.example", save=SAVED)),
    ),
    Pair(
        "C28",
        "variable_name_malformed",
        ERROR,
        asks(("{{age}}", "==", "1")),
        asks(("age", "==", "1")),
        path="n_new.conditions.i_1.variable",
    ),
    Pair(
        "C29",
        "variable_doubled",
        ERROR,
        small(put("variables", declared("age", "age"))),
        small(put("variables", declared("age", "size"))),
        path="variables.v_2.name",
    ),
    Pair(
        "C29",
        "variable_doubled",
        ERROR,
        small(first("extract", variables=collected("age", "age"))),
        small(first("extract", variables=collected("age", "size"))),
        path="n_new.variables.i_2.name",
    ),
    Pair(
        "C30",
        "variable_reserved",
        ERROR,
        small(put("variables", declared("caller_number"))),
        small(put("variables", declared("callers_number"))),
    ),
    Pair(
        "C31",
        "variable_unknown",
        ERROR,
        small(put("n_end.farewell_message", "Bye {{name}}!")),
        small(
            put("n_end.farewell_message", "Bye {{name}} on {{current_date}}!"),
            put("variables", declared("name")),
        ),
        path="n_end.farewell_message",
    ),
    Pair(
        "C31",
        "variable_unknown",
        ERROR,
        small(first("if_else", conditions=conditions(("age", "==", "1")))),
        asks(("age", "==", "1")),
        path="n_new.conditions.i_1.variable",
    ),
    Pair(
        "C31",
        "variable_unknown",
        ERROR,
        small(put("settings.system_prompt", "You work for {{ shop name }}.")),
        small(put("settings.system_prompt", "You work for {{ shop }}."), put("variables", declared("shop"))),
    ),
    Pair(
        "C32",
        "variable_unset",
        WARNING,
        small(first("extract", variables=collected("age")), put("n_end.farewell_message", "Bye {{age}}!")),
        small(
            first("extract", variables=collected("age")),
            edge("n_new", "timeout", "n_desk"),
            put("n_end.farewell_message", "Bye {{age}}!"),
        ),
        path="n_end.farewell_message",
    ),
    Pair(
        "C32",
        "variable_unset",
        WARNING,
        small(
            first("api_request", url="https://a.example", save=SAVED),
            put("n_talk.prompt", "Patient {{patient_id}}."),
        ),
        small(
            first("api_request", url="https://a.example", save=SAVED),
            edge("n_new", "error", "n_desk"),
            put("n_talk.prompt", "Patient {{patient_id}}."),
        ),
    ),
    Pair(
        "C32",
        "variable_unset",
        WARNING,
        small(
            put("settings.system_prompt", "You talk to {{age}}."),
            first("extract", variables=collected("age")),
        ),
        small(
            AGE,
            put("settings.system_prompt", "You talk to {{age}}."),
            first("extract", variables=collected("age")),
        ),
        path="settings.system_prompt",
    ),
)

VALUES = (
    Pair(
        "C33",
        "phone_malformed",
        ERROR,
        small(put("n_desk.transfer_number", "555 0100")),
        small(put("n_desk.transfer_number", "+1 (555) 010-0199")),
        path="n_desk.transfer_number",
    ),
    Pair(
        "C34",
        "pattern_broken",
        ERROR,
        small(first("extract", variables=collected("age", validation="(a"))),
        small(first("extract", variables=collected("age", validation=r"\d{2}"))),
        path="n_new.variables.i_1.validation",
    ),
    Pair("C34", "pattern_broken", ERROR, asks(("age", "regex", "[")), asks(("age", "regex", "[0-9]+"))),
    Pair(
        "C35",
        "address_malformed",
        ERROR,
        small(first("api_request", url="a.example/x")),
        small(first("api_request", url="https://a.example/x")),
        path="n_new.url",
    ),
    Pair(
        "C36",
        "header_malformed",
        ERROR,
        small(
            first(
                "api_request",
                url="https://a.example",
                headers=[{"id": "i_1", "name": "My header", "value": "1"}],
            )
        ),
        small(
            first(
                "api_request",
                url="https://a.example",
                headers=[{"id": "i_1", "name": "My-Header", "value": "1"}],
            )
        ),
        path="n_new.headers.i_1.name",
    ),
    Pair(
        "C36",
        "header_malformed",
        ERROR,
        small(
            first(
                "api_request",
                url="https://a.example",
                headers=[{"id": "i_1", "name": "X", "value": "1\r\nY: 2"}],
            )
        ),
        small(
            first("api_request", url="https://a.example", headers=[{"id": "i_1", "name": "X", "value": "1"}])
        ),
        path="n_new.headers.i_1.value",
    ),
    Pair(
        "C37",
        "select_without_choices",
        ERROR,
        small(first("extract", variables=collected("age", type="select", options=","))),
        small(first("extract", variables=collected("age", type="select", options="old, young"))),
        path="n_new.variables.i_1.options",
    ),
)
