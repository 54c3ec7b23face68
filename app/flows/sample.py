"""The sample agent "Front desk": a clinic's receptionist with every kind of node and no loose end."""

from app.flows.graph import FlowGraph
from app.flows.sample_agent import PRONUNCIATIONS, SETTINGS, VARIABLES
from app.flows.sample_deeds import DEEDS
from app.flows.sample_talk import TALK
from app.flows.spec import Json

SAMPLE_NAME = "Front desk"

_WAYS = (
    ("start", "out", "n_reason"),
    ("n_reason", "i_emergency", "n_emergency"),
    ("n_reason", "i_book", "n_identify"),
    ("n_reason", "i_change", "n_whose"),
    ("n_reason", "i_question", "n_question"),
    ("n_reason", "i_message", "n_message"),
    ("n_reason", "i_person", "n_desk"),
    ("n_emergency", "i_nurse", "n_nurse"),
    ("n_emergency", "i_hang_up", "n_emergency_end"),
    ("n_nurse", "not_reached", "n_emergency_end"),
    ("n_identify", "all_extracted", "n_look_up"),
    ("n_identify", "timeout", "n_desk"),
    ("n_identify", "i_urgent", "n_emergency"),
    ("n_identify", "i_human", "n_desk"),
    ("n_look_up", "success", "n_known"),
    ("n_look_up", "error", "n_check"),
    ("n_known", "i_known", "n_check"),
    ("n_known", "default", "n_welcome"),
    ("n_welcome", "i_go_on", "n_check"),
    ("n_welcome", "i_been_here", "n_desk"),
    ("n_check", "slot_available", "n_offer"),
    ("n_check", "slot_unavailable", "n_desk"),
    ("n_offer", "i_yes", "n_book"),
    ("n_offer", "i_none", "n_desk"),
    ("n_book", "booking_success", "n_anything_else"),
    ("n_book", "booking_failed", "n_check"),
    ("n_whose", "all_extracted", "n_find"),
    ("n_whose", "timeout", "n_desk"),
    ("n_whose", "i_urgent", "n_emergency"),
    ("n_find", "appointment_found", "n_change"),
    ("n_find", "appointment_not_found", "n_desk"),
    ("n_change", "i_move", "n_check"),
    ("n_change", "i_cancel", "n_cancel"),
    ("n_change", "i_keep", "n_anything_else"),
    ("n_cancel", "booking_success", "n_anything_else"),
    ("n_cancel", "booking_failed", "n_desk"),
    ("n_cancel", "appointment_not_found", "n_desk"),
    ("n_question", "i_answered", "n_anything_else"),
    ("n_question", "i_wants_visit", "n_identify"),
    ("n_question", "i_unknown", "n_message"),
    ("n_message", "all_extracted", "n_send"),
    ("n_message", "timeout", "n_call_again"),
    ("n_send", "success", "n_message_taken"),
    ("n_send", "error", "n_call_again"),
    ("n_desk", "not_reached", "n_message"),
    ("n_anything_else", "i_more", "n_reason"),
    ("n_anything_else", "i_nothing", "n_goodbye"),
)


def sample() -> FlowGraph:
    """Return the flow of the sample agent."""
    steps: dict[str, Json] = {**TALK, **DEEDS}
    return FlowGraph.from_json(
        {
            "nodes": steps,
            "edges": {
                f"e_{number:02}": {"source": source, "port": port, "target": target}
                for number, (source, port, target) in enumerate(_WAYS, start=1)
            },
            "settings": SETTINGS,
            "variables": VARIABLES,
            "pronunciations": PRONUNCIATIONS,
            "layout": {node_id: step["place"] for node_id, step in steps.items()},
        }
    )
