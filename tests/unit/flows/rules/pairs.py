"""For every rule the smallest flow that breaks it, and the one that does not: the flow itself, its steps and ways."""

from typing import NamedTuple

from app.flows.graph import FlowGraph
from app.flows.rules.finding import Severity
from tests.unit.flows.rules.small import (
    collected,
    conditions,
    declared,
    drop,
    edge,
    first,
    named,
    put,
    small,
    step,
    transitions,
)


class Pair(NamedTuple):
    """``also`` are rules that the broken flow cannot help breaking too; ``path`` ends that of the first finding."""

    cites: str
    rule: str
    severity: Severity
    broken: FlowGraph
    sound: FlowGraph
    path: str = ""
    also: tuple[str, ...] = ()


FATAL, ERROR, WARNING = Severity.FATAL, Severity.ERROR, Severity.WARNING
ASKED = first("if_else", conditions=conditions(("a", "==", "1")))
KNOWN = put("variables", declared("a"))
TALK_BACK = step("n_two", "conversation", {"i_1": "n_talk"}, prompt="Go on.", transitions=transitions("Back"))

START = (
    Pair("C1", "start_missing", FATAL, small(drop("nodes.start")), small()),
    Pair("C2", "start_leads_nowhere", FATAL, small(drop("edges.e_start")), small(), also=("step_orphaned",)),
    Pair(
        "C3",
        "start_without_talk",
        FATAL,
        small(
            drop("nodes.n_talk", "nodes.n_desk", "nodes.n_end"),
            step("n_if", "if_else", {"default": "n_if"}, conditions=[]),
            put("edges.e_start.target", "n_if"),
        ),
        small(ASKED, KNOWN),
        also=("call_trapped", "decisions_in_circle", "nothing_to_decide"),
    ),
    Pair("C4", "schema_newer", FATAL, small(put("schema", 2)), small(put("schema", 1))),
)

STEPS = (
    Pair(
        "C5",
        "step_unknown",
        ERROR,
        small(step("n_sms", "sms", {"sent": "n_end"}), put("edges.e_bye.target", "n_sms")),
        small(),
    ),
    Pair(
        "C6",
        "step_orphaned",
        ERROR,
        small(step("n_lost", "end_call", farewell_message="Bye")),
        small(step("n_lost", "end_call", farewell_message="Bye"), edge("n_desk", "not_reached", "n_lost")),
    ),
    Pair(
        "C6",
        "step_orphaned",
        ERROR,
        small(step("n_lost", "api_request", {"success": "n_end", "error": "n_end"}, url="https://a.example")),
        small(
            step(
                "n_found",
                "booking",
                {"booking_success": "n_end", "booking_failed": "n_desk"},
                operations=["book"],
            )
        ),
    ),
    Pair(
        "C7",
        "step_dead_end",
        ERROR,
        small(
            drop("edges.e_bye", "edges.e_person", "nodes.n_end", "nodes.n_desk"),
            put("n_talk.transitions", []),
        ),
        small(),
        also=("person_unreachable",),
    ),
    Pair(
        "C7",
        "step_dead_end",
        ERROR,
        small(
            step("n_two", "conversation", prompt="On.", transitions=transitions("On")),
            edge("n_talk", "i_bye", "n_two"),
        ),
        small(),
        also=("step_orphaned",),
    ),
    Pair(
        "C8",
        "call_trapped",
        ERROR,
        small(put("n_talk.transitions", transitions("On")), TALK_BACK, edge("n_talk", "i_1", "n_two")),
        small(
            TALK_BACK,
            put("edges.e_person.target", "n_two"),
            edge("n_two", "i_2", "n_desk"),
            put("n_two.transitions", transitions("Back", "Person")),
        ),
        also=("step_orphaned", "person_unreachable"),
    ),
    Pair(
        "C9",
        "decisions_in_circle",
        ERROR,
        small(
            ASKED,
            KNOWN,
            step(
                "n_two",
                "if_else",
                {"default": "n_new", "i_1": "n_talk"},
                conditions=conditions(("a", "==", "2")),
            ),
            edge("n_new", "default", "n_two"),
        ),
        small(
            ASKED,
            KNOWN,
            step(
                "n_two",
                "if_else",
                {"default": "n_talk", "i_1": "n_talk"},
                conditions=conditions(("a", "==", "2")),
            ),
            edge("n_new", "default", "n_two"),
        ),
    ),
    Pair(
        "C10",
        "way_loose",
        ERROR,
        small(drop("edges.e_person", "nodes.n_desk")),
        small(),
        path="n_talk.transitions.i_person.condition",
        also=("person_unreachable",),
    ),
    Pair(
        "C10",
        "way_loose",
        ERROR,
        small(first("extract", variables=collected("name")), drop("edges.e_n_new_timeout")),
        small(first("extract", variables=collected("name", required=False)), drop("edges.e_n_new_timeout")),
    ),
    Pair(
        "C11",
        "otherwise_loose",
        ERROR,
        small(ASKED, KNOWN, drop("edges.e_n_new_default")),
        small(ASKED, KNOWN),
    ),
    Pair(
        "C12",
        "failure_loose",
        ERROR,
        small(first("booking", operations=["book"]), drop("edges.e_n_new_booking_failed")),
        small(first("booking", operations=["book"])),
    ),
    Pair(
        "C12",
        "failure_loose",
        ERROR,
        small(first("api_request", url="https://a.example"), drop("edges.e_n_new_error")),
        small(first("api_request", url="https://a.example")),
    ),
)

OUTCOMES = (
    Pair(
        "C51",
        "person_unreachable",
        WARNING,
        small(
            drop("nodes.n_desk", "edges.e_person"),
            put("n_talk.transitions", [{"id": "i_bye", "condition": "Done"}]),
        ),
        small(),
    ),
    Pair(
        "C51",
        "person_unreachable",
        WARNING,
        small(
            step(
                "n_two",
                "conversation",
                {"i_1": "n_end"},
                prompt="Wish them well.",
                transitions=transitions("Done"),
            ),
            put("edges.e_bye.target", "n_two"),
        ),
        small(
            step(
                "n_two",
                "conversation",
                {"i_1": "n_desk"},
                prompt="Wish them well.",
                transitions=transitions("Done"),
            ),
            put("edges.e_bye.target", "n_two"),
            edge("n_desk", "not_reached", "n_end"),
        ),
    ),
    Pair(
        "C52",
        "outcomes_alike",
        WARNING,
        small(drop("nodes.n_desk"), put("edges.e_person.target", "n_end")),
        small(
            drop("nodes.n_desk"),
            step("n_two", "end_call", farewell_message="We will call back."),
            put("edges.e_person.target", "n_two"),
        ),
        also=("person_unreachable",),
    ),
    Pair(
        "C53",
        "fallback_loops",
        WARNING,
        small(
            step(
                "n_sorry",
                "conversation",
                {"i_1": "n_desk"},
                prompt="Say sorry.",
                transitions=transitions("On"),
            ),
            edge("n_desk", "not_reached", "n_sorry"),
        ),
        small(
            step(
                "n_sorry",
                "conversation",
                {"i_1": "n_desk", "i_2": "n_end"},
                prompt="Say sorry.",
                transitions=transitions("On", "No"),
            ),
            edge("n_desk", "not_reached", "n_sorry"),
        ),
    ),
    Pair(
        "C56",
        "name_doubled",
        WARNING,
        small(named("n_end", "reception  ")),
        small(named("n_end", "Reception 2")),
    ),
)
