"""The API against its own OpenAPI document: whatever is sent, no accident, and no status or answer it does not tell."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from starlette.applications import Starlette

from app import wiring
from app.settings import Settings
from app.web.api.openapi import document
from app.web.headers import SecurityHeaders
from app.web.routes import routes
from tests.integration.people_world import ADDRESS, BROWSER, PASSWORD
from tests.integration.web_world import ORIGIN

# Without its security every request carries our own token and comes as far as it can.
SCHEMA = schemathesis.openapi.from_dict({**document(), "security": []})
SCHEMA.config.seed = 20_300_101
# A refusal is documented too, whatever the schema lets through; who may come in has its own tests.
NOT_ASKED = [positive_data_acceptance, ignored_auth]
UNHURRIED: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}
NUMBER = "+15550100100"


class Place:
    """A workspace behind the real program, with an agent, versions and a number for requests to hit."""

    def __init__(self, folder: Path) -> None:
        self.runner = asyncio.Runner()
        self.services = wiring.build(Settings(data_dir=folder))
        app = SecurityHeaders(Starlette(routes=routes()), https=False)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False, client=(ADDRESS, 50_000)),
            base_url=ORIGIN,
        )
        self.runner.run(self._found())

    def close(self) -> None:
        self.runner.run(self.client.aclose())
        self.runner.close()
        self.services.db.close()

    def answer(self, case: schemathesis.Case) -> httpx.Response:
        """Send what was generated."""
        return self.runner.run(self._answer(case))

    async def _found(self) -> None:
        people, flows = self.services.people, self.services.flows
        signed = await people.found_workspace(
            None, "Clinic", "Olga", "o@example.com", PASSWORD, ADDRESS, BROWSER
        )
        self.actor = signed.actor
        self.client.headers["Authorization"] = f"Bearer {await people.token_add(self.actor, 'robot')}"
        self.agent_id = (await flows.create_sample(self.actor)).id
        await self.services.versions.snapshot(self.actor, self.agent_id, "First")
        await self._there_again()

    async def _there_again(self) -> None:
        """Bring back what a request may have removed."""
        if self.agent_id in {each.id for each in await self.services.flows.deleted_agents(self.actor)}:
            await self.services.flows.recover(self.actor, self.agent_id)
        numbers = {each.number: each.id for each in await self.services.numbers.numbers(self.actor)}
        if NUMBER not in numbers:
            numbers[NUMBER] = (await self.services.numbers.add(self.actor, NUMBER)).id
            await self.services.numbers.assign(self.actor, numbers[NUMBER], self.agent_id)
        self.number_id = numbers[NUMBER]

    async def _answer(self, case: schemathesis.Case) -> httpx.Response:
        sent = requests.Request(**_request(case.as_transport_kwargs(base_url=ORIGIN))).prepare()
        response = await self.client.request(
            sent.method or "", sent.url or "", content=sent.body, headers=dict(sent.headers)
        )
        if case.method.upper() == "DELETE" and response.status_code == 204:
            await self._there_again()
        return response

    def aim(self, case: schemathesis.Case) -> None:
        """Point a request that is well formed at what is there."""
        known = {"agent_id": self.agent_id, "number_id": self.number_id, "number": 1}
        for name in case.path_parameters or {}:
            case.path_parameters[name] = known.get(name, case.path_parameters[name])
        if isinstance(case.body, dict) and "seen" in case.body:
            case.body = {**case.body, **self.runner.run(self._reviewed(case.body))}
        if isinstance(case.body, dict) and "name" in case.body:
            case.body = {**case.body, "name": f"Line {crc32(repr(case.body).encode())}"}

    async def _reviewed(self, body: dict[str, Any]) -> dict[str, Any]:
        version = 1 if body.get("version") else None
        review = await self.services.live.review(self.actor, self.agent_id, version)
        seen = {"state": review.status.state, "live_version": review.status.live_version}
        told = {"seen": seen, "reviewed_hash": review.hash, "version": version}
        return {name: value for name, value in told.items() if name in body}


def _request(kwargs: dict[str, Any]) -> dict[str, Any]:
    taken = ("method", "url", "headers", "params", "data", "json", "cookies", "files")
    return {name: value for name, value in kwargs.items() if name in taken}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("api"))
    yield made
    made.close()


def check(place: Place, case: schemathesis.Case) -> None:
    is_positive = case.meta is None or case.meta.generation.mode.is_positive
    if is_positive and crc32(repr((case.path_parameters, case.body)).encode()) % 4:
        place.aim(case)
    case.validate_response(place.answer(case), excluded_checks=NOT_ASKED)


@SCHEMA.parametrize()
@settings(max_examples=12, **UNHURRIED)
def test_the_document_tells_the_truth(case: schemathesis.Case, place: Place) -> None:
    check(place, case)


@pytest.mark.soak
@SCHEMA.parametrize()
@settings(max_examples=200, **UNHURRIED)
def test_the_document_tells_the_truth_for_long(case: schemathesis.Case, place: Place) -> None:
    check(place, case)
