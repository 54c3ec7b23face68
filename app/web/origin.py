"""Who may use the cookie: pages of our own origins, compared exactly. The Host header decides nothing."""

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from app.errors import Forbidden
from app.people.problems import PROBLEMS
from app.services import services
from app.web.cookies import has_cookie
from app.web.identity import bearer_of


class BadOrigin(Forbidden):
    """The request comes from a page that is not ours, or hides where it comes from."""

    code = "bad_origin"

    def __init__(self) -> None:
        super().__init__(PROBLEMS[self.code])


def is_our_origin(headers: Headers) -> bool:
    """Whether there is exactly one Origin header and it is one of ours."""
    told = headers.getlist("origin")
    return len(told) == 1 and told[0].lower() in {origin.lower() for origin in services().origins}


def check_origin(connection: HTTPConnection) -> None:
    """Raise BadOrigin unless the Origin is ours, or a program shows a token and no cookie.

    Ask it on every unsafe route, and on every websocket before accepting it.
    """
    if is_our_origin(connection.headers):
        return
    if bearer_of(connection) is not None and not has_cookie(connection):
        return  # nothing here that a browser would send by itself
    raise BadOrigin
