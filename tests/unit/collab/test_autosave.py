"""When the merge is stored (SPEC S1)."""

from app.collab.autosave import AT_MOST_SECONDS, RETRY_SECONDS, Autosave, turn_of


def test_s1_two_seconds_after_the_last_edit() -> None:
    autosave = Autosave()
    assert autosave.due_at() is None
    autosave.edited(100.0)
    autosave.edited(101.5)
    assert autosave.due_at() == 103.5


def test_s1_ten_seconds_at_most_while_the_edits_go_on() -> None:
    autosave = Autosave()
    for tenth in range(200):
        autosave.edited(100.0 + tenth / 10)
    assert autosave.due_at() == 110.0


def test_s1_flows_that_were_begun_together_are_not_stored_together() -> None:
    waits: list[float] = []
    for number in range(100):
        autosave = Autosave()
        autosave.turn_seconds = turn_of(f"ag_{number:016}")
        for tenth in range(200):
            autosave.edited(1003.7 + tenth / 10)
        due = autosave.due_at()
        assert due is not None
        waits.append(due - 1003.7)
    assert max(waits) <= AT_MOST_SECONDS
    fullest = max(sum(at <= each < at + 1 for each in waits) for at in waits)
    assert fullest <= 20


def test_s1_a_flow_that_is_edited_without_a_pause_is_stored_every_ten_seconds() -> None:
    autosave = Autosave()
    autosave.turn_seconds = 7.25
    stored: list[float] = []
    for tenth in range(10_000, 10_400):
        now = tenth / 10
        autosave.edited(now)
        due = autosave.due_at()
        if due is not None and due <= now:
            autosave.began()
            autosave.ended(now, is_stored=True)
            stored.append(now)
    assert stored == [1007.3, 1017.3, 1027.3, 1037.3]


def test_edits_during_a_store_count_for_the_next() -> None:
    autosave = Autosave()
    autosave.edited(100.0)
    autosave.began()
    assert autosave.due_at() is None
    autosave.edited(102.1)
    autosave.ended(102.2, is_stored=True)
    assert autosave.due_at() == 104.1


def test_a_failed_store_is_tried_again_soon_but_not_at_once() -> None:
    autosave = Autosave()
    autosave.edited(100.0)
    autosave.began()
    autosave.ended(102.0, is_stored=False)
    assert autosave.due_at() == 102.0 + RETRY_SECONDS
