"""P2.1, P2.4, P2.5, P2.6: any number of people in one flow, and nobody's work undone by another's."""

import asyncio
from typing import Any

from playwright.async_api import expect

from app.flows.nodes import client_spec
from tests.e2e.conftest import Enter, Logins, OpenEditor
from tests.e2e.editor_page import SAVED, EditorPage, without_ids
from tests.harness.browser import Person
from tests.harness.flows import EVERY_KIND, every_kind
from tests.harness.server import Server
from tests.harness.wait import always, eventually

SPEC = client_spec()
LETTERS = 200
SLOW_SECONDS = 0.1


async def test_p2_1_every_field_of_every_kind_arrives_in_the_other_browser(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Every field of every kind", every_kind())
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    for kind in ("start", *EVERY_KIND):
        await _every_field_arrives(ann, bob, kind, "start" if kind == "start" else f"n_{kind}")
    await ann.until(SAVED)


async def _every_field_arrives(ann: EditorPage, bob: EditorPage, kind: str, node: str) -> None:
    await ann.select(node)
    await ann.field("name").fill(f"My {kind}")
    written: dict[str, Any] = {}
    for field in _now_shown_first(SPEC["kinds"][kind]["fields"]):
        if await ann.row(field["name"]).is_visible():
            written[field["name"]] = (field, await ann.fill(field["name"], field))
    assert len(written) >= len(SPEC["kinds"][kind]["fields"]) - 1

    async def bob_has_all() -> bool:
        seen = await bob.node(node)
        return seen is not None and all(
            without_ids(seen["fields"][name], field) == value for name, (field, value) in written.items()
        )

    await eventually(bob_has_all, f"all of {kind}'s {sorted(written)} at Bob's")
    assert (await bob.node(node) or {})["name"] == f"My {kind}"
    await bob.select(node)
    for name, (field, value) in written.items():
        if field["type"] == "prose" and await bob.row(name).is_visible():
            await expect(bob.prose(name)).to_contain_text(value)


def _now_shown_first(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fields that others hang on come last, so that what is shown at first is filled before it hides."""
    deciding = {field["shown_if"][0] for field in fields if field["shown_if"]}
    toggles = [f for f in fields if f["name"] in deciding and f["type"] in ("toggle", "several")]
    choices = [f for f in fields if f["name"] in deciding and f not in toggles]
    rest = [f for f in fields if f["name"] not in deciding]
    before = [f for f in rest if not f["shown_if"] or f["shown_if"][0] in {c["name"] for c in choices}]
    return [*toggles, *before, *[f for f in rest if f not in before], *choices]


async def test_p2_1_every_setting_and_list_of_the_agent_arrives(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await ann.panel("settings")
    written = {}
    for field in _now_shown_first(SPEC["settings"]):
        mark = f"settings.{field['name']}"
        if await ann.row(mark).is_visible():
            written[field["name"]] = (field, await ann.fill(mark, field))
    lists = {}
    for panel, root, spec in (
        ("settings", "pronunciations", SPEC["pronunciation"]),
        ("variables", "variables", SPEC["variable"]),
    ):
        await ann.panel(panel)
        whole = {"type": "items", "name": root, "item": spec}
        lists[root] = (whole, await ann.fill(root, whole))

    async def bob_has_all() -> bool:
        flow = await bob.flow()
        return all(without_ids(flow["settings"][n], f) == value for n, (f, value) in written.items()) and all(
            without_ids(flow[n], f) == value for n, (f, value) in lists.items()
        )

    await eventually(bob_has_all, "all settings at Bob's")
    assert {"system_prompt", "voice", "language", "speed", "fillers"} <= set(written)


async def test_p2_1_two_type_at_once_while_a_third_deletes_between_over_a_slow_line(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    ada = await open_editor(shared_server, "Ada", agent)
    for editor in (ann, bob, ada):
        await editor.select("n_talk")
    between = "-" * 40
    await ada.write("prompt", f"[]{between}()")
    for editor in (ann, bob):
        await editor.sees("n_talk", "prompt", f"[]{between}()")
    for editor in (ann, bob, ada):
        editor.person.wire.delay(SLOW_SECONDS)
    await _caret_at(ann, 1)
    await _caret_at(bob, 1, from_end=True)
    await _caret_at(ada, 2 + len(between))
    anns, bobs = _words("a"), _words("b")
    await asyncio.gather(
        ann.page.keyboard.type(anns), bob.page.keyboard.type(bobs), _backspace(ada, len(between))
    )
    whole = f"[{anns}]({bobs})"
    for editor in (ann, bob, ada):
        await editor.sees("n_talk", "prompt", whole, 30)
    # The carets are where each was writing: one more letter of each lands at the end of their own words.
    await ann.page.keyboard.type("A")
    await bob.page.keyboard.type("B")
    await ada.page.keyboard.type("|")
    for editor in (ann, bob, ada):
        await editor.sees("n_talk", "prompt", f"[{anns}A]|({bobs}B)", 30)


def _words(letter: str) -> str:
    return "".join(f"{letter}{at % 10}" for at in range(LETTERS // 2))


async def _caret_at(editor: EditorPage, offset: int, from_end: bool = False) -> None:
    await editor.prose("prompt").click()
    await editor.page.keyboard.press("Control+End" if from_end else "Control+Home")
    for _ in range(offset):
        await editor.page.keyboard.press("ArrowLeft" if from_end else "ArrowRight")


async def _backspace(editor: EditorPage, count: int) -> None:
    for _ in range(count):
        await editor.page.keyboard.press("Backspace")


async def test_p2_1_adding_connecting_and_moving_arrive_too(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    node = await ann.add_by_drag("end_call", 500, 420)
    await expect(bob.step(node)).to_be_visible()
    await ann.connect("n_talk", "i_done", node)

    async def connected() -> bool:
        edges = (await bob.flow())["edges"].values()
        return {"source": "n_talk", "port": "i_done", "target": node} in edges

    await eventually(connected, "the new edge at Bob's")
    before = (await bob.flow())["layout"][node]
    await ann.drag_step(node, -80, -120)

    async def moved() -> bool:
        return (await bob.flow())["layout"][node] != before

    await eventually(moved, "the move at Bob's")


async def test_p2_4_a_deleted_step_comes_back_with_what_a_teammate_wrote_meanwhile(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await bob.select("n_talk")
    bob.person.wire.withhold("client")
    bob.person.wire.withhold("server")
    await bob.write("prompt", "Bob wrote this meanwhile.")
    await ann.delete("n_talk")
    bob.person.wire.resume()
    await expect(bob.step("n_talk")).to_have_count(0)
    assert not {e for e in (await bob.flow())["edges"].values() if "n_talk" in e.values()}
    await ann.recover("n_talk")
    for editor in (ann, bob):
        await editor.sees("n_talk", "prompt", "Bob wrote this meanwhile.")
        assert len((await editor.flow())["edges"]) == 2


async def test_p2_4_an_edge_to_a_step_that_was_just_deleted_is_not_shown(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    node = await ann.add_by_drag("end_call", 500, 420)
    await expect(bob.step(node)).to_be_visible()
    bob.person.wire.withhold("client")
    bob.person.wire.withhold("server")
    await bob.connect("n_talk", "i_done", node)
    await ann.delete(node)
    bob.person.wire.resume()
    for editor in (ann, bob):
        await expect(editor.step(node)).to_have_count(0)

        async def sound(who: EditorPage = editor) -> bool:
            flow = await who.flow()
            return all(e["target"] in flow["nodes"] for e in flow["edges"].values())

        await always(sound, "soundness of the graph", 0.3)


async def test_p2_5_undo_and_redo_are_ones_own(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await ann.select("n_talk")
    await ann.write("prompt", "Ann. ")
    await bob.select("n_talk")
    await bob.sees("n_talk", "prompt", "Ann. ")
    await bob.write("prompt", "Bob.")
    await ann.sees("n_talk", "prompt", "Ann. Bob.")
    await ann.undo()
    for editor in (ann, bob):
        await editor.sees("n_talk", "prompt", "Bob.")
    await ann.redo()
    await bob.sees("n_talk", "prompt", "Ann. Bob.")


async def test_p2_5_two_tabs_of_one_person_undo_apart(
    shared_server: Server, agent: str, enter: Enter
) -> None:
    person = await enter(shared_server, "Ann")
    one = await EditorPage(person).open(agent)
    first = person.page
    await one.select("n_talk")
    await one.write("prompt", "one ")
    other = EditorPage(
        Person(person.login, person.server, person.context, await person.context.new_page(), person.wire)
    )
    await other.open(agent)
    await other.select("n_talk")
    await other.write("prompt", "two")
    await other.undo()
    await other.sees("n_talk", "prompt", "one ")
    person.page = first
    await one.sees("n_talk", "prompt", "one ")
    await first.bring_to_front()
    await one.prose("prompt").click()
    await one.undo()
    await one.sees("n_talk", "prompt", "")
    assert await one.people() == await other.people()


async def test_p2_5_undo_survives_a_reconnect(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    ann.person.expects_network_errors()
    await ann.select("n_talk")
    await ann.write("prompt", "Before the cut")
    await ann.until(SAVED)
    ann.person.wire.cut()

    async def away() -> bool:
        return await ann.ui("connection") != "online"

    async def back() -> bool:
        return not await away()

    await eventually(away, "the loss of the connection")
    await eventually(back, "the reconnect")
    await ann.undo()
    await ann.sees("n_talk", "prompt", "")


async def test_p2_6_a_viewer_watches_is_told_so_and_cannot_write_from_the_page(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    vic = await open_editor(shared_server, "Vic", agent)
    await vic.select("n_talk")
    await expect(vic.page.get_by_test_id("read-only")).to_be_visible()
    await expect(vic.field("name")).to_be_disabled()
    await vic.prose("prompt").click()
    await vic.page.keyboard.type("Let me in")
    await vic.page.locator(".react-flow__pane").press("Delete")
    await vic.press_save()
    await ann.select("n_talk")
    await ann.write("prompt", "Only Ann writes.")
    await vic.sees("n_talk", "prompt", "Only Ann writes.")
    await expect(vic.step("n_talk")).to_be_visible()
    assert await ann.value("n_talk", "prompt") == "Only Ann writes."
    await expect(vic.page.get_by_test_id("save")).to_be_disabled()
