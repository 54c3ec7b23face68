"""The account page: one's own open sessions and API tokens. The password form posts to the web door."""

from dataclasses import dataclass
from typing import Any

from app.people.actor import Actor
from app.people.roles import Permission
from app.people.values import OpenSession, Token
from app.services import services
from state.browsers import browser_name
from state.door import door
from state.forms import text
from state.notices import done
from state.once import shown_once
from state.problems import sentence_of
from state.session import SessionState
from state.times import iso


@dataclass(frozen=True)
class SessionRow:
    """One browser in which this account is signed in."""

    id: str
    browser: str
    address: str
    last_seen_at: str
    created_at: str
    is_this_one: bool


@dataclass(frozen=True)
class TokenRow:
    """One API token, without its secret."""

    id: str
    label: str
    created_at: str
    last_used_at: str


class AccountState(SessionState):
    """What the account page shows. ``secret`` is the token just made, shown this once."""

    sessions: list[SessionRow] = []
    tokens: list[TokenRow] = []
    ready: bool = False
    problem: str = ""
    password_problem: str = ""
    password_changed: bool = False
    refusal: str = ""
    secret: str = ""

    get_delta = shown_once("secret")

    @door(Permission.OWN_ACCOUNT, problem="problem")
    async def load(self, who: Actor) -> None:
        """Read everything."""
        asked = self.router.url.query_parameters
        self.password_problem = sentence_of(asked.get("problem", ""))
        self.password_changed = asked.get("done", "") == "password"
        self.refusal = self.secret = self.problem = ""
        await self._read(who)

    @door(Permission.OWN_ACCOUNT)
    async def revoke_session(self, who: Actor, session_id: str) -> None:
        """Sign another browser out."""
        await services().people.revoke_session(who, session_id)
        await self._read(who)
        self.notice = done("That browser is signed out.")

    @door(Permission.OWN_ACCOUNT)
    async def sign_out_elsewhere(self, who: Actor) -> None:
        """Sign every other browser out."""
        await services().people.sign_out_elsewhere(who)
        await self._read(who)
        self.notice = done("Signed out everywhere else.")

    @door(Permission.OWN_ACCOUNT, problem="refusal")
    async def add_token(self, who: Actor, form: dict[str, Any]) -> None:
        """Make an API token and show its secret."""
        self.refusal = ""
        self.secret = await services().people.token_add(who, text(form, "label"))
        await self._read(who)

    @door(Permission.OWN_ACCOUNT)
    async def close_token(self, who: Actor) -> None:
        """Forget the secret: it is shown once."""
        self.secret = self.refusal = ""

    @door(Permission.OWN_ACCOUNT)
    async def revoke_token(self, who: Actor, token_id: str) -> None:
        """End an API token."""
        await services().people.token_revoke(who, token_id)
        await self._read(who)
        self.turn += 1
        self.notice = done("The token is revoked. Programs that use it are refused from now on.")

    async def _read(self, who: Actor) -> None:
        people = services().people
        self.sessions = [_session(row) for row in await people.list_sessions(who)]
        self.tokens = [_token(row) for row in await people.tokens(who)]
        self.ready = True


def _session(row: OpenSession) -> SessionRow:
    browser = browser_name(row.user_agent)
    seen, made = iso(row.last_seen_at), iso(row.created_at)
    return SessionRow(row.id, browser, row.address, seen, made, row.is_this_one)


def _token(row: Token) -> TokenRow:
    return TokenRow(row.id, row.label, iso(row.created_at), iso(row.last_used_at))
