"""Short answers to what is refused before any door: to requests, and to sockets that are not open yet."""

from http import HTTPStatus

from starlette.types import Scope, Send

RETRY_SECONDS = 5


async def refuse(scope: Scope, send: Send, status: int) -> None:
    """Answer with a status and its name; a socket's handshake is answered the same way."""
    kind = "websocket.http" if scope["type"] == "websocket" else "http"
    body = HTTPStatus(status).phrase.encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    if status in (429, 503):
        headers.append((b"retry-after", str(RETRY_SECONDS).encode()))
    await send({"type": f"{kind}.response.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.response.body", "body": body})
