"""uvicorn's HTTP protocol with bounds: on headers, on time, on what is sent without end.

uvicorn waits for ever for a request's head, and keeps whatever comes. Here a connection has a few seconds for each
head, a body has to keep coming, an answer has to be read, and what is larger than any page or program sends ends it.
"""

import asyncio
from typing import Any, Literal

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.web.connections import connections
from app.web.door import IMPORT_BYTES

HEAD_SECONDS = 10.0  # from a connection, or the first byte of its next request, to the end of the headers
HEAD_BYTES = 32 * 1024
PIECE_BYTES = 16 * 1024  # what is read before anything is counted
MOST_HEADERS = 100
MOST_TRAILERS = 20
BODY_BYTES = IMPORT_BYTES + 1024 * 1024
FRAMING_BYTES = 64 * 1024  # around a body in chunks, besides two for each byte of its own
LEFT_BYTES = 256 * 1024  # of a body that nobody waits for any more
CHECK_SECONDS = 10.0
BODY_BYTES_PER_CHECK = 20_000  # a slower body is not worth a connection
READ_SECONDS = 30.0  # to read what fills the buffer of an answer
MOST_PIPELINED = 8


class _NotARequest(Exception):
    """Raised into the parser, which gives the request up."""


class BoundedHttp(HttpToolsProtocol):
    """One HTTP connection."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._phase: Literal["idle", "head", "body"] = "idle"
        self._head_bytes = self._raw_bytes = self._body_bytes = self._checked_bytes = 0
        self._trailers = 0
        self._answering: RequestResponseCycle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reader_timer: asyncio.TimerHandle | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it has asked for nothing that is not answered yet."""
        cycle: Any = self.cycle  # None before the first request
        return self._phase != "body" and (cycle is None or cycle.response_complete)

    def drop(self) -> None:
        """End it at once; what is being answered is told, for uvicorn would write to what is closed."""
        self.pipeline.clear()
        if self._answering:
            self._answering.disconnected = True
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, and wait for its first request."""
        super().connection_made(transport)
        if connections.enter(self, self.client[0] if self.client else ""):
            self._wait(HEAD_SECONDS, self.drop)
        else:
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        connections.leave(self)
        self._wait_no_more()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read in pieces, so that nothing grows beyond its bound within one of them."""
        rest = memoryview(data)
        while rest and not self.transport.is_closing() and self.transport.get_protocol() is self:
            room = FRAMING_BYTES if self._phase == "body" else PIECE_BYTES
            self._read(bytes(rest[:room]))
            rest = rest[room:]

    def _read(self, piece: bytes) -> None:
        before = self._phase
        super().data_received(piece)
        if before == "body":
            self._raw_bytes += len(piece)
        elif before == self._phase:
            self._head_bytes += len(piece)  # of a head that is not at its end, or line ends before any
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if self._is_too_much():
            self.send_400_response("Request too large.")
        elif self._phase != "body" and self._timer is None and self.is_silent:
            self._wait(HEAD_SECONDS, self.drop)

    def _is_too_much(self) -> bool:
        if self._head_bytes >= HEAD_BYTES or self._body_bytes > BODY_BYTES:
            return True
        if self._phase == "body" and self.cycle.response_complete and self._raw_bytes > LEFT_BYTES:
            return True
        return self._raw_bytes - self._body_bytes > FRAMING_BYTES + 2 * self._body_bytes

    def send_400_response(self, msg: str) -> None:
        """Answer that it is no request, unless another answer is on its way."""
        if self.is_silent:
            super().send_400_response(msg)
        else:
            self.drop()

    def on_message_begin(self) -> None:
        """Begin to count a head."""
        super().on_message_begin()
        self._phase = "head"
        self._head_bytes = self._raw_bytes = self._body_bytes = self._checked_bytes = self._trailers = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header, or one after a body in chunks. Raises _NotARequest for too many."""
        if self._phase == "body":
            self._trailers += 1
            if self._trailers > MOST_TRAILERS:
                raise _NotARequest
            return
        if len(self.headers) >= MOST_HEADERS:
            raise _NotARequest
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request on; from now on its body has to keep coming."""
        if len(self.pipeline) >= MOST_PIPELINED:
            raise _NotARequest
        self._phase, self._head_bytes = "body", 0
        self._wait(CHECK_SECONDS, self._check_body)
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the answer, and then for the next request."""
        self._phase, self._raw_bytes, self._body_bytes = "idle", 0, 0
        self._wait_no_more()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Become a socket, which is counted by its own protocol."""
        self._wait_no_more()
        connections.leave(self)
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """Give the other side some time to read."""
        super().pause_writing()
        self._reader_timer = self.loop.call_later(READ_SECONDS, self.drop)

    def resume_writing(self) -> None:
        """Go on writing."""
        if self._reader_timer:
            self._reader_timer.cancel()
            self._reader_timer = None
        super().resume_writing()

    def _unsupported_upgrade_warning(self) -> None:
        """Answer the request as if it asked for no other protocol, and hear no more of it."""
        self.cycle.keep_alive = False

    def _check_body(self) -> None:
        arrived = self._body_bytes - self._checked_bytes
        if arrived < BODY_BYTES_PER_CHECK and not self.flow.read_paused:
            self.drop()
            return
        self._checked_bytes = self._body_bytes
        self._wait(CHECK_SECONDS, self._check_body)

    def _wait(self, seconds: float, then: Any) -> None:
        self._wait_no_more()
        self._timer = self.loop.call_later(seconds, then)

    def _wait_no_more(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
