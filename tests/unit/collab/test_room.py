"""The room, frame by frame (SPEC W2 to W4, R1 to R9, S3, P8)."""

import json
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from app.collab.effects import SaveVersion
from app.collab.guard import Accepted
from app.collab.journal import Row
from app.collab.protocol import (
    AwarenessEntry,
    Close,
    Message,
    Sync,
    awareness_frame,
    own_frame,
    parse,
    sync_frame,
)
from app.flows import document
from tests.builders import a_flow
from tests.harness.room_world import World, editor

ANNA, BEN, VIC = editor("us_anna"), editor("us_ben"), editor("us_vic", can_write=False)


class Tab:
    """A browser as pycrdt: edits become update frames."""

    def __init__(self, world: World, who: Any, *, tells: bool = True) -> None:
        self.world = world
        self.doc: Doc[Any] = Doc()
        self.settings = self.doc.get("settings", type=Map)
        self.line = world.connect(who)
        self.send(sync_frame(Sync.STEP1, self.doc.get_state()))
        if tells:
            self.tell()

    def tell(self) -> None:
        for frame in self.world.of_kind(self.line, Message.SYNC, Sync.STEP2):
            self.doc.apply_update(parse(frame).payload)
        self.send(sync_frame(Sync.STEP2, self.doc.get_update(b"\x00")))

    def edit(self, key: str = "language", value: Any = "en-GB") -> bytes:
        before = self.doc.get_state()
        self.settings[key] = value
        return sync_frame(Sync.UPDATE, self.doc.get_update(before))

    def send(self, frame: bytes) -> None:
        self.world.send(self.line, frame)
        self.world.wait(0.05)

    def told(self, kind: Message) -> list[dict[str, Any]]:
        frames = [f for f in self.world.lines[self.line].inbox if f[0] == kind]
        return [json.loads(f[f.index(b"{") :]) for f in frames]

    def acked(self) -> int:
        return max((int(told["n"]) for told in self.told(Message.ACK)), default=0)

    def updates(self) -> list[bytes]:
        return self.world.of_kind(self.line, Message.SYNC, Sync.UPDATE)

    def closed(self) -> int | None:
        line = self.world.lines[self.line]
        return line.closed[0] if line.closed else None


@pytest.fixture
def world() -> World:
    return World(document.build(a_flow()))


def test_r1_nothing_is_relayed_or_acknowledged_before_the_journal_has_it(world: World) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    world.holds_commits = True
    anna.send(anna.edit())
    assert (anna.acked(), ben.updates()) == (1, [])
    world.release()
    assert anna.acked() == 2
    assert len(ben.updates()) == 1
    assert anna.updates() == []


def test_r2_a_newcomer_waits_for_the_commit_under_way(world: World) -> None:
    anna = Tab(world, ANNA)
    world.holds_commits = True
    anna.send(anna.edit())
    ben = Tab(world, BEN, tells=False)
    assert world.of_kind(ben.line, Message.SYNC, Sync.STEP2) == []
    world.release()
    ben.tell()
    assert ben.settings["language"] == "en-GB"


def test_r3_nothing_new_is_acknowledged_no_sooner_than_what_came_before(world: World) -> None:
    anna = Tab(world, ANNA)
    world.holds_commits = True
    anna.send(anna.edit())
    again = Tab(world, ANNA, tells=False)
    again.doc.apply_update(anna.doc.get_update(b"\x00"))
    again.send(sync_frame(Sync.STEP2, again.doc.get_update(b"\x00")))
    assert again.acked() == 0
    world.release()
    assert again.acked() == 1
    assert world.stored.seq == 1


def test_r4_a_flush_is_one_row_a_user_and_one_relayed_update(world: World) -> None:
    anna, ben, cleo = Tab(world, ANNA), Tab(world, BEN), Tab(world, editor("us_cleo"))
    world.holds_commits = True
    anna.send(anna.edit("language", "en-US"))
    world.send(anna.line, anna.edit("voice_speed", 1.1))
    world.send(ben.line, ben.edit("emotion", "friendly"))
    world.send(anna.line, anna.edit("voice_volume", 70))
    world.release()
    assert [(row.seq, row.user_id) for row in world.stored.rows] == [
        (1, "us_anna"),
        (2, "us_anna"),
        (3, "us_ben"),
    ]
    assert len(cleo.updates()) == 2


def test_r5_a_commit_that_takes_long_loses_nothing(world: World) -> None:
    anna = Tab(world, ANNA)
    world.holds_commits = True
    for value in range(5):
        anna.send(anna.edit("voice_speed", value / 4))
        world.wait(7)
    assert anna.acked() == 1
    world.release()
    assert anna.acked() == 6
    world.restart()
    fresh = Tab(world, BEN)
    assert fresh.settings["voice_speed"] == 1.0


def test_r6_a_viewer_is_not_asked_and_writes_nothing(world: World) -> None:
    vic = Tab(world, VIC)
    assert world.of_kind(vic.line, Message.SYNC, Sync.STEP1) == []
    assert vic.settings["language"]
    own = Doc()
    own.get("settings", type=Map)["language"] = "xx"
    vic.send(sync_frame(Sync.STEP2, own.get_update()))
    assert vic.closed() is None
    vic.send(vic.edit())
    assert vic.closed() == Close.NO_RIGHT
    assert world.stored.seq == 0


def test_r7_nobody_writes_in_anothers_name(world: World) -> None:
    anna = Tab(world, ANNA)
    anna.send(anna.edit())
    eve = Tab(world, editor("us_eve"))
    forged: Doc[Any] = Doc(client_id=anna.doc.client_id)
    forged.apply_update(anna.doc.get_update(b"\x00"))
    before = forged.get_state()
    forged.get("settings", type=Map)["language"] = "forged"
    eve.send(sync_frame(Sync.UPDATE, forged.get_update(before)))
    assert eve.closed() == Close.BAD_FRAME
    assert anna.closed() is None


def test_r7_client_ids_of_one_connection_are_bounded(world: World) -> None:
    eve = Tab(world, editor("us_eve"))
    for number in range(40):
        stranger: Doc[Any] = Doc(client_id=9_000 + number)
        stranger.get("settings", type=Map)["language"] = "x"
        eve.send(sync_frame(Sync.UPDATE, stranger.get_update()))
    assert eve.closed() == Close.BAD_FRAME
    assert world.stored.seq == 32


def test_r8_a_document_that_refuses_gives_up_the_room_before_the_commit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)

    def refuse(accepted: Accepted) -> None:
        raise RuntimeError("native code says no")

    monkeypatch.setattr(world.room.document, "apply", refuse)
    anna.send(anna.edit())
    assert (anna.closed(), ben.closed()) == (Close.BAD_FRAME, Close.TRY_LATER)
    assert world.room.broken
    assert world.stored.seq == 0


def test_r9_rows_of_others_come_before_ours(world: World) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    world.holds_commits = True
    anna.send(anna.edit())
    elsewhere: Doc[Any] = Doc()
    elsewhere.get("settings", type=Map)["made_up"] = "calm"
    world.stored = type(world.stored)(
        **{
            field: getattr(world.stored, field)
            for field in ("epoch", "state", "state_seq", "owners", "saved_at", "hash")
        },
        seq=1,
        rows=(Row(1, "us_cleo", elsewhere.get_update()),),
    )
    world.release()
    assert world.room.seq == 2
    for frame in ben.updates():
        ben.doc.apply_update(parse(frame).payload)
    assert (ben.settings["made_up"], ben.settings["language"]) == ("calm", "en-GB")


def test_w2_updates_sent_before_the_first_sync_wait_for_it(world: World) -> None:
    """Whoever reconnects types on: the first update may arrive before the SyncStep2 that it builds on."""
    anna = Tab(world, ANNA)
    offline = anna.edit("language", "en-US")
    later = anna.edit("emotion", "calm")
    del offline
    world.cut(anna.line)
    anna.line = world.connect(ANNA)
    anna.send(later)
    assert anna.acked() == 0
    anna.send(sync_frame(Sync.STEP2, anna.doc.get_update(b"\x00")))
    assert (anna.closed(), anna.acked()) == (None, 2)
    assert Tab(world, BEN).settings["language"] == "en-US"


def test_w3_saved_counts_only_what_a_stored_merge_covers(world: World) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    anna.send(anna.edit())
    assert anna.told(Message.SAVED)[-1]["n"] == 1
    world.wait(3)
    assert anna.told(Message.SAVED)[-1]["n"] == 2
    assert ben.told(Message.SAVED)[-1]["n"] == 1
    assert anna.told(Message.SAVED)[-1]["hash"] == world.stored.hash


def test_w3_a_deletion_alone_is_saved_too(world: World) -> None:
    anna = Tab(world, ANNA)
    before = anna.doc.get_state()
    prompt = anna.settings["system_prompt"]
    assert isinstance(prompt, Text)
    prompt += "x"
    anna.send(sync_frame(Sync.UPDATE, anna.doc.get_update(before)))
    world.wait(3)
    del prompt[len(prompt) - 1 :]
    anna.send(sync_frame(Sync.UPDATE, anna.doc.get_update(anna.doc.get_state())))
    assert anna.told(Message.SAVED)[-1]["n"] == 2
    world.wait(3)
    assert anna.told(Message.SAVED)[-1]["n"] == 3


def test_w4_nothing_after_a_bad_frame_is_read_and_nobody_else_notices(world: World) -> None:
    eve, ben = Tab(world, editor("us_eve")), Tab(world, BEN)
    eve.send(b"\x00\x02\x04\x93\xf4\xd6\x54")
    eve.send(eve.edit())
    assert eve.closed() == Close.BAD_FRAME
    assert (ben.closed(), ben.updates(), world.stored.seq) == (None, [], 0)


def test_w4_a_hostile_state_vector_closes(world: World) -> None:
    eve = Tab(world, editor("us_eve"))
    eve.send(sync_frame(Sync.STEP1, bytes.fromhex("93f4d654")))
    assert eve.closed() == Close.BAD_FRAME


def test_s3_save_comes_after_the_edits_before_it_and_answers_by_its_id(world: World) -> None:
    anna = Tab(world, ANNA)
    world.holds_commits = True
    anna.send(anna.edit())
    anna.send(own_frame(Message.SAVE, {"id": "a1", "note": " before the holidays "}))
    assert world.saved == []
    world.release()
    world.wait(0.1)
    assert world.saved == [SaveVersion(anna.line, "a1", "before the holidays")]
    answer = anna.told(Message.SAVED)[-1]
    assert (answer["id"], answer["n"], answer["version"]) == ("a1", 2, 1)


@pytest.mark.parametrize(
    ("who", "note"),
    [(VIC, ""), *((ANNA, note) for note in ("x" * 3000, 7, "\ud800", "a\x00b", "\x1b[31m"))],
)
def test_s3_a_save_that_may_not_be_is_refused_with_a_sentence(world: World, who: Any, note: Any) -> None:
    tab = Tab(world, who)
    tab.send(own_frame(Message.SAVE, {"id": "a1", "note": note}))
    (failed,) = tab.told(Message.FAILED)
    assert failed["id"] == "a1"
    assert failed["message"].endswith(".")
    assert world.saved == []


def moved(client_id: int, x: int) -> bytes:
    return awareness_frame([AwarenessEntry(client_id, x, json.dumps({"pointer": {"x": x, "y": 0}}))])


def test_p8_who_moves_alone_hears_of_it_once_a_second_and_the_others_every_time(world: World) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    for step in range(30):  # three seconds of a hand that moves
        anna.send(moved(anna.doc.client_id, step + 1))
        world.wait(0.05)
    assert len(world.of_kind(ben.line, Message.AWARENESS)) == 30
    assert len(world.of_kind(anna.line, Message.AWARENESS)) == 3


def test_p8_what_several_did_goes_to_all_of_them(world: World) -> None:
    anna, ben = Tab(world, ANNA), Tab(world, BEN)
    world.send(anna.line, moved(anna.doc.client_id, 1))
    for tab in (anna, ben):
        world.send(tab.line, moved(tab.doc.client_id, 2))
    world.wait(0.1)
    for tab in (anna, ben):
        assert len(world.of_kind(tab.line, Message.AWARENESS)) == 2
