"""``/api/v1`` for tests: how to knock at each door, and an agent that is ready to go live."""

from typing import Any

from pycrdt import Doc, Map

from app.db.tx import Tx
from app.kit.ids import new_id
from app.people.values import SignedIn
from app.web.api.doors import API
from app.web.door import KEY_HEADER
from tests.integration.web_world import WebWorld

HASH = "0" * 64
DRAFT = {"state": "draft", "live_version": None}
AGENT = f"{API}/agents/{{agent_id}}"
NUMBER = f"{API}/numbers/{{number_id}}"
REFUSED_INSIDE = (404, 409, 422)
"""What a door answers, once it let somebody in, where the agent is not in the state that the deed asks for."""


def _switch(**body: Any) -> dict[str, Any]:
    return {
        "json": {"seen": DRAFT, **body},
        "headers": {KEY_HEADER: "a-key"},
        "answers": REFUSED_INSIDE,
    }


API_KNOCKS: dict[tuple[str, str], dict[str, Any]] = {
    ("GET", f"{API}/openapi.json"): {},
    ("GET", f"{API}/agents"): {},
    ("POST", f"{API}/agents"): {"json": {"name": "Night line"}},
    ("GET", f"{API}/deleted-agents"): {},
    ("DELETE", f"{API}/deleted-agents/{{agent_id}}"): {"answers": (409,)},
    ("GET", AGENT): {},
    ("PATCH", AGENT): {"json": {"name": "Day line"}},
    ("DELETE", AGENT): {},
    ("POST", f"{AGENT}/recover"): {"answers": (404,)},
    ("GET", f"{AGENT}/findings"): {},
    ("GET", f"{AGENT}/checklist"): {},
    ("POST", f"{AGENT}/checklist/{{line}}/tick"): {"json": {"part": "x"}, "answers": REFUSED_INSIDE},
    ("DELETE", f"{AGENT}/checklist/{{line}}/tick"): {"params": {"part": "x"}, "answers": REFUSED_INSIDE},
    ("GET", f"{AGENT}/review"): {},
    ("POST", f"{AGENT}/activate"): _switch(reviewed_hash=HASH),
    ("POST", f"{AGENT}/publish"): _switch(reviewed_hash=HASH),
    ("POST", f"{AGENT}/deactivate"): _switch(),
    ("POST", f"{AGENT}/roll-back"): _switch(version=1),
    ("GET", f"{AGENT}/limits"): {},
    ("PUT", f"{AGENT}/limits"): {"json": {"concurrent_calls": 4, "calls_per_day": None}},
    ("GET", f"{AGENT}/versions"): {},
    ("POST", f"{AGENT}/versions"): {"json": {"name": "Before Easter"}},
    ("GET", f"{AGENT}/versions/{{number}}"): {},
    ("PATCH", f"{AGENT}/versions/{{number}}"): {"json": {"name": "Before Easter"}},
    ("GET", f"{AGENT}/versions/{{number}}/export"): {},
    ("POST", f"{AGENT}/versions/{{number}}/restore"): {},
    ("GET", f"{AGENT}/compare"): {"params": {"older": "1", "newer": "draft"}},
    ("GET", f"{AGENT}/history"): {},
    ("GET", f"{API}/numbers"): {},
    ("POST", f"{API}/numbers"): {"json": {"number": "+1 555 010 0100", "label": "Front"}},
    ("PATCH", NUMBER): {"json": {"label": "Night"}},
    ("PUT", f"{NUMBER}/agent"): {"json": {"agent_id": None}},
    ("DELETE", NUMBER): {},
    ("GET", f"{API}/inbox"): {},
    ("POST", f"{API}/inbox/seen"): {"json": {"number": 0}},
    ("GET", f"{API}/audit"): {},
}


class Program:
    """Somebody's program on the API: says what it sent was answered with, and how an agent is made ready."""

    def __init__(self, world: WebWorld, signed: SignedIn, bearer: str) -> None:
        self.world, self.signed = world, signed
        self.client = world.program(bearer)

    @classmethod
    async def of(cls, world: WebWorld, signed: SignedIn) -> "Program":
        return cls(world, signed, await world.people.token_add(signed.actor, "robot"))

    async def ask(self, method: str, path: str, status: int = 200, **how: Any) -> Any:
        """Send a request to a path of the API, insist on the status, and return the answer's JSON."""
        answer = await self.client.request(method, f"{API}{path}", **how)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, status: int, **how: Any) -> Any:
        """Send a request, insist on the refusal's status and shape, and return the error."""
        error = (await self.ask(method, path, status, **how))["error"]
        assert error["message"].endswith((".", "…")), error
        return error

    async def switch(self, agent_id: str, verb: str, key: str, status: int = 200, **body: Any) -> Any:
        """Ask for one of the four switches, with a key."""
        how: dict[str, Any] = {"json": body, "headers": {KEY_HEADER: key}}
        return await self.ask("POST", f"/agents/{agent_id}/{verb}", status, **how)

    async def agent(self, name: str = "Front desk", number: str = "+1 555 010 0100") -> str:
        """Make the sample agent, ready to go live: with a number, and every line ticked that people tick."""
        made = await self.world.flows.create_sample(self.signed.actor)
        await self.ask("PATCH", f"/agents/{made.id}", json={"name": name})
        bought = await self.ask("POST", "/numbers", 201, json={"number": number})
        await self.ask("PUT", f"/numbers/{bought['id']}/agent", json={"agent_id": made.id})
        await self.tick(made.id)
        return made.id

    async def tick(self, agent_id: str) -> None:
        """Tick every line that people tick and that nobody has."""
        for line in (await self.ask("GET", f"/agents/{agent_id}/checklist"))["lines"]:
            if line["ticked"] and line["state"] == "failing":
                path = f"/agents/{agent_id}/checklist/{line['id']}/tick"
                await self.ask("POST", path, json={"part": line["part"]})

    async def reviewed(self, agent_id: str, **query: Any) -> dict[str, Any]:
        """Return what to send back after a review: what was seen, and the hash."""
        review = await self.ask("GET", f"/agents/{agent_id}/review", params=query)
        status = review["status"]
        seen = {"state": status["state"], "live_version": status["live_version"]}
        return {"seen": seen, "reviewed_hash": review["hash"]}

    async def live(self, agent_id: str) -> dict[str, Any]:
        """Make the draft live, for the first time or again, and return what the switch told."""
        return await self.switch(agent_id, "activate", new_id("key"), **await self.reviewed(agent_id))

    async def edit(self, agent_id: str, language: str) -> None:
        """Write into the draft, as somebody in the editor would."""

        def work(tx: Tx) -> None:
            documents = self.world.documents
            doc: Doc[Any] = Doc()
            doc.apply_update(documents.read(tx, agent_id))
            before = doc.get_state()
            doc.get("settings", type=Map)["language"] = language
            update = doc.get_update(before)
            documents.write(tx, agent_id, self.signed.actor.user_id, update, [("settings", "language")])

        await self.world.db.write(work)
