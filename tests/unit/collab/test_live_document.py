"""How full a flow is, whatever was overwritten in it (SPEC R11)."""

from typing import Any

import pytest
from pycrdt import Doc, Map

from app.collab import live_document
from app.collab.guard import TooBig
from app.collab.journal import Loaded
from app.collab.live_document import LiveDocument
from app.collab.stored import examine
from app.collab.structs import UPDATE
from app.flows import document
from tests.builders import a_flow

STATE = document.build(a_flow())
ROOM_BYTES = 5_000
VALUE = "x" * 1_000


class Page:
    """A page that writes into a document that may grow by a few thousand bytes."""

    def __init__(self) -> None:
        self.opened = LiveDocument(examine("ag_1", Loaded(1, 0, STATE, 0, (), {}, None, "")))
        self.doc: Doc[Any] = Doc()
        self.doc.apply_update(STATE)
        self.settings = self.doc.get("settings", type=Map)

    def reload(self) -> None:
        self.doc = Doc()
        self.doc.apply_update(self.opened.state())
        self.settings = self.doc.get("settings", type=Map)

    def write(self, key: str, value: str) -> None:
        before = self.doc.get_state()
        self.settings[key] = value
        accepted = self.opened.check(self.doc.get_update(before), "us_ana", UPDATE, 32)
        self.opened.apply(accepted.update)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(live_document, "MAX_DOCUMENT_BYTES", len(STATE) + ROOM_BYTES)
    monkeypatch.setattr(live_document, "SMALL_UPDATE_BYTES", 100)
    return Page()


def test_r11_what_was_overwritten_since_the_last_merge_does_not_fill_a_flow(page: Page) -> None:
    for number in range(100):
        page.write("language", f"{number}{VALUE}")
    assert len(page.opened.state()) < len(STATE) + 2 * len(VALUE)


def test_r11_what_stays_does(page: Page) -> None:
    fits = ROOM_BYTES // len(VALUE) - 1
    for number in range(fits):
        page.write(f"field_{'abcdefgh'[number]}", VALUE)
    with pytest.raises(TooBig, match=r"^The flow is full\. Delete something first\.$"):
        page.write("field_z", 2 * VALUE)
    assert len(page.opened.state()) <= len(STATE) + ROOM_BYTES
    page.reload()
    page.write("field_a", "")  # a full flow can be made smaller
    page.write("field_z", VALUE)


def test_r11_what_waits_for_its_commit_counts_already(page: Page) -> None:
    """Edits may come faster than the journal takes them."""
    waiting = list[bytes]()

    def accept(key: str, value: str = VALUE) -> None:
        before = page.doc.get_state()
        page.settings[key] = value
        waiting.append(page.opened.check(page.doc.get_update(before), "us_ana", UPDATE, 32).update)

    for number in range(ROOM_BYTES // len(VALUE) - 1):
        accept(f"field_{'abcdefgh'[number]}")
    with pytest.raises(TooBig):
        accept("field_z", 2 * VALUE)
    for update in waiting:
        page.opened.apply(update)
    assert len(page.opened.state()) <= len(STATE) + ROOM_BYTES
