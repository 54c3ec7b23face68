"""A program that speaks to ``/api/v1`` with somebody's token, as an operations script would."""

import json
import urllib.error
import urllib.request
from typing import Any

from app.kit.ids import new_id
from tests.harness.server import Login, Server

Json = dict[str, Any]
_numbers = iter(range(1000, 10_000))


class Refused(AssertionError):
    """The door said no: ``status`` and the ``error`` of the answer."""

    def __init__(self, status: int, error: Json) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.error = error


class Api:
    """The few calls that journeys and benchmarks need."""

    def __init__(self, server: Server, login: Login) -> None:
        self._server = server
        self._login = login

    def call(self, method: str, path: str, body: Json | None = None, key: str = "") -> Json:
        """Return the answer's JSON. Raises Refused."""
        headers = {"Authorization": f"Bearer {self._login.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{self._server.url}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers=headers | ({"Idempotency-Key": key} if key else {}),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise Refused(refusal.code, json.loads(refusal.read())["error"]) from None

    def status(self, agent_id: str) -> Json:
        """What is true of an agent now."""
        return self.call("GET", f"/agents/{agent_id}")

    def give_number(self, agent_id: str) -> str:
        """Add a number of the test's own and have it lead to the agent."""
        number = f"+1555010{next(_numbers)}"
        made = self.call("POST", "/numbers", {"number": number, "label": "Main line"})
        self.call("PUT", f"/numbers/{made['id']}/agent", {"agent_id": agent_id})
        return number

    def activate(self, agent_id: str, version: int | None = None) -> Json:
        """Review what would be live, and make it so."""
        query = "" if version is None else f"?version={version}"
        review = self.call("GET", f"/agents/{agent_id}/review{query}")
        asked = {"seen": seen(review["status"]), "reviewed_hash": review["hash"], "version": version}
        return self.call("POST", f"/agents/{agent_id}/activate", asked, new_id("key"))

    def publish(self, agent_id: str) -> Json:
        """Make the draft of an active agent live."""
        review = self.call("GET", f"/agents/{agent_id}/review")
        asked = {"seen": seen(review["status"]), "reviewed_hash": review["hash"]}
        return self.call("POST", f"/agents/{agent_id}/publish", asked, new_id("key"))

    def deactivate(self, agent_id: str) -> Json:
        """Take an agent off the line."""
        asked = {"seen": seen(self.status(agent_id))}
        return self.call("POST", f"/agents/{agent_id}/deactivate", asked, new_id("key"))


def seen(status: Json) -> Json:
    """What somebody who looks at this status has before their eyes."""
    return {"state": status["state"], "live_version": status["live_version"]}
