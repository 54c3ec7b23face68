"""How full a flow is, whatever was overwritten in it (SPEC R11, R17)."""

from typing import Any

import pytest
from pycrdt import Doc, Map

from app.collab import live_document
from app.collab.guard import Accepted, TooBig
from app.collab.journal import Loaded
from app.collab.live_document import LiveDocument
from app.collab.stored import examine
from app.collab.structs import UPDATE
from app.flows import document
from tests import hostile
from tests.builders import a_flow
from tests.hostile import plain

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

    @staticmethod
    def key(opened: LiveDocument) -> None:
        """A key is pressed at the end of a text, as is possible in every flow."""
        opened.apply(
            opened.check(hostile.update({9: (0, [hostile.chars("z", (1, 15))])}), "us_ana", UPDATE, 32)
        )

    def write(self, key: str, value: str) -> None:
        before = self.doc.get_state()
        self.settings[key] = value
        accepted = self.opened.check(self.doc.get_update(before), "us_ana", UPDATE, 32)
        self.opened.apply(accepted)


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


def test_r14_many_updates_each_within_its_limit_cannot_make_a_flow_too_dear_to_load() -> None:
    state = hostile.update({8: (0, [hostile.chars("x" * 800_000, hostile.NODE_CHARS)])})
    opened = LiveDocument(examine("ag_1", Loaded(1, 0, hostile.small_state(), 0, (), {}, None, "")))
    opened.apply(opened.check(state, "us_ana", UPDATE, 32))
    taken = 0
    with pytest.raises(TooBig, match="import it as a new agent"):  # noqa: PT012  # one of them is refused
        for number in range(60):
            places = range(number, 780_000, 400)
            cuts = [hostile.chars("y", (8, at), (8, at + 1)) for at in places]
            frame = hostile.update({100 + number: (0, cuts)})
            assert len(frame) < 28_000
            opened.apply(opened.check(frame, "us_mal", UPDATE, 32))
            taken += 1
    assert 1 < taken < 30
    Page.key(opened)


def test_r11_what_waits_for_its_commit_counts_already(page: Page) -> None:
    """Edits may come faster than the journal takes them."""
    waiting = list[Accepted]()

    def accept(key: str, value: str = VALUE) -> None:
        before = page.doc.get_state()
        page.settings[key] = value
        waiting.append(page.opened.check(page.doc.get_update(before), "us_ana", UPDATE, 32))

    for number in range(ROOM_BYTES // len(VALUE) - 1):
        accept(f"field_{'abcdefgh'[number]}")
    with pytest.raises(TooBig):
        accept("field_z", 2 * VALUE)
    for update in waiting:
        page.opened.apply(update)
    assert len(page.opened.state()) <= len(STATE) + ROOM_BYTES


def test_r17_a_flow_with_too_many_values_takes_small_steps_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_document, "DOCUMENT_VALUES", 1_000)
    full = Page()
    many = [plain([1] * 299, parent="settings", key=key) for key in ("aa", "bb", "cc")]
    full.opened.apply(full.opened.check(hostile.update({9: (0, many)}), "us_ana", UPDATE, 32))
    more = hostile.update({9: (3, [plain([1] * 299, parent="settings", key="dd")])})
    with pytest.raises(TooBig, match="values"):
        full.opened.check(more, "us_ana", UPDATE, 32)
    small = hostile.update({9: (3, [plain([1] * 50, parent="settings", key="dd")])})
    full.opened.apply(full.opened.check(small, "us_ana", UPDATE, 32))
