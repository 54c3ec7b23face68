"""What merging costs: honest people are far below the bound (SPEC R14)."""

import random
from dataclasses import replace

import pytest
from pycrdt import Doc, Map, UndoManager

from app.collab import effort
from app.collab.guard import Guard, TooBig
from app.collab.ledger import Ledger
from app.collab.structs import FIRST_SYNC, UPDATE
from tests.honest import Desk, first_state
from tests.hostile import NODE_CHARS, chars, small_state, update


@pytest.fixture
def guard() -> Guard:
    return Guard(Ledger.from_state(small_state()), {1: "server"})


def test_undoing_the_deletion_of_a_much_edited_text_is_no_attack(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes back as one frame that puts each of many pieces beside its ghost."""
    desk, rng = Desk(first_state()), random.Random(1)
    doc: Doc = Doc(client_id=5)
    doc.apply_update(desk.taken[0])
    text = doc.get("settings", type=Map)["system_prompt"]
    undo = UndoManager(scopes=[text], capture_timeout_millis=0)
    frames: list[bytes] = []
    watch = doc.observe(lambda event: frames.append(event.update))
    for _ in range(2_000):
        text.insert(rng.randrange(len(text)), "w")
    text.clear()
    undo.undo()
    doc.unobserve(watch)
    for frame in frames[:-1]:
        desk.take(frame, "ana")
    strict = replace(UPDATE, max_work_seconds=0.1)
    with monkeypatch.context() as patch:
        patch.setattr(effort, "MAX_STRUCTS", 0)  # the quick bound alone would refuse it
        with pytest.raises(TooBig):
            desk.guard.inspect(frames[-1], "ana", strict)
    accepted = desk.take(frames[-1], "ana", strict)
    assert accepted.structs > 1_000
    assert desk.content()["settings"] == {"system_prompt": str(text)}


def test_a_pasted_megabyte_that_is_corrected_in_a_thousand_places_offline_is_no_attack() -> None:
    desk, rng = Desk(first_state()), random.Random(1)
    doc: Doc = Doc(client_id=5)
    doc.apply_update(desk.taken[0])
    text = doc.get("settings", type=Map)["system_prompt"]
    text.insert(0, "abcd " * 200_000)
    for _ in range(1_000):
        text.insert(rng.randrange(len(text)), "w")
    accepted = desk.take(doc.get_update(desk.doc.get_state()), "ana", FIRST_SYNC)
    assert accepted.structs == 2_000
    assert accepted.work_seconds < 0.01


def test_leaning_on_another_client_of_the_same_update_is_counted(guard: Guard) -> None:
    """Who comes later in the update is merged first, and waits for the other a struct at a time."""

    def woven(structs: int) -> bytes:
        return update({
            client: (0, [chars("x", (client - 1, at) if client > 100 else NODE_CHARS) for at in range(structs)])
            for client in range(100, 130)
        })  # fmt: skip

    with pytest.raises(TooBig):
        guard.inspect(woven(790), "ana")
    assert guard.inspect(woven(100), "ana").work_seconds < 0.1
