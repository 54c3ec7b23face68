"""Random lives of one flow: real Yjs browsers, a room that dies and comes back, and what must be equal at the end."""

import random
from collections import deque
from typing import Any

from app.collab import compaction
from app.flows import document, sample
from app.flows.nodes import client_spec
from tests.harness.node_peer import Peers
from tests.harness.room_world import World, editor

WORDS = ("Hello", "é", "🙂", " the clinic ", "x", "\n", "{{name}}", "Thank you. ")
PROSE = ("greeting_message", "prompt", "farewell_message", "transfer_message")


class Browser:
    """One tab: its Yjs document in Node, its user, and its connection, if it has one."""

    def __init__(self, name: str, user_id: str) -> None:
        self.name = name
        self.user_id = user_id
        self.line: int | None = None
        self.outgoing: deque[bytes] = deque()


class Life:
    """One seed."""

    def __init__(self, seed: int, peers: Peers) -> None:
        self.chance = random.Random(seed)
        self.peers = peers
        self.world = World(document.build(sample.sample()))
        self.nodes = list(sample.sample().nodes)
        self.browsers: list[Browser] = []
        self.log: list[str] = []
        self._made = 0

    async def open(self, user_id: str, copy: bytes = b"") -> Browser:
        """Open a tab, from what the last one left in its storage if given."""
        self._made += 1
        browser = Browser(f"b{self._made}", user_id)
        await self.peers.open(browser.name, copy=copy)
        self.browsers.append(browser)
        await self.connect(browser)
        return browser

    async def connect(self, browser: Browser) -> None:
        """Connect a tab that has no connection."""
        browser.line = self.world.connect(editor(browser.user_id))
        browser.outgoing = deque(await self.peers.hello(browser.name))

    async def step(self) -> None:
        """Do one random thing."""
        things = {
            self._edit: 40, self._deliver: 40, self._undo: 6, self._redo: 3, self._wait: 6, self._cut: 3,
            self._hold: 3, self._crash_tab: 2, self._kill_before_commit: 1, self._kill_after_commit: 1,
        }  # fmt: skip
        thing = self.chance.choices(list(things), list(things.values()))[0]
        self.log.append(thing.__name__)
        await thing()
        self._check_closes()

    async def settle(self) -> None:
        """Everybody is online, everything arrives."""
        self.world.release()
        for _ in range(200):
            for browser in self.browsers:
                if browser.line is None:
                    await self.connect(browser)
            moved = [await self._move(browser) for browser in self.browsers]
            self.world.wait(0.2)
            self._check_closes()
            if not any(moved) and not any(self._waiting(browser) for browser in self.browsers):
                return
        raise AssertionError("the network never came to rest")

    async def check(self) -> None:
        """Every replica is equal to every other and to what the database holds."""
        self.world.wait(30)
        looks = [await self.peers.look(browser.name) for browser in self.browsers]
        for look in looks[1:]:
            assert look == looks[0]
        assert not looks[0]["pending"]
        stored = self.world.load()
        assert not stored.rows, "the merge was not stored"
        fresh = await self._fresh(stored.state)
        assert fresh["json"] == looks[0]["json"]
        assert fresh["vector"] == looks[0]["vector"]
        assert fresh["deleted"] == looks[0]["deleted"]
        graph = document.read(compaction.load(stored.state, ()))
        assert stored.hash == graph.content_hash()
        flow = await self.peers.project(self.browsers[0].name, client_spec())
        assert flow == graph.to_json()
        for edge in graph.edges.values():
            assert edge.source in graph.nodes
            assert edge.target in graph.nodes
        assert sum(node.kind == "start" for node in graph.nodes.values()) == 1

    # What may happen

    async def _edit(self) -> None:
        browser = self.chance.choice(self.browsers)
        edits = [self._random_edit() for _ in range(self.chance.choice((1, 1, 1, 3)))]
        browser.outgoing.extend(await self.peers.edit(browser.name, *edits))

    async def _undo(self) -> None:
        browser = self.chance.choice(self.browsers)
        browser.outgoing.extend(await self.peers.undo(browser.name))

    async def _redo(self) -> None:
        browser = self.chance.choice(self.browsers)
        browser.outgoing.extend(await self.peers.redo(browser.name))

    async def _deliver(self) -> None:
        await self._move(self.chance.choice(self.browsers), self.chance.randint(1, 6))

    async def _wait(self) -> None:
        self.world.wait(self.chance.choice((0.01, 1.0, 3.0, 12.0)))

    async def _hold(self) -> None:
        if self.world.holds_commits:
            self.world.release()
        else:
            self.world.holds_commits = True

    async def _cut(self) -> None:
        browser = self.chance.choice(self.browsers)
        if browser.line is None:
            await self.connect(browser)
        else:
            self.world.cut(browser.line)
            browser.line = None
            browser.outgoing.clear()

    async def _crash_tab(self) -> None:
        browser = self.chance.choice(self.browsers)
        copy = await self.peers.copy(browser.name)
        if browser.line is not None:
            self.world.cut(browser.line)
        self.browsers.remove(browser)
        await self.peers.close(browser.name)
        await self.open(browser.user_id, copy)

    async def _kill_before_commit(self) -> None:
        self._restart()

    async def _kill_after_commit(self) -> None:
        for effect in self.world.held:
            self.world.append(effect)
        self._restart()

    # How

    def _restart(self) -> None:
        self.world.restart()
        for browser in self.browsers:
            browser.line = None
            browser.outgoing.clear()

    async def _move(self, browser: Browser, most: int = 1000) -> bool:
        """Carry frames both ways; return whether there were any."""
        if browser.line is None:
            return False
        moved = 0
        while moved < most and self._waiting(browser):
            moved += 1
            inbox = self.world.lines[browser.line].inbox
            if inbox and (not browser.outgoing or self.chance.random() < 0.5):
                browser.outgoing.extend(await self.peers.receive(browser.name, inbox.popleft()))
            else:
                self.world.send(browser.line, browser.outgoing.popleft())
        return moved > 0

    def _waiting(self, browser: Browser) -> bool:
        if browser.line is None:
            return False
        return bool(browser.outgoing) or bool(self.world.lines[browser.line].inbox)

    def _check_closes(self) -> None:
        for browser in self.browsers:
            if browser.line is not None and (closed := self.world.lines[browser.line].closed):
                raise AssertionError(f"an honest browser was closed: {closed}")

    async def _fresh(self, state: bytes) -> dict[str, Any]:
        await self.peers.open("fresh", copy=state)
        try:
            return await self.peers.look("fresh")
        finally:
            await self.peers.close("fresh")

    def _random_edit(self) -> dict[str, Any]:
        pick = self.chance.choice
        node, other = pick(self.nodes), pick(self.nodes)
        text = {"path": ["nodes", node, pick(PROSE)], "position": self.chance.randrange(500)}
        kinds: list[dict[str, Any]] = [
            {"op": "insert", **text, "text": pick(WORDS)},
            {"op": "insert", **text, "text": pick(WORDS)},
            {"op": "cut", **text, "length": self.chance.randint(1, 12)},
            {"op": "set", "path": ["nodes", node, "name"], "value": pick(WORDS)},
            {"op": "set", "path": ["layout", node], "value": {"x": self.chance.randrange(900), "y": 7.5}},
            {
                "op": "set",
                "path": ["edges", f"e_{self.chance.randrange(30)}"],
                "value": self._edge(node, other),
            },
            {"op": "remove", "path": ["edges", f"e_{self.chance.randrange(30)}"]},
            {"op": "set", "path": ["settings", "language"], "value": pick(("en-GB", "en-US"))},
            {"op": "insert", "path": ["settings", "system_prompt"], "position": 3, "text": pick(WORDS)},
            self._new_node(),
        ]
        if node != "start":
            kinds.append({"op": "set", "path": ["nodes", node, "deleted"], "value": {"by": "us", "at": 1}})
            kinds.append({"op": "remove", "path": ["nodes", node, "deleted"]})
        return pick(kinds)

    def _new_node(self) -> dict[str, Any]:
        node_id = f"n_{self.chance.randrange(40)}"
        if node_id not in self.nodes:
            self.nodes.append(node_id)
        values = {"kind": "conversation", "name": "New", "mode": "prompt"}
        prose = {"prompt": "Say", "static_message": ""}
        return {
            "op": "map",
            "path": ["nodes", node_id],
            "values": values,
            "prose": prose,
            "items": ["transitions"],
        }

    def _edge(self, source: str, target: str) -> dict[str, str]:
        return {"source": source, "port": self.chance.choice(("out", "default", "success")), "target": target}
