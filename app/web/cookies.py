"""The session cookie: HttpOnly, SameSite=Lax, Secure where the public address is https."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.kit.clock import steady_now
from app.people.values import SignedIn
from app.services import services

COOKIE = "callweave_session"
DEVICE = "callweave_device"
DEVICE_SECONDS = 365 * 24 * 3600
ENDED = "callweave_ended"  # what a page's state sees of a cookie that no session stands behind any more


def session_token(connection: HTTPConnection) -> str | None:
    """Return the session's secret that the browser sent, if any."""
    return connection.cookies.get(COOKIE) or None


def has_cookie(connection: HTTPConnection) -> bool:
    """Whether the browser sent a session cookie, valid or not."""
    return COOKIE in connection.cookies


def set_session(response: Response, signed: SignedIn) -> None:
    """Give the browser its session, and what it is known again by at its next sign-in."""
    secure = "Secure; " if _is_https() else ""
    kept = f"{secure}HttpOnly; Path=/auth; Max-Age={DEVICE_SECONDS}; SameSite=lax"
    response.headers.append("set-cookie", f"{DEVICE}={signed.device}; {kept}")
    response.set_cookie(
        COOKIE,
        signed.token,
        max_age=int((signed.expires_at - steady_now()).total_seconds()),
        path="/",
        secure=_is_https(),
        httponly=True,
        samesite="lax",
    )


def device_of(connection: HTTPConnection) -> str:
    """Return what an earlier sign-in left in this browser, or nothing."""
    return connection.cookies.get(DEVICE, "")[:200]


def clear_session(response: Response) -> None:
    """Have the browser forget its session."""
    response.delete_cookie(COOKIE, path="/", secure=_is_https(), httponly=True, samesite="lax")


def _is_https() -> bool:
    return services().settings.public_url.startswith("https://")
