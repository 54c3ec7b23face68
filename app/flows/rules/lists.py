"""Lists of ways and words: too many, none at all, or the same one twice."""

from collections.abc import Iterable, Iterator

from app.flows.graph import Fields, Node
from app.flows.rules.finding import Fix, Severity
from app.flows.rules.index import Index
from app.flows.rules.rule import Rule, Said, called, quoted, removal

MOST_TRANSITIONS = 8


def transition_doubled(flow: Index) -> Iterator[Said]:
    """Name the transitions of a conversation that say what an earlier one says."""
    for node in flow.of_kind("conversation"):
        for earlier, later in doubles(node.fields["transitions"], "condition"):
            yield Said(
                f"{called(node)} has two transitions {quoted(later['condition'])}: the agent cannot choose.",
                "Say what tells them apart, or remove one.",
                node=node.id,
                path=("nodes", node.id, "transitions", later["id"], "condition"),
                fix=same_way(flow, node, "transitions", earlier, later, "Remove the second transition"),
            )


def keyword_doubled(flow: Index) -> Iterator[Said]:
    """Name the keywords of a data extraction that it has already."""
    for node in flow.of_kind("extract"):
        for earlier, later in doubles(node.fields["keywords"], "phrase"):
            yield Said(
                f"{called(node)} has the keyword {quoted(later['phrase'])} twice.",
                "Change or remove one of them.",
                node=node.id,
                path=("nodes", node.id, "keywords", later["id"], "phrase"),
                fix=same_way(flow, node, "keywords", earlier, later, "Remove the second keyword"),
            )


def transitions_too_many(flow: Index) -> Iterator[Said]:
    """Name the conversations with more transitions than an agent can weigh well."""
    for node in flow.of_kind("conversation"):
        count = len(node.fields["transitions"])
        if count > MOST_TRANSITIONS:
            yield Said(
                f"{called(node)} has {count} transitions; with more than {MOST_TRANSITIONS} an agent chooses less "
                "surely.",
                "Ask in two steps: first for the topic, then for the rest.",
                node=node.id,
                path=("nodes", node.id, "transitions"),
            )


def nothing_to_collect(flow: Index) -> Iterator[Said]:
    """Name the data extractions that collect nothing."""
    for node in flow.of_kind("extract"):
        if not node.fields["variables"]:
            yield Said(
                f"{called(node)} collects nothing.",
                "Add a variable, or remove the step.",
                node=node.id,
                path=("nodes", node.id, "variables"),
            )


def nothing_to_decide(flow: Index) -> Iterator[Said]:
    """Name the decisions without a condition."""
    for node in flow.of_kind("if_else"):
        if not node.fields["conditions"]:
            yield Said(
                f"{called(node)} has no condition, so every call goes on by “Otherwise”.",
                "Add a condition, or remove the step.",
                node=node.id,
                path=("nodes", node.id, "conditions"),
            )


def doubles(rows: Iterable[Fields], key: str) -> Iterator[tuple[Fields, Fields]]:
    """Give each entry whose words an earlier one has, whatever their capitals and spaces, after that one."""
    seen: dict[str, Fields] = {}
    for row in rows:
        words = " ".join(row[key].casefold().split())
        if words and words in seen:
            yield seen[words], row
        elif words:
            seen[words] = row


def same_way(flow: Index, node: Node, field: str, earlier: Fields, later: Fields, label: str) -> Fix | None:
    """Return the fix that removes the later of two equal entries, if no call goes another way for it."""
    out = flow.out(node.id)
    first, second = out.get(earlier["id"]), out.get(later["id"])
    is_same = second is None or (first is not None and first.target == second.target)
    return removal(label, ("nodes", node.id, field), later["id"]) if is_same else None


RULES = (
    Rule("transition_doubled", Severity.ERROR, "No transition says what another says", transition_doubled),
    Rule("keyword_doubled", Severity.ERROR, "No keyword is there twice", keyword_doubled),
    Rule("transitions_too_many", Severity.WARNING, "No conversation has too many ways", transitions_too_many),
    Rule(
        "nothing_to_collect", Severity.WARNING, "Every data extraction collects something", nothing_to_collect
    ),
    Rule("nothing_to_decide", Severity.WARNING, "Every If/Else has a condition", nothing_to_decide),
)
