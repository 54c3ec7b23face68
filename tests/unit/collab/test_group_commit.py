"""One commit for all documents that wait (SPEC R4, R5, J1)."""

import asyncio
from collections.abc import Sequence

import pytest

from app.collab import group_commit
from app.collab.group_commit import Append, GroupCommit, Outcome
from app.collab.journal import Appended, Entry, EpochChanged
from app.errors import Unavailable
from tests.harness.wait import eventually


class Writer:
    """A transaction that notes what came together; ``opens`` lets it go on, ``fails`` says for whom it breaks."""

    def __init__(self) -> None:
        self.commits: list[list[str]] = []
        self.opens = asyncio.Event()
        self.opens.set()
        self.refuses: set[str] = set()
        self.breaks: set[str] = set()
        self.is_away = False
        self.seq = 0

    async def commit(self, appends: Sequence[Append]) -> list[Outcome]:
        self.commits.append([append.agent_id for append in appends])
        await self.opens.wait()
        if self.is_away:
            raise Unavailable("away")
        if broken := self.breaks & {append.agent_id for append in appends}:
            raise ZeroDivisionError(broken)
        return [self._outcome(append) for append in appends]

    def _outcome(self, append: Append) -> Outcome:
        if append.agent_id in self.refuses:
            return EpochChanged(append.agent_id)
        self.seq += 1
        return Appended(self.seq)


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def commits(writer: Writer) -> GroupCommit:
    return GroupCommit(writer.commit)


def bring(commits: GroupCommit, agent_id: str, update: bytes = b"u") -> "asyncio.Task[Appended]":
    entry = Entry("us_a", update, frozenset(), ())
    return asyncio.create_task(commits.append(agent_id, 1, 0, (entry,)))


async def held(commits: GroupCommit, writer: Writer) -> "asyncio.Task[Appended]":
    """A commit under way that does not end before the writer is opened."""
    writer.opens.clear()
    first = bring(commits, "first")
    await eventually(lambda: writer.commits, "the commit under way")
    return first


async def test_j1_what_waits_while_one_commit_is_under_way_goes_together(
    commits: GroupCommit, writer: Writer
) -> None:
    first = await held(commits, writer)
    others = [bring(commits, f"room{number}") for number in range(50)]
    await asyncio.sleep(0)
    writer.opens.set()
    assert [done.last_seq for done in await asyncio.gather(first, *others)] == list(range(1, 52))
    assert writer.commits == [["first"], [f"room{number}" for number in range(50)]]


async def test_j1_two_appends_of_a_document_keep_their_order(commits: GroupCommit, writer: Writer) -> None:
    await held(commits, writer)
    one, other, two = bring(commits, "a"), bring(commits, "b"), bring(commits, "a")
    await asyncio.sleep(0)
    writer.opens.set()
    seqs = [done.last_seq for done in await asyncio.gather(one, other, two)]
    assert writer.commits[1:] == [["a", "b"], ["a"]]
    assert seqs == [2, 3, 4]


async def test_j2_a_document_that_refuses_fails_alone(commits: GroupCommit, writer: Writer) -> None:
    writer.refuses = {"b"}
    await held(commits, writer)
    done = [bring(commits, name) for name in "abc"]
    await asyncio.sleep(0)
    writer.opens.set()
    found = await asyncio.gather(*done, return_exceptions=True)
    assert [type(one) for one in found] == [Appended, EpochChanged, Appended]
    assert len(writer.commits) == 2


async def test_j2_a_document_that_breaks_the_transaction_fails_alone(
    commits: GroupCommit, writer: Writer
) -> None:
    writer.breaks = {"b"}
    await held(commits, writer)
    done = [bring(commits, name) for name in "abc"]
    await asyncio.sleep(0)
    writer.opens.set()
    found = await asyncio.gather(*done, return_exceptions=True)
    assert [type(one) for one in found] == [Appended, ZeroDivisionError, Appended]
    assert writer.commits[1:] == [["a", "b", "c"], ["a"], ["b"], ["c"]]


async def test_r5_a_database_that_is_away_is_not_asked_for_each(commits: GroupCommit, writer: Writer) -> None:
    writer.is_away = True
    await held(commits, writer)
    done = [bring(commits, name) for name in "abc"]
    await asyncio.sleep(0)
    writer.opens.set()
    found = await asyncio.gather(*done, return_exceptions=True)
    assert [type(one) for one in found] == [Unavailable] * 3
    assert len(writer.commits) == 2
    writer.is_away = False
    assert (await bring(commits, "a")).last_seq == 1


async def test_j1_one_who_does_not_wait_any_more_holds_nobody_up(
    commits: GroupCommit, writer: Writer
) -> None:
    first = await held(commits, writer)
    gone, stays = bring(commits, "gone"), bring(commits, "stays")
    await asyncio.sleep(0)
    first.cancel()
    gone.cancel()
    writer.opens.set()
    assert (await stays).last_seq == 3


async def test_j1_a_transaction_is_bounded_in_bytes_and_documents(
    commits: GroupCommit, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "MAX_BYTES", 100)
    monkeypatch.setattr(group_commit, "MAX_APPENDS", 3)
    await held(commits, writer)
    large = [bring(commits, name, b"x" * 60) for name in ("l1", "l2")]
    huge = bring(commits, "huge", b"x" * 500)
    small = [bring(commits, name) for name in ("s1", "s2", "s3")]
    await asyncio.sleep(0)
    writer.opens.set()
    await asyncio.gather(*large, huge, *small)
    assert writer.commits[1:] == [["l1", "s1", "s2"], ["l2", "s3"], ["huge"]]
