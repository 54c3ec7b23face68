"""What the database gives back is judged before it is shown (SPEC R10)."""

from dataclasses import replace
from typing import Any

import pytest
from pycrdt import Doc, Map

from app.collab import compaction
from app.collab.journal import SERVER, Loaded, Row
from app.collab.ledger import Ledger
from app.collab.live_document import LiveDocument
from app.collab.stored import Damaged, check, examine, merge
from app.flows import document
from tests.builders import a_flow
from tests.honest import Team, live

STATE = document.build(a_flow(), client_id=5)
HUGE_COUNT = bytes.fromhex("01ffffffff0f0500")
DAMAGED = [b"", b"\x00\x00", b"\x00", HUGE_COUNT, STATE[:-1], STATE[: len(STATE) // 2], STATE[1:], bytes(100)]


def loaded(state: bytes = STATE, *updates: bytes) -> Loaded:
    rows = tuple(Row(seq, "us_ana", update) for seq, update in enumerate(updates, 1))
    return Loaded(1, len(rows), state, 0, rows, {}, None, "")


def edit(key: str = "language", base: bytes = STATE) -> bytes:
    doc: Doc[Any] = Doc()
    doc.apply_update(base)
    before = doc.get_state()
    doc.get("settings", type=Map)[key] = "fr-FR"
    return doc.get_update(before)


@pytest.mark.parametrize("state", DAMAGED, ids=range(len(DAMAGED)))
def test_r10_a_damaged_merge_is_refused_before_pycrdt_sees_it(state: bytes) -> None:
    with pytest.raises(Damaged, match=r"^This flow cannot be opened right now\."):
        examine("ag_1", loaded(state))


@pytest.mark.parametrize("row", [b"", HUGE_COUNT, edit()[:-1]], ids=("empty", "huge", "cut"))
def test_r10_so_is_a_damaged_row(row: bytes) -> None:
    with pytest.raises(Damaged):
        examine("ag_1", loaded(STATE, edit(), row))


def test_r10_a_merge_that_was_read_before_is_believed_for_its_very_bytes_only() -> None:
    known = merge(STATE, [], 0).digest
    again = merge(merge(STATE, [], 0).state, [edit()], 1, known)
    assert again.hash == merge(STATE, [edit()], 1).hash
    with pytest.raises(Damaged):
        merge(HUGE_COUNT, [edit()], 1, known)
    with pytest.raises(Damaged):
        merge(merge(STATE, [], 0).state, [HUGE_COUNT], 1, known)


def test_r10_a_document_with_a_hole_is_not_shown() -> None:
    doc: Doc[Any] = Doc()
    doc.apply_update(STATE)
    settings = doc.get("settings", type=Map)
    settings["language"] = "fr-FR"
    before = doc.get_state()
    settings["language"] = "it-IT"
    with pytest.raises(Damaged):
        LiveDocument(examine("ag_1", loaded(STATE, doc.get_update(before))))


def test_a_sound_document_passes_and_its_client_ids_are_the_servers() -> None:
    opened = LiveDocument(examine("ag_1", loaded(STATE, edit())))
    assert opened.owners[5] == SERVER
    assert len(check(STATE, [edit()])) == 2


@pytest.mark.parametrize("seed", range(6))
def test_the_mirror_of_merge_and_rows_is_the_mirror_of_the_document(seed: int) -> None:
    team = Team(seed)
    before = team.desk.doc.get_update()
    rows: list[bytes] = []
    watching = team.desk.doc.observe(lambda event: rows.append(event.update))
    team.work(120)
    team.desk.doc.unobserve(watching)
    whole = compaction.load(before, rows)
    found = replace(loaded(before), rows=tuple(Row(n, "us_ana", row) for n, row in enumerate(rows, 1)))
    opened = LiveDocument(examine("ag_1", found))
    ledger, anew = opened.arm().ledger, Ledger.from_state(whole.get_update())
    assert live(ledger) == live(anew)
    assert {c: list(lane.dead) for c, lane in ledger.lanes.items()} == {
        c: list(lane.dead) for c, lane in anew.lanes.items()
    }
