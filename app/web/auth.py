"""Signing in and out, joining, founding: plain forms that work without JavaScript, or JSON."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.people.actor import Actor, colour_of
from app.people.values import SignedIn
from app.services import services
from app.web.cookies import clear_session, device_of, session_token, set_session
from app.web.forms import Form, parsed, wants_json
from app.web.guard import Visit
from app.web.identity import address_of
from app.web.paths import HOME, local_path


class SignInForm(Form):
    """What the sign-in page sends."""

    email: str
    password: str
    next: str = HOME


class SetupForm(Form):
    """What the page behind the setup link sends."""

    token: str
    workspace_name: str
    name: str
    email: str
    password: str


class InvitationForm(Form):
    """What the page behind an invitation sends."""

    token: str
    name: str
    password: str


class PasswordForm(Form):
    """What the account page sends to change the password."""

    old_password: str
    new_password: str
    revoke_tokens: Literal["on", ""] | bool = False


async def sign_in(visit: Visit) -> Response:
    """Check e-mail and password; answer with a fresh session."""
    request = visit.request
    form = await parsed(request, SignInForm)
    signed = await services().people.sign_in(
        form.email,
        form.password,
        address_of(request),
        _browser(request),
        session_token(request),
        device_of(request),
    )
    return _entered(request, signed, local_path(form.next))


async def sign_out(visit: Visit) -> Response:
    """End the session of the cookie, if there is one."""
    await _end_previous(visit.request)
    response = _done(visit.request, {"signed_out": True}, "/sign-in")
    clear_session(response)
    return response


async def setup(visit: Visit) -> Response:
    """Found the workspace with the setup link; its sample agent comes with it."""
    request = visit.request
    form = await parsed(request, SetupForm)
    signed = await services().people.found_workspace(
        form.token,
        form.workspace_name,
        form.name,
        form.email,
        form.password,
        address_of(request),
        _browser(request),
    )
    await services().flows.create_sample(signed.actor)
    await _end_previous(request)
    return _entered(request, signed, HOME)


async def accept_invitation(visit: Visit) -> Response:
    """Join with an invitation."""
    request = visit.request
    form = await parsed(request, InvitationForm)
    signed = await services().people.accept_invitation(
        form.token, form.name, form.password, address_of(request), _browser(request)
    )
    await _end_previous(request)
    return _entered(request, signed, HOME)


async def change_password(visit: Visit) -> Response:
    """Change the own password; other browsers are signed out."""
    form = await parsed(visit.request, PasswordForm)
    await services().people.change_password(
        visit.actor, form.old_password, form.new_password, revoke_tokens=bool(form.revoke_tokens)
    )
    return _done(visit.request, {"changed": True}, "/account?done=password")


async def me(visit: Visit) -> Response:
    """Tell who is signed in."""
    return JSONResponse({"user": _user(visit.actor)})


async def _end_previous(request: Request) -> None:
    if token := session_token(request):
        await services().people.sign_out(token)


def _entered(request: Request, signed: SignedIn, path: str) -> Response:
    response = _done(request, {"user": _user(signed.actor), "next": path}, path)
    set_session(response, signed)
    return response


def _done(request: Request, answer: dict[str, object], path: str) -> Response:
    return JSONResponse(answer) if wants_json(request) else RedirectResponse(path, 303)


def _browser(request: Request) -> str:
    return request.headers.get("user-agent", "")


def _user(actor: Actor) -> dict[str, str]:
    return {
        "id": actor.user_id,
        "name": actor.name,
        "email": actor.email,
        "role": actor.role,
        "colour": colour_of(actor.user_id),
        "workspace_id": actor.workspace_id,
    }
