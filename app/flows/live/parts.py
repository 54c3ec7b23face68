"""The parts of a content that a person can vouch for, each with a hash. Layout and notes are in none of them."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from app.flows.canonical import canonical
from app.flows.graph import FlowGraph
from app.flows.nodes import NODES, SETTINGS
from app.flows.spec import Json, JsonValue

WHOLE = "whole"
SYSTEM_PROMPT = "system_prompt"
PROMPTS = "prompts"
PRONUNCIATIONS = "pronunciations"
VOICE = "voice"
KNOWLEDGE = "knowledge"

_BESIDE_VOICE = frozenset(
    {
        "system_prompt",
        "time_zone",
        "business_hours",
        "hours_exceptions",
        "fallback_not_understood",
        "fallback_error",
        "fallback_closed",
        "knowledge",
    }
)
"""Settings that change nothing about how the agent sounds; everything else does."""

_CHOOSES_WORDS = ("mode", "speaker_first", "method", "skip_response")
"""Fields that decide whether, and how, a text is spoken."""


def parts(graph: FlowGraph, content_hash: str) -> Mapping[str, str]:
    """Return the SHA-256, in hex, of the RFC 8785 JSON of each part, by its name."""
    content = graph.content_json()
    settings: Json = content["settings"]
    sounds = {spec.name: settings.get(spec.name) for spec in SETTINGS if spec.name not in _BESIDE_VOICE}
    return MappingProxyType(
        {
            WHOLE: content_hash,
            SYSTEM_PROMPT: _hash(settings.get("system_prompt")),
            PROMPTS: _hash({node_id: _said(node) for node_id, node in content["nodes"].items()}),
            PRONUNCIATIONS: _hash(content["pronunciations"]),
            VOICE: _hash(sounds),
            KNOWLEDGE: _hash(settings.get("knowledge", [])),
        }
    )


def _said(node: Json) -> Json:
    """Return what a node says or asks; of an unknown kind, everything it has."""
    spec = NODES.get(node["kind"])
    fields: Json = node["fields"]
    if spec is None:
        return fields
    said = {
        each.name: fields[each.name]
        for each in spec.fields
        if each.type == "prose" or each.name in _CHOOSES_WORDS
    }
    asked = [[item["id"], item["prompt"]] for item in fields.get("variables", ()) if "prompt" in item]
    return {**said, "asked": asked}


def _hash(part: JsonValue) -> str:
    return hashlib.sha256(canonical({"part": part})).hexdigest()
