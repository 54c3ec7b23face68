"""The audit page's state: its words, its filters, and its pages."""

from dataclasses import replace
from typing import Any

import pytest

from app.audit.answers import AuditPage, Entry, Who
from state import audit_words
from state.audit import AuditState
from tests.unit.state.recorder import Recorder
from tests.unit.state.reviews import AT

ENTRY = Entry(
    "au_1", AT, "us_ben", "Ben", "person", "192.0.2.7", "agent_renamed", "agent", "ag_1",
    {"name": "Desk", "hash": "a"}, {"name": "front desk", "hash": "b"},
)  # fmt: skip


async def _loaded(tab: Any, path: str = "/audit", role: str = "admin") -> Any:
    here = tab(AuditState, role, path)
    await AuditState.load.fn(here)
    return here


async def test_an_entry_is_told_in_words(tab: Any, audit: Recorder) -> None:
    audit.answers["entries"] = AuditPage((ENTRY,), None, (Who("us_ben", "Ben"),), ("agent_renamed",))
    here = await _loaded(tab)
    (row,) = here.rows
    assert (row.what, row.subject_name, row.address, row.how) == (
        "Renamed an agent",
        "front desk",
        "192.0.2.7",
        "",
    )
    assert [(one.name, one.before, one.after) for one in row.facts] == [("name", "Desk", "front desk")]
    assert [one.words for one in here.verbs] == ["Renamed an agent"]


async def test_who_acted_for_a_person_is_told(tab: Any, audit: Recorder) -> None:
    token = replace(ENTRY, actor_kind="token", before=None, after={"calls_per_day": 1200, "label": None})
    audit.answers["entries"] = AuditPage((token,), None, (), ())
    (row,) = (await _loaded(tab)).rows
    assert row.how == "with an API token"
    assert [(one.name, one.after, one.had_before) for one in row.facts] == [("calls per day", "1,200", False)]


async def test_the_filters_stand_in_the_address(tab: Any, audit: Recorder) -> None:
    here = await _loaded(tab, "/audit?who=us_ben&verb=signed_in&subject=session")
    (asked,) = audit.arguments("entries")
    assert asked[0] == {
        "before": None,
        "who": "us_ben",
        "verb": "signed_in",
        "subject": "session",
        "limit": 50,
    }
    assert "/audit?who=us_ben&subject=session" in str(await AuditState.filter_by.fn(here, "verb", "all"))
    assert "/audit?who=us_ben&verb=signed_in&subject=ag_1" in str(
        await AuditState.filter_by.fn(here, "subject", "ag_1")
    )


async def test_one_thing_alone_is_named(tab: Any) -> None:
    assert (await _loaded(tab, "/audit?subject=ag_1")).subject_name == "front desk"
    assert (await _loaded(tab, "/audit?subject=agent")).subject_name == ""


async def test_older_entries_follow_those_shown(tab: Any, audit: Recorder) -> None:
    audit.answers["entries"] = AuditPage((ENTRY,), "au_1", (), ())
    here = await _loaded(tab)
    audit.answers["entries"] = AuditPage((replace(ENTRY, id="au_0"),), None, (), ())
    await AuditState.older.fn(here)
    assert [row.id for row in here.rows] == ["au_1", "au_0"]
    assert audit.arguments("entries")[-1][0]["before"] == "au_1"
    await AuditState.older.fn(here)
    assert len(here.rows) == 2


async def test_a_publisher_is_told_whom_to_ask(tab: Any, audit: Recorder) -> None:
    here = await _loaded(tab, role="publisher")
    assert "you need the role" in here.problem
    assert audit.asked == []


@pytest.mark.parametrize(
    ("verb", "kind", "words"),
    [
        ("revoked", "session", "Signed a browser out"),
        ("revoked", "token", "Revoked an API token"),
        ("added", "user", "Made an account"),
        ("rolled_back", "agent", "Rolled back"),
        ("polished_shoes", "agent", "Polished shoes"),
    ],
)
def test_a_verb_is_called_by_what_it_was_done_to(verb: str, kind: str, words: str) -> None:
    assert audit_words.verb(verb, kind) == words
