"""Draws every page and state into .screenshots/, in every look, for people to look at."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.conftest import Enter, Logins
from tests.e2e.editor_page import ERROR, OFFLINE, SAVED, EditorPage
from tests.e2e.looks import Look, drawer, in_every_look
from tests.harness.browser import People
from tests.harness.server import Login, Server

pytestmark = pytest.mark.screenshots


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def founded_by_link(
    tmp_path_factory: pytest.TempPathFactory, crowd: People
) -> AsyncIterator[tuple[Server, Login, Path]]:
    """A server whose owner came by the setup link, so that it has the sample agent."""
    server = Server(tmp_path_factory.mktemp("screens")).start()
    owner = Login("Olga", "olga@example.com", "owner", "a quiet harbour lane")
    link = server.setup_link()
    form = {"token": link.rpartition("=")[2], "workspace_name": "Harbour Lane Clinic", "name": "Olga"}
    async with crowd.person(server, owner) as person:
        answer = await person.context.request.post(
            f"{server.url}/auth/setup",
            form={**form, "email": owner.email, "password": owner.password},
            headers={"Origin": server.url, "Accept": "application/json"},
        )
        assert answer.ok, await answer.text()
    yield server, owner, Path(link)
    server.kill()


@in_every_look
async def test_the_pages_before_signing_in(tmp_path: Path, enter: Enter, look: Look) -> None:
    server = Server(tmp_path / "fresh").start()
    try:
        link = server.setup_link()
        person = await enter(server, "Olga", signed_in=False, **look.options)
        person.expects("404")
        person.expects_network_errors()  # the server ends before the browser
        draw = drawer(person, look)
        await person.page.goto("/sign-in")
        await expect(person.page.get_by_text("Open the setup link")).to_be_visible()
        await draw("sign-in-before-setup")
        await person.page.goto(link[link.index("/setup") :])
        await expect(person.page.get_by_role("button", name="Create workspace")).to_be_visible()
        await draw("setup")
        await person.page.goto("/setup?token=wrong")
        await expect(person.page.get_by_role("link", name="Go to sign-in")).to_be_visible()
        await draw("setup-dead-link")
        await person.page.goto("/invitation/wrong")
        await expect(person.page.get_by_text("This link does not open")).to_be_visible()
        await draw("invitation-dead-link")
        await person.page.goto("/nowhere")
        await expect(person.page.get_by_role("link").first).to_be_visible()
        await draw("not-found")
    finally:
        server.kill()


@in_every_look
async def test_the_pages_of_a_workspace(
    founded_by_link: tuple[Server, Login, Path], crowd: People, look: Look
) -> None:
    server, owner, _ = founded_by_link
    async with crowd.person(server, owner, **look.options) as person:
        await person.sign_in_quietly()
        draw = drawer(person, look)
        await person.page.goto("/agents")
        await expect(person.page.get_by_text("Front desk")).to_be_visible()
        await draw("agents")
        await person.page.get_by_role("button", name="New agent").click()
        await expect(person.page.get_by_role("dialog")).to_be_visible()
        await draw("agents-create")
        for path, words in (("/members", "People"), ("/account", "Browsers")):
            await person.page.goto(path)
            await expect(person.page.get_by_role("heading", name=words)).to_be_visible()
            await expect(person.page.get_by_text(owner.email).first).to_be_visible()
            await draw(path.strip("/"))
        await person.page.goto("/members")
        await person.page.get_by_role("button", name="Invite").click()
        await expect(person.page.locator("#invite-email")).to_be_visible()
        await draw("members-invite")


@in_every_look
async def test_the_editor(founded_by_link: tuple[Server, Login, Path], crowd: People, look: Look) -> None:
    server, owner, _ = founded_by_link
    async with crowd.person(server, owner, **look.options) as person:
        person.expects_network_errors()
        await person.sign_in_quietly()
        draw = drawer(person, look)
        agent = server.agents()[0]["id"]
        editor = await EditorPage(person).open(agent)
        await editor.until(SAVED)
        await draw("editor")
        drawn: set[str] = set()
        for node_id, node in (await editor.flow())["nodes"].items():
            if node["kind"] in drawn:
                continue
            drawn.add(node["kind"])
            await person.page.evaluate(
                "id => { const { canvas } = __callweave.get(); canvas.reveal(id); canvas.select([id]); }",
                node_id,
            )
            await expect(editor.inspector).to_have_attribute("data-kind", node["kind"])
            await draw(f"editor-{node['kind']}")
        for panel in ("settings", "variables", "deleted"):
            await person.page.evaluate(
                "panel => globalThis.__callweave.set({ panel, panel_open: true, sheet: true })", panel
            )
            await expect(person.page.get_by_test_id(f"{panel}-panel")).to_be_visible()
            await draw(f"editor-{panel}")
        for key in ("palette", "help"):
            await person.page.evaluate("key => globalThis.__callweave.set({ [key]: true })", key)
            await expect(person.page.get_by_role("dialog")).to_be_visible()
            await draw(f"editor-{key}")
            await person.page.evaluate("key => globalThis.__callweave.set({ [key]: false })", key)
            await expect(person.page.get_by_role("dialog")).to_have_count(0)
        for dialog in ("save", "sign-in", "sign-out"):
            await person.page.evaluate("dialog => globalThis.__callweave.set({ dialog })", dialog)
            await expect(editor.dialog(dialog)).to_be_visible()
            await draw(f"editor-dialog-{dialog}")
        await person.page.evaluate("() => globalThis.__callweave.set({ dialog: '' })")
        person.wire.go_down()
        await editor.until(OFFLINE)
        await draw("editor-offline")
        person.wire.resume()
        await editor.until(SAVED)


@in_every_look
async def test_the_editor_of_a_viewer_with_a_teammate_and_in_trouble(
    own_server: Server, logins: Logins, enter: Enter, look: Look
) -> None:
    agent = own_server.import_agent(logins["Olga"], "Front desk at night")
    bob = await EditorPage(await enter(own_server, "Bob")).open(agent)
    await bob.select("n_talk")
    await bob.write("prompt", "Ask what it is about.")
    vic = await enter(own_server, "Vic", **look.options)
    watching = await EditorPage(vic).open(agent)
    await expect(watching.step("n_talk").get_by_test_id("ring")).to_be_visible()
    await drawer(vic, look)("editor-viewer-and-teammate")
    ann = await enter(own_server, "Ann", **look.options)
    editor = await EditorPage(ann).open(agent)
    with own_server.write_locked():
        await ann.page.evaluate(
            "() => { const { kit, session } = globalThis.__callweave.get();"
            " kit.setValue(session.doc, ['nodes', 'n_talk', 'name'], 'Talk it over'); }"
        )
        await editor.until(ERROR, 14)
        await drawer(ann, look)("editor-error")
    await editor.until(SAVED, 30)
