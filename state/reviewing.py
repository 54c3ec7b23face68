"""What the dialog of a switch shows: the content that would be live, what stands in its way, who changed what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import Invalid
from app.flows.history.answers import Change, Piece
from app.flows.live.answers import Limits, Review, Seen
from app.people.actor import Actor
from state.lines import LineRow, line_row
from state.session import Person, person
from state.standing import NOWHERE, Standing, limit_text, standing_of

MOST_CHANGES = 60  # for each author; the whole difference has a page of its own
MOST_WORDS = 160  # of a value before and after
MOST_NAMES = 6
MOST_PIECES = 12
AROUND = 36  # characters of the unchanged text on either side of a change


@dataclass(frozen=True)
class PieceRow:
    """A run of words of a text: same, added or removed. What is the same is shortened to its ends."""

    mark: str
    text: str


@dataclass(frozen=True)
class ChangeRow:
    """One change. ``target`` leads to its place in the editor, or is empty where the place is gone.

    A text has ``pieces``, everything else ``before`` and ``after``.
    """

    key: str
    side: str
    title: str
    label: str
    before: str
    after: str
    pieces: list[PieceRow]
    target: str


@dataclass(frozen=True)
class AuthorRow:
    """What somebody changed; ``more`` counts what is not listed."""

    person: Person
    changes: list[ChangeRow]
    count: int
    more: int


@dataclass(frozen=True)
class ReviewRow:
    """One reading of everything before a switch. ``id`` is also the key of the request that follows it.

    ``watched`` is the draft's hash, empty where the draft is not what would be live. Limits are numbers as text,
    empty for none.
    """

    id: str = ""
    hash: str = ""
    watched: str = ""
    number: int = 0
    is_new: bool = False
    nodes: int = 0
    edges: int = 0
    standing: Standing = NOWHERE
    blocking: list[LineRow] = field(default_factory=list[LineRow])
    warnings: list[LineRow] = field(default_factory=list[LineRow])
    authors: list[AuthorRow] = field(default_factory=list[AuthorRow])
    changes: int = 0
    told: str = ""
    concurrent: str = ""
    daily: str = ""


NO_REVIEW = ReviewRow()


def review_row(review: Review, version: int | None, key: str, who: Actor) -> ReviewRow:
    """Return the review as this person sees it; ``version`` None is the draft."""
    lines, limits = review.checklist, review.status.limits
    return ReviewRow(
        id=key,
        hash=review.hash,
        watched=review.hash if version is None else "",
        number=review.number,
        is_new=review.is_new,
        nodes=review.node_count,
        edges=review.edge_count,
        standing=standing_of(review.status, who),
        blocking=[line_row(line, who) for line in lines.blocking],
        warnings=[line_row(line, who) for line in lines.warnings],
        authors=[_author(each.author.id, each.author.name, each.changes) for each in review.by_author],
        changes=len(review.changes),
        told=names([each.name for each in review.told if each.id != who.user_id]),
        concurrent=limit_text(limits.concurrent_calls),
        daily=limit_text(limits.calls_per_day),
    )


def seen_of(standing: Standing) -> Seen:
    """Return what the person who decides had before their eyes."""
    state = standing.state
    known = state if state in ("draft", "active", "inactive") else "draft"
    return Seen(known, standing.version or None)


def limits_of(form: dict[str, str]) -> Limits | None:
    """Return the limits that were typed, None where nobody touched them. Raises Invalid for what is no number."""
    if not {"concurrent", "daily"} <= set(form):
        return None
    return Limits(_limit(form["concurrent"]), _limit(form["daily"]))


def change_row(change: Change) -> ChangeRow:
    """Return one change as a line of the dialog."""
    place = f"{change.element}/{change.field}".rstrip("/")
    return ChangeRow(
        key="|".join((place, change.side, change.after)),
        side=change.side,
        title=change.title,
        label=change.label,
        before="" if change.pieces else _short(change.before),
        after="" if change.pieces else _short(change.after),
        pieces=_excerpt(change.pieces),
        target="" if change.side == "removed" else place,
    )


def names(all_names: Sequence[str]) -> str:
    """Return "Ann", "Ann and Ben", or "Ann, Ben and 3 more"; nothing for nobody."""
    shown = [name for name in all_names if name][:MOST_NAMES]
    rest = len(all_names) - len(shown)
    if rest > 0:
        shown.append(f"{rest} more")
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)


def since_then(changes: Sequence[Change], last: str) -> tuple[str, list[ChangeRow]]:
    """Return who changed how much since the dialog was opened, as a sentence, and these changes.

    ``last`` is who edited last, for where nobody can tell who made which change.
    """
    authors = list(dict.fromkeys(author.name for change in changes for author in change.authors))
    count = len(changes)
    things = "the flow" if not count else "1 thing" if count == 1 else f"{count} things"
    sentence = f"{names(authors) or last or 'Somebody'} changed {things} since you opened this."
    return sentence, [change_row(change) for change in changes[:MOST_CHANGES]]


def _author(author_id: str, name: str, changes: Sequence[Change]) -> AuthorRow:
    rows = [change_row(change) for change in changes[:MOST_CHANGES]]
    return AuthorRow(person(author_id, name or "Somebody"), rows, len(changes), len(changes) - len(rows))


def _limit(words: str) -> int | None:
    words = words.strip()
    if not words:
        return None
    if not words.isascii() or not words.isdigit():
        raise Invalid("A limit is a whole number of calls. Leave it empty for no limit.")
    return int(words)


def _excerpt(pieces: Sequence[Piece]) -> list[PieceRow]:
    """Return what changed in a text with a few words around it."""
    rows = [
        PieceRow(piece.mark, _around(piece.text, index > 0, index < len(pieces) - 1))
        if piece.mark == "same"
        else PieceRow(piece.mark, _short(piece.text))
        for index, piece in enumerate(pieces)
    ]
    return [*rows[:MOST_PIECES], PieceRow("same", " …")] if len(rows) > MOST_PIECES else rows


def _around(words: str, has_before: bool, has_after: bool) -> str:
    """Return the unchanged words nearest to the changes before and after them."""
    head = words[:AROUND] if has_before else ""
    tail = words[-AROUND:] if has_after else ""
    return words if len(head) + len(tail) >= len(words) else f"{head}…{tail}"


def _short(words: str) -> str:
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1].rstrip() + "…"
