"""Pairs for the rules of fields and lists."""

from app.flows.graph import FlowGraph
from app.flows.limits import LINE_CHARS
from tests.unit.flows.rules.pairs import ERROR, WARNING, Pair
from tests.unit.flows.rules.small import (
    collected,
    conditions,
    declared,
    first,
    put,
    small,
    step,
    transitions,
)

AGE = put("variables", declared("age"))


def asks(*rows: tuple[str, str, str]) -> FlowGraph:
    """The small flow, after an If/Else with these conditions on a declared variable."""
    return small(AGE, first("if_else", conditions=conditions(*rows)))


FIELDS = (
    Pair("C13", "field_empty", ERROR, small(put("n_talk.prompt", " \n")), small(), path="n_talk.prompt"),
    Pair("C13", "field_empty", ERROR, small(put("n_end.farewell_message", "")), small()),
    Pair("C13", "field_empty", ERROR, small(put("n_desk.transfer_number", "")), small()),
    Pair(
        "C13",
        "field_empty",
        ERROR,
        small(put("start.greeting_message", "")),
        small(put("start.greeting_message", ""), put("start.speaker_first", "caller")),
    ),
    Pair(
        "C13",
        "field_empty",
        ERROR,
        small(put("n_talk.mode", "static")),
        small(put("n_talk.mode", "static"), put("n_talk.static_message", "Hello"), put("n_talk.prompt", "")),
    ),
    Pair(
        "C13",
        "field_empty",
        ERROR,
        small(first("conversation", prompt="", transitions=transitions("On"))),
        small(first("conversation", prompt="", skip_response=True, transitions=transitions("On"))),
    ),
    Pair(
        "C13",
        "field_empty",
        ERROR,
        small(first("extract", variables=collected(""))),
        small(first("extract", variables=collected("age"))),
        path="n_new.variables.i_1.name",
    ),
    Pair(
        "C13",
        "field_empty",
        ERROR,
        small(step("n_b", "booking", operations=[])),
        small(
            step(
                "n_b", "booking", {"booking_success": "n_end", "booking_failed": "n_end"}, operations=["book"]
            )
        ),
        also=("step_dead_end",),
    ),
    Pair(
        "C14",
        "system_prompt_empty",
        ERROR,
        small(put("settings.system_prompt", "")),
        small(),
        path="settings.system_prompt",
    ),
    Pair("C15", "setting_empty", ERROR, small(put("settings.voice", "")), small(), path="settings.voice"),
    Pair(
        "C15",
        "setting_empty",
        ERROR,
        small(put("variables", declared(""))),
        small(put("variables", declared("age"))),
        path="variables.v_1.name",
    ),
    Pair(
        "C15",
        "setting_empty",
        ERROR,
        small(put("pronunciations", [{"id": "p_1", "word": "Nguyen"}])),
        small(put("pronunciations", [{"id": "p_1", "word": "Nguyen", "say_as": "win"}])),
        path="pronunciations.p_1.say_as",
    ),
    Pair(
        "C15",
        "setting_empty",
        ERROR,
        small(put("settings.backchannel", True), put("settings.backchannel_words", [{"id": "i_1"}])),
        small(put("settings.backchannel_words", [{"id": "i_1"}])),
    ),
    Pair(
        "C16",
        "number_out_of_bounds",
        ERROR,
        small(first("booking", duration_minutes=14)),
        small(first("booking", duration_minutes=15)),
        path="n_new.duration_minutes",
    ),
    Pair(
        "C16",
        "number_out_of_bounds",
        ERROR,
        small(first("booking", days_to_check=91)),
        small(first("booking", days_to_check=90)),
    ),
    Pair(
        "C16",
        "number_out_of_bounds",
        ERROR,
        small(put("settings.volume", 80.5)),
        small(put("settings.volume", 80)),
    ),
    Pair(
        "C16",
        "number_out_of_bounds",
        ERROR,
        small(put("settings.backchannel", True), put("settings.backchannel_frequency", 11)),
        small(put("settings.backchannel_frequency", 11)),
    ),
    Pair(
        "C17",
        "choice_unknown",
        ERROR,
        small(put("settings.language", "tlh")),
        small(put("settings.language", "cs-CZ")),
        path="settings.language",
    ),
    Pair(
        "C17",
        "choice_unknown",
        ERROR,
        small(first("booking", operations=["book", "teleport"])),
        small(first("booking", operations=["book", "find"])),
    ),
    Pair(
        "C18",
        "text_too_long",
        ERROR,
        small(put("settings.voice", "a" * (LINE_CHARS + 1))),
        small(put("settings.voice", "a" * LINE_CHARS)),
        path="settings.voice",
    ),
    Pair(
        "C19",
        "time_malformed",
        ERROR,
        small(first("booking", business_start="9:00")),
        small(first("booking", business_start="09:00")),
        path="n_new.business_start",
    ),
)

LISTS = (
    Pair(
        "C20",
        "condition_incomplete",
        ERROR,
        asks(("age", "==", " ")),
        asks(("age", "exists", "")),
        path="n_new.conditions.i_1.value",
    ),
    Pair(
        "C20",
        "condition_incomplete",
        ERROR,
        asks(("", "exists", "")),
        asks(("age", "is_empty", "")),
        path="n_new.conditions.i_1.variable",
    ),
    Pair("C20", "condition_incomplete", ERROR, asks(("age", "in", " , ")), asks(("age", "in", "1, 2"))),
    Pair(
        "C21",
        "condition_doubled",
        ERROR,
        asks(("age", "==", "1"), ("age", "==", " 1")),
        asks(("age", "==", "1"), ("age", "==", "2")),
        path="n_new.conditions.i_2.variable",
    ),
    Pair(
        "C22",
        "condition_never_met",
        WARNING,
        asks(("age", "exists", ""), ("age", "==", "1")),
        asks(("age", "==", "1"), ("age", "exists", "")),
        path="n_new.conditions.i_2.variable",
    ),
    Pair(
        "C23",
        "transition_doubled",
        ERROR,
        small(
            put(
                "n_talk.transitions",
                [{"id": "i_bye", "condition": "Done"}, {"id": "i_person", "condition": " done"}],
            )
        ),
        small(),
        path="n_talk.transitions.i_person.condition",
    ),
    Pair(
        "C24",
        "keyword_doubled",
        ERROR,
        small(
            first(
                "extract",
                variables=collected("age"),
                keywords=[{"id": "i_k", "phrase": "help"}, {"id": "i_l", "phrase": "Help"}],
            )
        ),
        small(
            first(
                "extract",
                variables=collected("age"),
                keywords=[{"id": "i_k", "phrase": "help"}, {"id": "i_l", "phrase": "nurse"}],
            )
        ),
        path="n_new.keywords.i_l.phrase",
    ),
    Pair(
        "C25",
        "transitions_too_many",
        WARNING,
        small(first("conversation", prompt="Ask.", transitions=transitions(*"abcdefghi"))),
        small(first("conversation", prompt="Ask.", transitions=transitions(*"abcdefgh"))),
    ),
    Pair(
        "C26",
        "nothing_to_collect",
        WARNING,
        small(first("extract", variables=[])),
        small(first("extract", variables=collected("age"))),
    ),
    Pair(
        "C27",
        "nothing_to_decide",
        WARNING,
        small(first("if_else", conditions=[])),
        asks(("age", "exists", "")),
    ),
)
