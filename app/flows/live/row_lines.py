"""Lines about what stands beside the flow: the phone number, the people who are told, and what is not there yet."""

from collections.abc import Iterable

from app.db.tx import Tx
from app.flows.live.answers import Deed, Line
from app.flows.live.ports import Delivery, Newsroom, Phones, Subject
from app.flows.live.tick_lines import NO_KNOWLEDGE, NO_TRANSFER, has_knowledge, has_transfer
from app.kit.phone import e164, shown


class PhoneLine:
    """A phone number is assigned."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        """See LineSource."""
        numbers = self._phones.numbers(tx, (subject.agent_id,)).get(subject.agent_id, ())
        title = "A phone number is assigned"
        dialled = [shown(each) for each in numbers if e164(each) == each]
        wrong = [each for each in numbers if e164(each) != each]
        if dialled:
            detail = f"Callers dial {', '.join(dialled)}." + (f" {_no_number(wrong)}" if wrong else "")
            yield Line("phone_number", title, detail, "done", blocks=True)
            return
        detail = _no_number(wrong) or "No phone number leads to this agent, so nobody could call it."
        deed = Deed("Assign a phone number", "numbers")
        yield Line("phone_number", title, detail, "failing", blocks=True, deed=deed)


def _no_number(wrong: list[str]) -> str:
    if not wrong:
        return ""
    if len(wrong) == 1:
        return f"Nobody can dial {wrong[0]}. Remove it and add the right number."
    return f"Nobody can dial {', '.join(wrong)}. Remove them and add the right numbers."


class ToldLine:
    """Someone is chosen to be told; once it is live, how far the news came."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        """See LineSource."""
        readers = self._newsroom.readers(tx, subject.workspace_id)
        others = [each for each in readers if each.id != subject.asker_id]
        title = "Someone is chosen to be told"
        if not others:
            detail = "Nobody but you would be told. Invite those who should know that it is live."
            deed = Deed("Invite people", "members")
            yield Line("told", title, detail, "failing", blocks=False, deed=deed)
            return
        detail = f"{_people(len(others))} will be told."
        if subject.act is not None:
            detail = _came(self._newsroom.deliveries(tx, subject.act.id)) or detail
        yield Line("told", title, detail, "done", blocks=False)


class LaterLines:
    """What cannot be computed yet says so, and only warns."""

    def lines(self, tx: Tx, subject: Subject) -> Iterable[Line]:
        """See LineSource."""
        yield _later(
            "knowledge",
            "Attached knowledge is current",
            "Only names of knowledge are attached so far. Whether it is current cannot be checked here yet.",
            "" if has_knowledge(subject.graph) else NO_KNOWLEDGE,
        )
        yield _later(
            "suite",
            "The test suite passed on this content",
            "Test suites are not set up. Test by hand and tick below what you have tried.",
        )
        yield _later(
            "transfer_exercised",
            "A transfer was tried on this content",
            "Trying transfers is not set up. Call the agent, have yourself put through, and tick it below.",
            "" if has_transfer(subject.graph) else NO_TRANSFER,
        )


def _later(line: str, title: str, detail: str, not_applicable: str = "") -> Line:
    if not_applicable:
        return Line(line, title, not_applicable, "not_applicable", blocks=False)
    return Line(line, title, detail, "not_set_up", blocks=False)


def _came(deliveries: tuple[Delivery, ...]) -> str:
    """Return how far the news came, or nothing where nobody was told."""
    if not deliveries:
        return ""
    seen = sum(each.seen_at is not None for each in deliveries)
    saw = "nobody has seen it yet" if not seen else f"{seen} {'has' if seen == 1 else 'have'} seen it"
    return f"Told {_people(len(deliveries))}, {saw}."


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
