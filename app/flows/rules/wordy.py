"""What callers hear: texts that are long, names and words that are there twice, a voice that cannot do as told."""

from collections.abc import Iterator

from app.flows.graph import Fields
from app.flows.nodes import NODES
from app.flows.rules.finding import Severity
from app.flows.rules.index import Index
from app.flows.rules.lists import doubles
from app.flows.rules.rule import Rule, Said, called, quoted, removal, setting

MOST_GREETING_WORDS = 20
MOST_PROMPT_CHARS = 6_000
MOST_SYSTEM_PROMPT_CHARS = 20_000
LOOKED_AT_CHARS = 4_000


def greeting_long(flow: Index) -> Iterator[Said]:
    """Say that callers have to listen for long before they can speak."""
    start = flow.graph.start
    if start is None or start.fields["speaker_first"] != "agent":
        return
    count = len(start.fields["greeting_message"][:LOOKED_AT_CHARS].split())
    if count > MOST_GREETING_WORDS:
        yield Said(
            f"The greeting has {count} words; up to {MOST_GREETING_WORDS} are best on the phone.",
            "Say who answers and ask how to help; leave the rest for later.",
            node=start.id,
            path=("nodes", start.id, "greeting_message"),
        )


def prompt_long(flow: Index) -> Iterator[Said]:
    """Name the prompts that are too long to be followed well."""
    length = len(flow.graph.settings["system_prompt"])
    mend = "Keep what matters in every call here, and move the rest to the steps that need it."
    if length > MOST_SYSTEM_PROMPT_CHARS:
        message = f"The system prompt has {length:,} characters: the agent may lose the thread."
        yield Said(message, mend, path=("settings", "system_prompt"))
    for node in flow.of_kind("conversation"):
        length = len(node.fields["prompt"])
        if node.fields["mode"] == "prompt" and length > MOST_PROMPT_CHARS:
            yield Said(
                f"The prompt of {called(node)} has {length:,} characters: the agent may lose the thread.",
                "Shorten it, or make two steps of it.",
                node=node.id,
                path=("nodes", node.id, "prompt"),
            )


def name_doubled(flow: Index) -> Iterator[Said]:
    """Name the steps that are called like another one."""
    seen: set[str] = set()
    for node in flow.order:
        spec = NODES.get(node.kind)
        name = " ".join(node.name.casefold().split()) or (spec.title.casefold() if spec else node.kind)
        if name in seen:
            yield Said(
                f"There is more than one step {called(node)}.",
                "Give each a name that says what it is for.",
                node=node.id,
            )
        seen.add(name)


def emotion_unheard(flow: Index) -> Iterator[Said]:
    """Say that the voice cannot show the emotion that was chosen."""
    settings = flow.graph.settings
    if settings["voice_provider"] != "cartesia" and settings["emotion"] != "neutral":
        path = ("settings", "emotion")
        yield Said(
            f"The emotion {quoted(settings['emotion'])} is only heard with a voice of Cartesia.",
            "Choose Cartesia, or set the emotion to neutral.",
            path=path,
            fix=setting("Set it to neutral", path, "neutral"),
        )


def pronunciation_doubled(flow: Index) -> Iterator[Said]:
    """Name the words whose pronunciation is given twice."""
    for earlier, row in doubles(flow.graph.pronunciations, "word"):
        is_same = earlier["say_as"].strip() == row["say_as"].strip()
        yield Said(
            f"There are two pronunciations of {quoted(row['word'])}.",
            "Remove one of them.",
            path=("pronunciations", row["id"], "word"),
            fix=removal("Remove the second one", ("pronunciations",), row["id"]) if is_same else None,
        )


def knowledge_doubled(flow: Index) -> Iterator[Said]:
    """Name the knowledge that is attached twice."""
    rows: tuple[Fields, ...] = flow.graph.settings["knowledge"]
    for _, row in doubles(rows, "name"):
        path = ("settings", "knowledge")
        yield Said(
            f"The knowledge {quoted(row['name'])} is attached twice.",
            "Remove one of them.",
            path=(*path, row["id"], "name"),
            fix=removal("Remove the second one", path, row["id"]),
        )


RULES = (
    Rule("greeting_long", Severity.WARNING, "The greeting is short", greeting_long),
    Rule("prompt_long", Severity.WARNING, "Prompts can be followed", prompt_long),
    Rule("name_doubled", Severity.WARNING, "Every step has a name of its own", name_doubled),
    Rule("emotion_unheard", Severity.WARNING, "The voice can show the emotion", emotion_unheard),
    Rule("pronunciation_doubled", Severity.WARNING, "Every word is said one way", pronunciation_doubled),
    Rule("knowledge_doubled", Severity.WARNING, "No knowledge is attached twice", knowledge_doubled),
)
