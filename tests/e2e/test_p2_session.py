"""P2.8 and P1.4: a session that ends, or a role that is lost, while someone types: nothing is lost."""

import json
from pathlib import Path

from playwright.async_api import expect

from tests.e2e.conftest import Logins, OpenEditor
from tests.e2e.editor_page import SAVED
from tests.harness.server import PASSWORD, Login, Server
from tests.harness.wait import eventually


async def test_p2_8_signed_out_while_typing_signs_in_again_in_place(
    own_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = own_server.import_agent(logins["Olga"], "Signed out")
    ann = await open_editor(own_server, "Ann", agent)
    ann.person.expects("40[13]", "WebSocket")
    await ann.page.evaluate("() => (globalThis.__sameTab = true)")
    await ann.select("n_talk")
    await ann.write("prompt", "Before. ")
    await ann.until(SAVED)
    ann.person.wire.withhold("client")
    await ann.write("prompt", "In between. ")
    _set_password(own_server, logins["Ann"])
    ann.person.wire.resume()
    dialog = ann.dialog("sign-in")
    await expect(dialog).to_be_visible(timeout=15_000)
    await dialog.get_by_label("Password").fill(PASSWORD + "!")
    await dialog.get_by_role("button", name="Sign in").click()
    await expect(dialog).to_have_count(0)
    await ann.until(SAVED, 20)
    await ann.write("prompt", "After.")
    await ann.until(SAVED)
    bob = await open_editor(own_server, "Bob", agent)
    assert await bob.value("n_talk", "prompt") == "Before. In between. After."
    assert await ann.page.evaluate("() => globalThis.__sameTab")


async def test_p1_4_a_role_that_is_lost_sets_unsent_edits_aside_to_download(
    own_server: Server, logins: Logins, open_editor: OpenEditor, tmp_path: Path
) -> None:
    agent = own_server.import_agent(logins["Olga"], "Demoted")
    ann = await open_editor(own_server, "Ann", agent)
    ann.person.expects("WebSocket", "40[13]")
    await ann.select("n_talk")
    await ann.until(SAVED)
    ann.person.wire.withhold("client")
    await ann.write("prompt", "Unsent words")
    own_server.command("user", "set-role", "--email", logins["Ann"].email, "--role", "viewer")
    aside = (
        ann.page.get_by_test_id("quarantine-download").or_(ann.page.get_by_test_id("refusal-download")).first
    )
    await expect(aside).to_be_visible(timeout=15_000)
    ann.person.wire.resume()
    async with ann.page.expect_download() as downloading:
        await aside.click()
    file = tmp_path / "edits.json"
    await (await downloading.value).save_as(file)
    assert "Unsent words" in json.dumps(json.loads(file.read_text()))
    bob = await open_editor(own_server, "Bob", agent)
    assert await bob.value("n_talk", "prompt") == ""


async def test_p10_an_open_editor_of_somebody_demoted_turns_read_only_within_seconds(
    own_server: Server, logins: Logins, open_editor: OpenEditor
) -> None:
    agent = own_server.import_agent(logins["Olga"], "Watched")
    ann = await open_editor(own_server, "Ann", agent)
    ann.person.expects("WebSocket", "40[13]")
    own_server.command("user", "set-role", "--email", logins["Ann"].email, "--role", "viewer")

    async def read_only() -> bool:
        return await ann.ui("can_write") is False

    await eventually(read_only, "read-only", 8)


def _set_password(server: Server, login: Login) -> None:
    """Ends every session of that person."""
    server.command("user", "set-password", "--email", login.email, given=f"{PASSWORD}!\n")
