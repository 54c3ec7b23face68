"""Who is behind a request or a socket: a bearer token if one is shown, else the cookie."""

from starlette.requests import HTTPConnection

from app.errors import SignedOut
from app.people.actor import Actor
from app.people.problems import PROBLEMS
from app.services import services
from app.web.cookies import session_token


class TokenRefused(SignedOut):
    """A bearer token that is unknown or revoked. It never falls back to the cookie."""

    code = "token_refused"

    def __init__(self) -> None:
        super().__init__(PROBLEMS[self.code])


def address_of(connection: HTTPConnection) -> str:
    """Return the network address the server sees; forwarded headers are the server's business."""
    return connection.client.host if connection.client else ""


def bearer_of(connection: HTTPConnection) -> str | None:
    """Return the bearer token that is shown, be it any good or empty; None if none is shown."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def actor_of(connection: HTTPConnection) -> Actor | None:
    """Return who asks, None if nobody is signed in. Raises TokenRefused for a bad bearer token."""
    bearer = bearer_of(connection)
    if bearer is not None:
        actor = await services().people.actor_by_bearer(bearer, address_of(connection))
        if actor is None:
            raise TokenRefused
        return actor
    token = session_token(connection)
    return await services().people.actor_by_session(token) if token else None


async def required_actor(connection: HTTPConnection) -> Actor:
    """Return who asks. Raises SignedOut or TokenRefused."""
    actor = await actor_of(connection)
    if actor is None:
        raise SignedOut
    return actor
