"""What every journal must do: the twin in memory and the one in the database pass the same tests."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pycrdt import Doc, Map
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from app.collab import compaction, journal_sql, queries, structs
from app.collab.journal import SERVER, Appended, Entry, EpochChanged, Journal, MemoryJournal
from app.collab.journal_sql import SqlDocuments, SqlJournal
from app.collab.open_room import store
from app.collab.quarantine import count_fault
from app.collab.tables import JournalRow
from app.db.engine import Database
from app.errors import NotFound
from app.events import Events
from app.flows import document
from app.flows.documents import MOST_FAULTS, SetAside
from app.flows.service import Flows
from app.kit import clock
from app.people.tables import Workspace
from app.settings import Settings
from tests.builders import a_flow, an_actor


class Case(NamedTuple):
    journal: Journal
    agent_id: str
    db: Database | None = None

    async def set_aside(self, agent_id: str) -> None:
        if isinstance(self.journal, MemoryJournal):
            self.journal.set_aside.add(agent_id)
        elif self.db:
            for _ in range(MOST_FAULTS):
                await self.db.write(lambda tx: count_fault(tx, agent_id, "it took too long"))


@pytest.fixture(params=["memory", "sql"])
async def case(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Case]:
    if request.param == "memory":
        journal = MemoryJournal()
        journal.create("ag_1", document.build(a_flow()))
        yield Case(journal, "ag_1")
        return
    db = Database(Settings(data_dir=tmp_path), Events())
    SQLModel.metadata.create_all(db.engine)
    owner = an_actor()
    place = Workspace(id=owner.workspace_id, name="Harbour", created_at=clock.now())
    await db.write(lambda tx: tx.add(place))
    agent = await Flows(db, SqlDocuments()).create(owner, "Front desk")
    yield Case(SqlJournal(db), agent.id, db)
    db.close()


def typed(key: str, client_id: int) -> bytes:
    doc: Doc = Doc(client_id=client_id)
    doc.get("settings", type=Map)[key] = "value"
    return doc.get_update()


def entry(user: str, number: int) -> Entry:
    touched = frozenset({("settings", f"k{number}")})
    return Entry(user, typed(f"k{number}", 1000 + number), touched, (1000 + number,))


async def test_what_was_appended_is_loaded_in_order(case: Case) -> None:
    assert (
        await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1), entry("us_b", 2)))
    ).last_seq == 2
    assert (await case.journal.append(case.agent_id, 1, 2, (entry("us_a", 3),))).last_seq == 3
    loaded = await case.journal.load(case.agent_id)
    assert [(row.seq, row.user_id) for row in loaded.rows] == [(1, "us_a"), (2, "us_b"), (3, "us_a")]
    assert loaded.seq == 3
    assert loaded.rows[1].update == typed("k2", 1002)


async def test_a_client_id_stays_with_its_first_owner(case: Case) -> None:
    await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1),))
    await case.journal.append(case.agent_id, 1, 1, (entry("us_b", 1),))
    owners = (await case.journal.load(case.agent_id)).owners
    assert owners[1001] == "us_a"
    assert set(owners.values()) <= {"us_a", SERVER}


async def test_the_next_writer_is_told_what_it_missed(case: Case) -> None:
    await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1),))
    appended = await case.journal.append(case.agent_id, 1, 0, (entry("us_b", 2),))
    assert [row.seq for row in appended.missed] == [1]
    assert appended.last_seq == 2
    assert [row.seq for row in await case.journal.since(case.agent_id, 1)] == [2]


async def test_r9_rows_that_were_merged_before_they_were_read_come_as_the_merge(case: Case) -> None:
    await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1), entry("us_b", 2)))
    loaded = await case.journal.load(case.agent_id)
    merged = compaction.merge(loaded.state, [row.update for row in loaded.rows], loaded.seq)
    await case.journal.append(case.agent_id, 1, 2, (entry("us_c", 3),))
    assert await case.journal.store(case.agent_id, merged, 0)
    rows = await case.journal.since(case.agent_id, 1)
    assert [(row.seq, row.user_id) for row in rows] == [(2, SERVER), (3, "us_c")]
    assert rows[0].update == merged.state
    missed = (await case.journal.append(case.agent_id, 1, 1, (entry("us_a", 4),))).missed
    assert [row.seq for row in missed] == [2, 3]
    assert [row.seq for row in await case.journal.since(case.agent_id, 2)] == [3, 4]


async def test_r7_a_row_says_whose_its_client_ids_are(case: Case) -> None:
    await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1),))
    await case.journal.append(
        case.agent_id, 1, 1, (replace(entry("us_b", 1), client_ids=()), entry("us_b", 2))
    )
    again, own = await case.journal.since(case.agent_id, 1)
    assert again.owners[1001] == "us_a"
    assert own.owners[1002] == "us_b"


async def test_r7_large_rows_say_whose_their_client_ids_are_and_no_transaction_decodes_them(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    large: Doc = Doc(client_id=2_001)
    large.get("settings", type=Map)["k1"] = "x" * journal_sql.MOST_LOOKED_AT_BYTES
    both: Doc = Doc(client_id=2_002)
    both.apply_update(large.get_update())
    both.get("settings", type=Map)["k2"] = "y"
    entries = (
        Entry("us_a", large.get_update(), frozenset(), (2_001,)),
        Entry("us_b", both.get_update(), frozenset(), (2_001, 2_002)),
    )

    def never(*_: object) -> None:
        raise AssertionError("a row was decoded within a transaction")

    monkeypatch.setattr(structs, "decode", never)
    await case.journal.append(case.agent_id, 1, 0, entries)
    missed = (await case.journal.append(case.agent_id, 1, 0, (entry("us_c", 1),))).missed
    for rows in (missed, (await case.journal.since(case.agent_id, 0))[:2]):
        assert [(row.owners[2_001], row.update) for row in rows] == [("us_a", one.update) for one in entries]
        assert rows[1].owners[2_002] == "us_b"


@pytest.mark.parametrize("case", ["sql"], indirect=True)
async def test_many_touched_fields_and_client_ids_are_few_statements(case: Case) -> None:
    assert isinstance(case.journal, SqlJournal)
    told: list[str] = []

    def listen(*args: Any) -> None:
        told.append(args[2])

    event.listen(case.journal._db.engine, "before_cursor_execute", listen)
    touched = frozenset(("nodes/n_1", f"field_{number}") for number in range(1_000))
    many = replace(entry("us_a", 1), touched=touched, client_ids=tuple(range(5_000, 5_400)))
    await case.journal.append(case.agent_id, 1, 0, (many,))
    for table in ("authorship", "client_owners"):
        assert sum(statement.startswith(f"INSERT INTO {table}") for statement in told) == 1


@pytest.mark.parametrize("case", ["sql"], indirect=True)
async def test_who_touched_a_field_first_and_last_is_kept(case: Case) -> None:
    assert isinstance(case.journal, SqlJournal)
    touched = frozenset({("settings", "language"), ("settings", "voice")})
    for seq in range(2):
        one = replace(entry("us_a", seq), touched=touched if seq == 0 else frozenset({("settings", "voice")}))
        await case.journal.append(case.agent_id, 1, seq, (one,))
    rows = await case.journal._db.read(lambda tx: queries.authorship(tx, case.agent_id))
    assert {(row.field, row.user_id, row.first_seq, row.last_seq) for row in rows} == {
        ("language", "us_a", 1, 1),
        ("voice", "us_a", 1, 2),
    }


async def test_s2_a_store_replaces_exactly_what_it_merged(case: Case) -> None:
    await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1), entry("us_b", 2)))
    before = await case.journal.load(case.agent_id)
    merged = compaction.merge(before.state, [row.update for row in before.rows], before.seq)
    await case.journal.append(case.agent_id, 1, 2, (entry("us_a", 3),))
    assert await case.journal.store(case.agent_id, merged, before.state_seq)
    after = await case.journal.load(case.agent_id)
    assert [row.seq for row in after.rows] == [3]
    assert (after.state, after.state_seq, after.hash, after.seq) == (merged.state, 2, merged.hash, 3)
    assert after.saved_at is not None


async def test_of_two_stores_of_the_same_rows_one_wins(case: Case) -> None:
    await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1),))
    loaded = await case.journal.load(case.agent_id)
    merged = compaction.merge(loaded.state, [row.update for row in loaded.rows], loaded.seq)
    assert await case.journal.store(case.agent_id, merged, 0)
    assert not await case.journal.store(case.agent_id, merged, 0)
    assert (await store(case.journal, case.agent_id)).seq == 1


async def test_a_document_set_aside_takes_nothing_more(case: Case) -> None:
    await case.set_aside(case.agent_id)
    with pytest.raises(SetAside):
        await case.journal.load(case.agent_id)
    with pytest.raises(EpochChanged):
        await case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1),))


async def test_it_tells_when_a_node_was_deleted(case: Case) -> None:
    before = clock.now()
    touched = frozenset({("nodes/n_1", "deleted"), ("nodes/n_2", "name"), ("settings", "deleted")})
    await case.journal.append(case.agent_id, 1, 0, (replace(entry("us_a", 1), touched=touched),))
    marks = (await case.journal.load(case.agent_id)).deleted_at
    assert {key for key in marks if key.startswith("n_")} == {"n_1"}
    assert before <= marks["n_1"] <= clock.now()


async def test_another_epoch_takes_nothing(case: Case) -> None:
    with pytest.raises(EpochChanged):
        await case.journal.append(case.agent_id, 2, 0, (entry("us_a", 1),))
    assert (await case.journal.load(case.agent_id)).seq == 0


async def _another(case: Case, name: str) -> str:
    if isinstance(case.journal, MemoryJournal):
        case.journal.create(name, document.build(a_flow()))
        return name
    assert isinstance(case.journal, SqlJournal)
    return (await Flows(case.journal._db, SqlDocuments()).create(an_actor(), name)).id


async def test_j2_of_many_documents_at_once_those_that_refuse_fail_alone(case: Case) -> None:
    agents = [await _another(case, f"Number {number}") for number in range(5)]
    await case.set_aside(agents[1])
    asked = [
        *(case.journal.append(agent, 1, 0, (entry("us_a", 1), entry("us_b", 2))) for agent in agents),
        case.journal.append(case.agent_id, 7, 0, (entry("us_a", 1),)),
        case.journal.append("ag_nobody", 1, 0, (entry("us_a", 1),)),
    ]
    found = await asyncio.gather(*asked, return_exceptions=True)
    kinds = [EpochChanged if at == 1 else Appended for at in range(5)]
    assert [type(one) for one in found] == [*kinds, EpochChanged, NotFound]
    for agent in (agents[0], *agents[2:]):
        loaded = await case.journal.load(agent)
        assert [row.user_id for row in loaded.rows] == ["us_a", "us_b"]
        assert (loaded.seq, loaded.owners.get(1002)) == (2, "us_b")


async def test_r9_one_that_is_behind_is_told_what_it_missed_among_many(case: Case) -> None:
    other = await _another(case, "Behind")
    await case.journal.append(other, 1, 0, (entry("us_a", 1),))
    first, second, third = await asyncio.gather(
        case.journal.append(case.agent_id, 1, 0, (entry("us_a", 1),)),
        case.journal.append(other, 1, 0, (entry("us_b", 2),)),
        case.journal.append(other, 1, 2, (entry("us_b", 3),)),
    )
    assert (first.missed, third.missed) == ((), ())
    assert [(row.seq, row.owners[1001]) for row in second.missed] == [(1, "us_a")]
    assert [row.seq for row in (await case.journal.load(other)).rows] == [1, 2, 3]


@pytest.mark.parametrize("case", ["sql"], indirect=True)
async def test_j2_a_transaction_that_breaks_leaves_nothing_and_fails_only_its_cause(case: Case) -> None:
    assert isinstance(case.journal, SqlJournal)
    agents = [await _another(case, f"Number {number}") for number in range(3)]
    spoilt = case.journal._db
    await spoilt.write(
        lambda tx: tx.add(JournalRow(agent_id=agents[1], seq=1, user_id="us_x", at=clock.now(), update=b""))
    )
    asked = [case.journal.append(agent, 1, 0, (entry("us_a", 1),)) for agent in agents]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in found] == [Appended, IntegrityError, Appended]
    touched = await spoilt.read(lambda tx: queries.authorship(tx, agents[1]))
    assert (touched, (await case.journal.load(agents[1])).seq) == ([], 0)


@pytest.mark.parametrize("case", ["sql"], indirect=True)
async def test_j1_many_documents_at_once_are_one_transaction(case: Case) -> None:
    assert isinstance(case.journal, SqlJournal)
    agents = [await _another(case, f"Number {number}") for number in range(20)]
    told: list[str] = []
    event.listen(case.journal._db.engine, "before_cursor_execute", lambda *args: told.append(args[2]))
    await asyncio.gather(
        *(case.journal.append(agent, 1, 0, (entry("us_a", 1), entry("us_b", 2))) for agent in agents)
    )
    assert told.count("BEGIN IMMEDIATE") == 1
    assert sum(statement.startswith("INSERT INTO journal") for statement in told) == 1
    assert len(told) < 10


async def test_an_unknown_document_is_not_found_and_never_empty(case: Case) -> None:
    with pytest.raises(NotFound):
        await case.journal.load("ag_nobody")
    with pytest.raises(NotFound):
        await case.journal.append("ag_nobody", 1, 0, (entry("us_a", 1),))
