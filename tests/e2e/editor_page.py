"""The editor as a person meets it: steps, panels, fields, the word in the toolbar."""

import json
import re
from typing import Any, Self

from playwright.async_api import Locator, Page, expect

from tests.harness.browser import Person
from tests.harness.flows import Json
from tests.harness.wait import NeverHappened, eventually

SAVED, UNSAVED, SAVING, ERROR, OFFLINE = "saved", "unsaved", "saving", "error", "offline"
SYNC_SECONDS = 15
_FLOW = """() => {
  const { kit, session } = globalThis.__callweave.get();
  return kit.project(session.doc, session.spec);
}"""
_RECORD_WORDS = """() => {
  globalThis.__words = [globalThis.__callweave.get().save];
  globalThis.__callweave.sub(() => {
    const { save } = globalThis.__callweave.get();
    if (save !== globalThis.__words.at(-1)) globalThis.__words.push(save);
  });
}"""


class EditorPage:
    """One person's editor. ``flow`` and ``ui`` are read from the page's memory; all else is done by hand."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.agent_id = ""

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def name(self) -> str:
        return self.person.login.name

    async def open(self, agent_id: str) -> Self:
        """Open the agent and wait until its flow is here and drawn."""
        self.agent_id = agent_id
        await self.page.goto(f"/agents/{agent_id}")
        return await self.ready()

    async def ready(self) -> Self:
        """Wait until the flow is synced and on the screen."""
        await eventually(lambda: self.ui("synced"), f"{self.name}'s first sync", SYNC_SECONDS)
        await expect(self.step("start")).to_be_visible()
        await eventually(lambda: self.ui_has("kit"), f"{self.name}'s editor", SYNC_SECONDS)
        return self

    async def ui(self, key: str) -> Any:
        return await self.person.ui(key)

    async def ui_has(self, key: str) -> bool:
        return bool(await self.page.evaluate("key => Boolean(globalThis.__callweave?.get()[key])", key))

    async def flow(self) -> Json:
        """The flow as this browser projects it."""
        return dict(await self.page.evaluate(_FLOW))

    async def node(self, node_id: str) -> Json | None:
        return (await self.flow())["nodes"].get(node_id)

    async def value(self, node_id: str, field: str) -> Any:
        node = await self.node(node_id)
        return None if node is None else node["fields"].get(field)

    async def sees(self, node_id: str, field: str, value: Any, seconds: float = 10) -> None:
        """Wait until this browser's flow has that value there."""

        async def look() -> bool:
            return await self.value(node_id, field) == value

        await eventually(look, f"{self.name} seeing {node_id}.{field} = {str(value)[:60]!r}", seconds)

    def step(self, node_id: str) -> Locator:
        return self.page.locator(f'.react-flow__node[data-id="{node_id}"]')

    async def select(self, node_id: str) -> Locator:
        """Click a step and return the inspector once it shows that step."""
        await self.step(node_id).locator(".cw-card-head").click()
        await eventually(lambda: self._selected(node_id), f"selection of {node_id}")
        await expect(self.inspector).to_be_visible()
        return self.inspector

    async def _selected(self, node_id: str) -> bool:
        return await self.ui("id") == node_id

    @property
    def inspector(self) -> Locator:
        return self.page.get_by_test_id("inspector")

    def field(self, mark: str) -> Locator:
        return self.page.locator(f'[data-flow-field="{mark}"]')

    def row(self, mark: str) -> Locator:
        return self.page.locator(f'[data-field-row="{mark}"]')

    def prose(self, mark: str) -> Locator:
        return self.row(mark).locator(".cm-content")

    async def write(self, mark: str, text: str) -> None:
        """Type at the end of a prose field."""
        await self.prose(mark).click()
        await self.page.keyboard.press("Control+End")
        await self.page.keyboard.type(text)

    async def panel(self, name: str) -> Locator:
        """Open the panel "settings", "variables" or "deleted"."""
        panel = self.page.get_by_test_id(f"{name}-panel")
        if not await panel.is_visible():
            await self.page.get_by_test_id(f"panel-{name}").click()
        await expect(panel).to_be_visible()
        return panel

    async def add_by_click(self, kind: str) -> str:
        """Add a step from the palette; return its id."""
        before = set((await self.flow())["nodes"])
        await self.page.get_by_test_id("palette").locator(f'[data-kind="{kind}"]').click()
        return await self._new_node(before)

    async def add_by_drag(self, kind: str, x: int, y: int) -> str:
        """Drag a step from the palette to a place of the canvas; return its id."""
        before = set((await self.flow())["nodes"])
        entry = self.page.get_by_test_id("palette").locator(f'[data-kind="{kind}"]')
        await entry.drag_to(self.page.locator(".react-flow__pane"), target_position={"x": x, "y": y})
        return await self._new_node(before)

    async def _new_node(self, before: set[str]) -> str:
        async def look() -> set[str]:
            return set((await self.flow())["nodes"]) - before

        return (await eventually(look, "a new step")).pop()

    async def connect(self, source: str, port: str, target: str) -> None:
        """Draw an edge with the mouse."""
        await self.page.locator(f'[data-testid="port"][data-node-id="{source}"][data-port="{port}"]').hover()
        await self.page.mouse.down()
        place = await self.page.locator(f'[data-testid="target"][data-node-id="{target}"]').bounding_box()
        assert place is not None, f"{target} takes no edge"
        middle = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        await self.page.mouse.move(*middle, steps=5)
        await self.page.mouse.up()

    async def drag_step(self, node_id: str, right: int, down: int) -> None:
        """Move a step by so many pixels with the mouse."""
        head = await self.step(node_id).locator(".cw-card-head").bounding_box()
        assert head is not None
        x, y = head["x"] + head["width"] / 2, head["y"] + head["height"] / 2
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        await self.page.mouse.move(x + right, y + down, steps=8)
        await self.page.mouse.up()

    async def delete(self, node_id: str) -> None:
        """Select a step and press Delete."""
        await self.select(node_id)
        await self.page.locator(".react-flow__pane").press("Delete")
        await expect(self.step(node_id)).to_have_count(0)

    async def recover(self, node_id: str) -> None:
        """Bring a deleted step back from the panel."""
        await self.panel("deleted")
        await self.page.locator(f'[data-deleted="{node_id}"]').get_by_test_id("recover-step").click()
        await expect(self.step(node_id)).to_be_visible()

    @property
    def status(self) -> Locator:
        return self.page.get_by_test_id("save-status")

    async def until(self, save: str, seconds: float = 15) -> None:
        """Wait until the toolbar says so."""
        await expect(self.status).to_have_attribute("data-save", save, timeout=seconds * 1000)

    async def save_state(self) -> str:
        return str(await self.status.get_attribute("data-save"))

    async def record_words(self) -> None:
        """Begin to write down every state the toolbar goes through."""
        await self.page.evaluate(_RECORD_WORDS)

    async def words(self) -> list[str]:
        return list(await self.page.evaluate("() => globalThis.__words"))

    async def press_save(self) -> None:
        await self.page.keyboard.press("Control+s")

    async def undo(self) -> None:
        await self.page.keyboard.press("Control+z")

    async def redo(self) -> None:
        await self.page.keyboard.press("Control+Shift+z")

    def banner(self, name: str) -> Locator:
        """The line "offline", "refusal", "backup", "quarantine" or "recovered" above the canvas."""
        return self.page.get_by_test_id(f"banner-{name}")

    def dialog(self, name: str) -> Locator:
        """The dialog "save", "sign-in" or "sign-out"."""
        return self.page.get_by_test_id(f"dialog-{name}")

    async def sign_out(self) -> None:
        """Choose "Sign out" in one's own menu."""
        await self.page.get_by_role("button", name="Your account").click()
        await self.page.get_by_role("menuitem", name="Sign out").click()

    async def people(self) -> set[str]:
        """The names of the avatars."""
        circles = self.page.get_by_test_id("people").get_by_role("img")
        labels = await circles.evaluate_all("circles => circles.map((one) => one.getAttribute('aria-label'))")
        return {label.removesuffix(" (you)") for label in labels}

    async def sees_people(self, *names: str, seconds: float = 10) -> None:
        seen: set[str] = set()

        async def look() -> bool:
            nonlocal seen
            seen = await self.people()
            return seen == set(names)

        try:
            await eventually(look, f"{self.name} seeing {sorted(names)}", seconds)
        except NeverHappened as late:
            raise AssertionError(f"{late}; who is there: {sorted(seen)}") from late

    async def fill(self, mark: str, spec: Json) -> Any:
        """Give the field at ``mark`` a value that differs from its default, by hand; return that value."""
        return await getattr(self, f"_fill_{spec['type']}")(mark, spec)

    async def _fill_prose(self, mark: str, spec: Json) -> str:
        await self.write(mark, f"About {spec['name']}.")
        return f"About {spec['name']}."

    async def _fill_line(self, mark: str, spec: Json) -> str:
        await self.field(mark).fill(f"my {spec['name']}")
        return f"my {spec['name']}"

    async def _fill_number(self, mark: str, spec: Json) -> float:
        value = spec["maximum"] if spec["maximum"] != spec["default"] else spec["minimum"]
        await self.field(mark).fill(f"{value:g}")
        return float(value)

    async def _fill_toggle(self, mark: str, spec: Json) -> bool:
        await self.field(mark).click()
        return not spec["default"]

    async def _fill_choice(self, mark: str, spec: Json) -> str:
        option = next(one for one in spec["options"] if one["value"] != spec["default"])
        await self.field(mark).click()
        await self.page.get_by_role("option", name=option["label"], exact=True).click()
        return str(option["value"])

    async def _fill_several(self, mark: str, spec: Json) -> list[str]:
        option = next(one["value"] for one in spec["options"] if one["value"] not in spec["default"])
        await self.field(mark).locator(f'[data-option="{option}"]').click()
        return [*spec["default"], option]

    async def _fill_time(self, mark: str, spec: Json) -> str:
        await self.field(mark).fill("11:45")
        return "11:45"

    async def _fill_items(self, mark: str, spec: Json) -> list[Json]:
        """Add one entry and fill every field of it that is shown."""
        rows = self.page.locator(f'[data-items="{mark}"] [data-item]')
        at = await rows.count()
        await self.page.locator(f'[data-add="{mark}"]').click()
        await expect(rows).to_have_count(at + 1)
        entry = {}
        for sub in spec["item"]:
            if sub["shown_if"] is None:
                entry[sub["name"]] = await self.fill(f"{mark}.{at}.{sub['name']}", sub)
        return [{**_blank(spec)}] * at + [entry]


def _blank(spec: Json) -> Json:
    return {sub["name"]: sub["default"] for sub in spec["item"] if sub["shown_if"] is None}


def without_ids(value: Any, spec: Json) -> Any:
    """The entries of a list field without their ids and without fields that are hidden, for comparison."""
    if spec["type"] != "items":
        return value
    names = set(_blank(spec))
    return [{k: v for k, v in entry.items() if k in names} for entry in json.loads(json.dumps(value))]


def clock_free(words: str) -> str:
    """A status text without its time."""
    return re.sub(r" · .*", "", words)
