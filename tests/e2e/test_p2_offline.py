"""P2.3: offline, editing goes on; on return everything merges and nothing that was pressed happens then."""

import re

import pytest
from playwright.async_api import expect

from app.flows.nodes import client_spec
from tests.e2e.conftest import Logins, OpenEditor
from tests.e2e.editor_page import OFFLINE, SAVED
from tests.harness.flows import EVERY_KIND, every_kind
from tests.harness.server import Server
from tests.harness.wait import eventually

SPEC = client_spec()


async def test_p2_3_offline_every_kind_can_be_edited_and_all_of_it_merges_on_return(
    shared_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = shared_server.import_agent(logins["Olga"], "Offline", every_kind())
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    ann.person.expects_network_errors()
    ann.person.wire.go_down()
    await ann.until(OFFLINE)
    await expect(ann.banner("offline")).to_be_visible()
    for kind in EVERY_KIND:
        await ann.select(f"n_{kind}")
        await ann.field("name").fill(f"Offline {kind}")
        field = next(f for f in SPEC["kinds"][kind]["fields"] if not f["shown_if"])
        await ann.fill(field["name"], field)
    await expect(ann.banner("offline")).to_contain_text(re.compile(r"\d+ edits kept on this device"))
    await bob.select("start")
    await bob.write("greeting_message", "Bob was online.")
    ann.person.wire.resume()
    await ann.until(SAVED, 20)

    async def merged() -> bool:
        flow = await bob.flow()
        return all(flow["nodes"][f"n_{kind}"]["name"] == f"Offline {kind}" for kind in EVERY_KIND)

    await eventually(merged, "Ann's edits at Bob's", 20)
    await ann.sees("start", "greeting_message", "Bob was online.")
    assert await ann.flow() == await bob.flow()
    await expect(ann.banner("offline")).to_have_count(0)


async def test_p2_3_the_screen_stays_and_nothing_pressed_offline_happens_later(
    shared_server: Server, agent: str, open_editor: OpenEditor
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    ann.person.expects_network_errors()
    ann.person.wire.go_down()
    await ann.until(OFFLINE)
    rename = ann.page.get_by_test_id("agent-name")
    await expect(rename).to_be_disabled()
    await rename.hover(force=True)
    await expect(ann.page.get_by_text("This needs the server. You are offline.").first).to_be_visible()
    await rename.click(force=True)
    await ann.press_save()
    for step in ("start", "n_talk", "n_end"):
        await expect(ann.step(step)).to_be_visible()
    assert shared_server.versions(agent) == 0
    ann.person.wire.resume()
    await ann.until(SAVED, 20)
    await expect(ann.page.get_by_test_id("agent-name-input")).to_have_count(0)
    assert shared_server.versions(agent) == 0


async def test_p2_3_a_page_whose_server_state_is_gone_still_edits_and_saves(
    own_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    """A restart forgets every page's state, as an expiry does; the page is not loaded again."""
    agent = own_server.import_agent(logins["Olga"], "Left open")
    ann = await open_editor(own_server, "Ann", agent)
    ann.person.expects_network_errors()
    await ann.page.evaluate("() => (globalThis.__sameTab = true)")
    own_server.restart()

    async def online() -> bool:
        return await ann.ui("connection") == "online"

    await eventually(online, "the connection", 20)
    await ann.select("n_talk")
    await ann.write("prompt", "Still here.")
    await ann.press_save()
    await ann.until(SAVED)
    await eventually(lambda: own_server.versions(agent) == 1, "a version")
    await ann.page.get_by_test_id("agent-name").click()
    await ann.page.get_by_test_id("agent-name-input").fill("Renamed after all")
    await ann.page.keyboard.press("Enter")
    await expect(ann.page.get_by_test_id("agent-name")).to_have_text("Renamed after all")
    assert await ann.page.evaluate("() => globalThis.__sameTab")


@pytest.mark.parametrize("megabytes", [1, 10])
async def test_f14_a_megabyte_pasted_works_and_ten_are_refused_with_the_text_kept(
    shared_server: Server, agent: str, open_editor: OpenEditor, megabytes: int
) -> None:
    ann = await open_editor(shared_server, "Ann", agent)
    bob = await open_editor(shared_server, "Bob", agent)
    await ann.select("n_talk")
    await ann.write("prompt", "Before. ")
    await ann.until(SAVED)
    await ann.prose("prompt").click()
    await ann.page.evaluate(
        """(size) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "0123456789abcde\\n".repeat(size / 16));
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        megabytes * 1024 * 1024,
    )
    if megabytes == 10:
        await expect(
            ann.page.get_by_text(re.compile("too (large|long|big)", re.IGNORECASE)).first
        ).to_be_visible()
        assert await ann.value("n_talk", "prompt") == "Before. "
    else:
        await ann.until(SAVED, 20)

        async def whole() -> bool:
            return len(await bob.value("n_talk", "prompt")) == 1024 * 1024 + len("Before. ")

        await eventually(whole, "the megabyte at Bob's", 20)
    await bob.select("n_end")
    await bob.write("farewell_message", "Undisturbed.")
    await ann.sees("n_end", "farewell_message", "Undisturbed.")
