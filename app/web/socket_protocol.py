"""uvicorn's WebSocket protocol with bounds: on messages by path, on their pieces, on pings, on what follows a close."""

import asyncio
import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from app.web.connections import connections

PAGE_MESSAGE_BYTES = 64 * 1024
DOCUMENTS = "/sync/"
MOST_PIECES = 4_096  # of one message
MOST_CONTROLS = 100  # pings and pongs a second, and what is sent with nothing in it
LATE_BYTES = 256 * 1024  # after a close was sent
CLOSE_SECONDS = 3.0

# uvicorn's own lines name every address with its query, tab tokens and all, one for each socket.
_quiet = logging.getLogger("app.web.sockets")
_quiet.setLevel(logging.WARNING)


class BoundedSockets(WebSocketsSansIOProtocol):
    """One WebSocket connection."""

    is_silent = False

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.logger = self.conn.logger = _quiet
        self.close_timeout = CLOSE_SECONDS
        self.conn.max_message_size = PAGE_MESSAGE_BYTES
        self._late_bytes = self._controls = 0
        self._second = 0.0

    def drop(self) -> None:
        """End it at once."""
        self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        super().connection_made(transport)
        if not connections.enter(self, self.client[0] if self.client else ""):
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        connections.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read, unless the other side goes on long after it was told to stop."""
        if self.close_sent:
            self._late_bytes += len(data)
            if self._late_bytes > LATE_BYTES:
                self.drop()
                return
        super().data_received(data)

    def handle_connect(self, event: Request) -> None:
        """Begin; only a document's socket takes messages as large as a document."""
        if event.path.startswith(DOCUMENTS):
            self.conn.max_message_size = self.config.ws_max_size
        super().handle_connect(event)

    def handle_cont(self, event: Frame) -> None:
        """Take one more piece of a message."""
        if not event.data:
            self._count_control()
        if len(self.frames) >= MOST_PIECES:
            self._fail(1009, "too many pieces")
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand a whole message on; text has to be text."""
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self._fail(1007, "not UTF-8")
                return
        super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answer."""
        self._count_control()
        super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Note that the other side is there."""
        self._count_control()
        super().handle_pong(event)

    def _count_control(self) -> None:
        now = self.loop.time()
        if now - self._second > 1:
            self._second, self._controls = now, 0
        self._controls += 1
        if self._controls > MOST_CONTROLS:
            self.drop()

    def _fail(self, code: int, reason: str) -> None:
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()
