"""P10 and P11: founding, inviting, signing in and out, through the real pages and forms."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Enter, Logins
from tests.e2e.editor_page import EditorPage
from tests.harness.browser import People, Person
from tests.harness.server import PASSWORD, Login, Server

NEWCOMER = Login("Nora", "nora@example.com", "owner", "a quiet harbour lane")


async def _submit(page: Page, button: str, **fields: str) -> None:
    for name, value in fields.items():
        await page.locator(f'[name="{name}"]').fill(value)
    await page.get_by_role("button", name=button, exact=True).click()


async def _sign_in(person: Person, password: str = PASSWORD) -> None:
    await person.page.goto("/sign-in")
    await _submit(person.page, "Sign in", email=person.login.email, password=password)


async def test_p10_the_setup_link_founds_the_workspace_with_its_sample_and_opens_once(
    tmp_path: Path, crowd: People
) -> None:
    server = Server(tmp_path / "fresh").start()
    try:
        link = server.setup_link()
        path = link[link.index("/setup") :]
        async with crowd.person(server, NEWCOMER) as nora, crowd.person(server, NEWCOMER) as late:
            nora.expects("403|404|409|410|422")
            await nora.page.goto(path)
            await _submit(
                nora.page, "Create workspace", workspace_name="Harbour Lane", name=NEWCOMER.name,
                email=NEWCOMER.email, password=NEWCOMER.password,
            )  # fmt: skip
            await expect(nora.page).to_have_url(re.compile("/agents/?$"))
            await nora.page.get_by_role("link", name="Front desk").click()
            await nora.page.wait_for_url("**/agents/ag_*")
            editor = await EditorPage(nora).ready()
            nodes = (await editor.flow())["nodes"].values()
            assert len(nodes) >= 10
            kinds = {
                "start",
                "conversation",
                "extract",
                "if_else",
                "api_request",
                "transfer",
                "booking",
                "end_call",
            }
            assert {node["kind"] for node in nodes} == kinds
            await late.page.goto(path)
            await expect(late.page.get_by_role("link", name="Go to sign-in")).to_be_visible()
            await expect(late.page.get_by_role("button", name="Create workspace")).to_have_count(0)
    finally:
        server.kill()


async def test_p10_a_wrong_password_is_refused_with_a_sentence_and_the_right_one_signs_in(
    shared_server: Server, enter: Enter
) -> None:
    paul = await enter(shared_server, "Paul", signed_in=False)
    await paul.page.goto("/agents")
    await expect(paul.page).to_have_url(re.compile("/sign-in"))
    await _sign_in(paul, "not the password")
    await expect(paul.page.get_by_role("alert")).to_be_visible()
    await expect(paul.page.locator('[name="email"]')).to_have_value(paul.login.email)
    await _submit(paul.page, "Sign in", email=paul.login.email, password=PASSWORD)
    await expect(paul.page).to_have_url(re.compile("/agents/?$"))


async def test_p10_signing_out_ends_the_session(shared_server: Server, enter: Enter) -> None:
    paul = await enter(shared_server, "Paul", signed_in=False)
    paul.expects("401")
    await _sign_in(paul)
    await expect(paul.page).to_have_url(re.compile("/agents/?$"))
    await paul.page.get_by_role("button", name="Your account").click()
    await paul.page.get_by_role("menuitem", name="Sign out").click()
    await expect(paul.page).to_have_url(re.compile("/sign-in"))
    answer = await paul.context.request.get(f"{shared_server.url}/auth/me")
    assert answer.status == 401


async def test_p10_an_invitation_brings_one_person_in_once(
    shared_server: Server, enter: Enter, crowd: People
) -> None:
    ada = await enter(shared_server, "Ada")
    await ada.page.goto("/members")
    await ada.page.get_by_role("button", name="Invite").click()
    await ada.page.locator("#invite-email").fill("ina@example.com")
    await ada.page.locator("#invite-role").select_option("viewer")
    await ada.page.get_by_role("button", name="Make link").click()
    link = ada.page.get_by_role("dialog").locator("code")
    await expect(link).to_contain_text("/invitation/")
    address = await link.inner_text()
    path = address[address.index("/invitation/") :]
    ina = Login("Ina", "ina@example.com", "viewer", "a quiet harbour lane")
    async with crowd.person(shared_server, ina) as person, crowd.person(shared_server, ina) as late:
        await person.page.goto(path)
        await _submit(person.page, "Join", name="Ina", password=ina.password)
        await expect(person.page).to_have_url(re.compile("/agents/?$"))
        await expect(person.page.get_by_text("viewer", exact=True).first).to_be_visible()
        await late.page.goto(path)
        await expect(late.page.get_by_text("This link does not open")).to_be_visible()


@pytest.mark.parametrize("name", ["Vic", "Ann"])
async def test_p10_members_is_for_those_who_may_manage_them(
    shared_server: Server, enter: Enter, name: str
) -> None:
    person = await enter(shared_server, name)
    await person.page.goto("/agents")
    await expect(person.page.get_by_role("button", name="Your account")).to_be_visible()
    await expect(person.page.get_by_role("link", name="Members")).to_have_count(0)
    await person.page.goto("/members")
    await expect(person.page.get_by_text(re.compile("The members cannot be shown"))).to_be_visible()


async def test_p10_a_changed_password_ends_the_other_browsers(own_server: Server, enter: Enter) -> None:
    here, there = await enter(own_server, "Paul"), await enter(own_server, "Paul")
    there.expects("401")
    await here.page.goto("/account")
    await _submit(here.page, "Change password", old_password=PASSWORD, new_password="another harbour lane")
    await expect(here.page.get_by_text("Your password is changed.")).to_be_visible()
    assert (await here.context.request.get(f"{own_server.url}/auth/me")).ok
    assert (await there.context.request.get(f"{own_server.url}/auth/me")).status == 401


async def test_p10_agents_are_made_renamed_deleted_and_brought_back(
    shared_server: Server, logins: Logins, enter: Enter
) -> None:
    ann = await enter(shared_server, "Ann")
    shared_server.import_agent(logins["Olga"], "Somebody is here already")
    await ann.page.goto("/agents")
    await ann.page.get_by_role("button", name="New agent").click()
    await ann.page.locator("#agent-name").fill("Night desk")
    await ann.page.get_by_role("button", name="Create agent").click()
    await ann.page.wait_for_url("**/agents/ag_*")
    await EditorPage(ann).ready()
    agent = ann.page.url.rsplit("/", 1)[1]
    await ann.page.goto("/agents")
    row = ann.page.locator(f'[data-row="{agent}"]')
    await expect(row).to_contain_text("Night desk")
    await row.get_by_role("button", name="More for").click()
    await ann.page.get_by_role("menuitem", name="Delete").click()
    await expect(row).to_have_count(0)
    await ann.page.get_by_role("button", name="Undo", exact=True).click()
    await expect(row).to_contain_text("Night desk")
    await expect(row).to_contain_text(re.compile("draft", re.IGNORECASE))


async def test_p11_another_workspaces_or_no_agent_is_not_found(shared_server: Server, enter: Enter) -> None:
    ann = await enter(shared_server, "Ann")
    ann.expects("404", "WebSocket")
    await ann.page.goto("/agents/ag_0000000000000000")
    await expect(ann.page.get_by_text("There is no such agent.")).to_be_visible()
