"""What a new agent begins with: a call that can be tried at once and is plainly meant to be changed."""

from app.flows.graph import FlowGraph


def starter() -> FlowGraph:
    """Return Start, one Conversation and End Call, connected."""
    return FlowGraph.from_json(
        {
            "nodes": {
                "start": {
                    "kind": "start",
                    "name": "Start",
                    "fields": {"greeting_message": "Hello, thank you for calling. How can I help you today?"},
                },
                "n_conversation": {
                    "kind": "conversation",
                    "name": "Conversation",
                    "fields": {
                        "prompt": "Find out what the caller needs and help as far as you can. "
                        "Ask one question at a time, and keep every answer to one or two sentences.",
                        "transitions": [{"id": "i_done", "condition": "The caller needs nothing else"}],
                    },
                },
                "n_end": {
                    "kind": "end_call",
                    "name": "Goodbye",
                    "fields": {"farewell_message": "Thank you for calling. Goodbye!"},
                },
            },
            "edges": {
                "e_greeted": {"source": "start", "port": "out", "target": "n_conversation"},
                "e_done": {"source": "n_conversation", "port": "i_done", "target": "n_end"},
            },
            "layout": {
                "start": {"x": 0, "y": 0},
                "n_conversation": {"x": 340, "y": 80},
                "n_end": {"x": 680, "y": 180},
            },
        }
    )
