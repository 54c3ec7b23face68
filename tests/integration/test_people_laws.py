"""Laws that hold whatever people do, in whatever order: tried by random sequences against a plain model."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from app.errors import AppError
from app.people.actor import Actor
from app.people.roles import Role
from tests.integration.people_world import ADDRESS, BROWSER, PASSWORD, World

T = TypeVar("T")
ROLES = st.sampled_from(Role)


class Workspace(RuleBasedStateMachine):
    """Everybody does anything; ``roles`` is what the answers say everybody must be now."""

    actors = Bundle("actors")
    links = Bundle("links")
    cookies = Bundle("cookies")
    bearers = Bundle("bearers")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.new_event_loop()
        self.world = World(self.folder)
        self.number = 0
        self.roles: dict[str, Role] = {}
        self.emails: dict[str, str] = {}
        self.dead_cookies: set[str] = set()
        self.dead_bearers: set[str] = set()
        self.known_tokens: list[tuple[str, str]] = []

    def teardown(self) -> None:
        self.world.close()
        self.loop.close()
        shutil.rmtree(self.folder)

    def done(self, deed: Awaitable[T]) -> T:
        async def wait() -> T:
            return await deed

        return self.loop.run_until_complete(wait())

    def tried(self, deed: Awaitable[T]) -> T | None:
        """Do it, or be refused; anything else than a refusal is a fault."""
        try:
            return self.done(deed)
        except AppError:
            return None

    def _arrived(self, actor: Actor) -> None:
        self.roles[actor.user_id] = actor.role
        self.emails[actor.user_id] = actor.email

    def present(self, actor: Actor) -> Role | None:
        return self.roles.get(actor.user_id)

    @initialize(target=actors)
    def begin(self) -> Any:
        """One of each role, and a second owner, so that there is something to contend for."""
        first = self.done(self.world.found()).actor
        rest = [self.done(self.world.join(first, role, f"first-{role}@example.com")).actor for role in Role]
        for actor in (first, *rest):
            self._arrived(actor)
        return multiple(first, *rest)

    @rule(target=links, inviter=actors, role=ROLES)
    def invite(self, inviter: Actor, role: Role) -> Any:
        self.number += 1
        email = f"guest{self.number}@example.com"
        offered = self.tried(self.world.people.invite(inviter, email, role))
        if offered is None or offered.path is None:
            return multiple()
        mine = self.present(inviter)
        assert mine is not None, "somebody who is gone has invited"
        assert not role.is_above(mine), "an invitation above the inviter's role"
        return (offered.path.removeprefix("/invitation/"), inviter.user_id, role)

    @rule(target=actors, link=links)
    def join(self, link: tuple[str, str, Role]) -> Any:
        token, inviter, role = link
        joined = self.tried(self.world.people.accept_invitation(token, "Guest", PASSWORD, ADDRESS, BROWSER))
        if joined is None:
            return multiple()
        assert joined.actor.user_id not in self.roles, "one link, two members"
        assert inviter in self.roles, "the inviter is gone, the offer still stood"
        assert not joined.actor.role.is_above(self.roles[inviter]), "joined above the inviter's role"
        assert joined.actor.role is role
        self._arrived(joined.actor)
        return joined.actor

    @rule(doer=actors, whom=actors, role=ROLES)
    def set_role(self, doer: Actor, whom: Actor, role: Role) -> None:
        before, mine = self.present(whom), self.present(doer)
        try:
            self.done(self.world.people.set_role(doer, whom.user_id, role))
        except AppError:
            return
        assert before is not None
        assert mine is not None
        assert not role.is_above(mine), "gave a role above their own"
        assert not before.is_above(mine), "changed somebody above themselves"
        self.roles[whom.user_id] = role

    @rule(doer=actors, whom=actors)
    def remove(self, doer: Actor, whom: Actor) -> None:
        before, mine = self.present(whom), self.present(doer)
        try:
            self.done(self.world.people.remove_member(doer, whom.user_id))
        except AppError:
            return
        assert before is not None
        assert mine is not None
        assert not before.is_above(mine)
        del self.roles[whom.user_id]

    @rule(target=cookies, who=actors)
    def sign_in(self, who: Actor) -> Any:
        self.number += 1
        address = f"address {self.number}"
        signed = self.tried(
            self.world.people.sign_in(self.emails[who.user_id], PASSWORD, address, BROWSER, None)
        )
        assert (signed is not None) == (who.user_id in self.roles)
        return signed.token if signed else multiple()

    @rule(target=cookies, who=actors, previous=consumes(cookies))
    def sign_in_again(self, who: Actor, previous: str) -> str:
        self.number += 1
        address, email = f"address {self.number}", self.emails[who.user_id]
        signed = self.tried(self.world.people.sign_in(email, PASSWORD, address, BROWSER, previous))
        if signed is None:
            return previous
        self.dead_cookies.add(previous)
        return signed.token

    @rule(cookie=consumes(cookies))
    def sign_out(self, cookie: str) -> None:
        self.done(self.world.people.sign_out(cookie))
        self.dead_cookies.add(cookie)

    @rule(target=bearers, who=actors)
    def make_token(self, who: Actor) -> Any:
        if who.user_id not in self.roles:
            return multiple()
        secret = self.done(self.world.people.token_add(who, "robot"))
        made = self.done(self.world.people.tokens(who))
        newest = {token.id for token in made} - {token for _, token in self.known_tokens}
        (token_id,) = newest
        self.known_tokens.append((secret, token_id))
        return (secret, token_id)

    @rule(bearer=consumes(bearers))
    def revoke_token(self, bearer: tuple[str, str]) -> None:
        secret, token_id = bearer
        self.tried(self.world.people.token_revoke_any(token_id))
        self.dead_bearers.add(secret)

    @invariant()
    def the_database_agrees_and_an_owner_remains(self) -> None:
        accounts = self.done(self.world.people.list_users())
        assert {account.id: account.role for account in accounts} == self.roles
        assert Role.OWNER in self.roles.values(), "nobody owns the workspace"

    @invariant()
    def what_is_dead_stays_dead(self) -> None:
        for cookie in self.dead_cookies:
            assert self.done(self.world.people.actor_by_session(cookie)) is None
        for bearer in self.dead_bearers:
            assert self.done(self.world.people.actor_by_bearer(bearer)) is None


class LongerWorkspace(Workspace):
    """The same, for longer."""


def _tried(examples: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


TestWorkspace = Workspace.TestCase
TestWorkspace.settings = _tried(15)
TestLongerWorkspace = pytest.mark.soak(LongerWorkspace.TestCase)
TestLongerWorkspace.settings = _tried(150)
