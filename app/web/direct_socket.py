"""A WebSocket that an endpoint takes over once it is accepted: frames go straight to a room and from it to the wire.

ASGI's layers cost more than all a room does with a frame. Handshake, fragments, control frames, pings and closing stay
with uvicorn and ``websockets``; only whole binary frames, as every client of ours sends them, are read here.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.speedups import apply_mask

from app.collab.protocol import Close
from app.web.message_budget import LARGE_BYTES, Reservation, reserve
from app.web.socket_protocol import BoundedSockets

EXTENSION = "callweave.direct"  # in the scope's extensions: the protocol that serves this connection
AT_ONCE = 32  # frames of one connection that are handled before the others have their turn
SMALL_BYTES = (
    4_096  # larger frames may take long: they wait for their reader, as all of a loop's work takes turns
)
SLOWEST_BYTES_PER_SECOND = 100_000  # of a large message, after some seconds
LEAST_SECONDS = 10.0
HIGH_WATER_BYTES = 256_000  # of what the other side has not taken: then writing counts as paused
_BINARY = 0x82  # a whole message in one frame
_MASKED = 0x80
_OPCODE, _BINARY_OPCODE = 0x0F, 2  # continuation, text and binary; what is higher controls the connection
_LONGER = 126  # in the place of the size: it stands in the next bytes


class DirectProtocol(BoundedSockets):
    """The protocol for all WebSockets; one that is taken over is no longer served through ASGI."""

    _direct: "DirectSocket | None" = None

    def handle_connect(self, event: Request) -> None:
        """Offer the endpoint to take the connection over."""
        super().handle_connect(event)
        if not self.close_sent:
            scope: Any = self.scope
            scope["extensions"][EXTENSION] = self

    def take_over(self) -> "DirectSocket":
        """Serve what comes from now on through the returned socket. Call it once the connection is accepted."""
        self.transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        self._direct = DirectSocket(self)
        return self._direct

    def data_received(self, data: bytes) -> None:
        """Read."""
        if self._direct is None:
            super().data_received(data)
        elif self.close_sent:
            super().data_received(self._direct.take_rest() + data)
        else:
            self._direct.feed(data)

    def read(self, data: bytes) -> None:
        """Read what is no plain frame."""
        super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        """Hand on a message that came in fragments, or text."""
        if self._direct is None:
            super().send_receive_event_to_app()
            return
        data, self.frames = b"".join(self.frames), []
        if not self.close_sent:
            self._direct.take(b"" if self.curr_msg_data_type == "text" else data)

    def say_close(self, code: int, reason: str) -> None:
        """Send the closing frame, once; who does not answer it in time is cut off."""
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def handle_close(self, event: Frame) -> None:
        """The other side closes, or answers our close."""
        super().handle_close(event)
        self._end()

    def handle_parser_exception(self) -> None:
        """What came is no WebSocket traffic."""
        super().handle_parser_exception()
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        super().connection_lost(exc)
        self._end()

    def keepalive_timeout(self) -> None:
        """No answer to a ping came. Who is not read cannot be heard answering: they are asked once more."""
        if self._direct is not None and self._direct.is_paused and not self.transport.is_closing():
            self.pong_timer = self.pending_ping_payload = None
            self.schedule_ping()
            return
        super().keepalive_timeout()

    def shutdown(self) -> None:
        """The server stops."""
        super().shutdown()
        self._end()

    def resume_writing(self) -> None:
        """The other side has taken what waited."""
        super().resume_writing()
        if self._direct is not None:
            self._direct.drained()

    def _end(self) -> None:
        if self._direct is not None:
            self._direct.end()


class DirectSocket:
    """A room's Socket on such a connection. Nothing large is read before it is known whose it is (``belong_to``)."""

    def __init__(self, protocol: DirectProtocol) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._max_bytes = protocol.config.ws_max_size
        self._hear: Callable[[bytes], bool] | None = None
        self._drained: Callable[[], None] | None = None
        self._rest: bytearray = bytearray()
        self._needed = 0
        self._at_once = 0
        self._frames: deque[tuple[bytes, Reservation | None]] = deque()
        self._person = ""
        self._piece_bytes = 0
        self._coming: Reservation | None = None
        self._delivered: Reservation | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._is_held_back = False
        self._is_over = False
        self._waiter: asyncio.Future[None] | None = None
        self.is_paused = False

    def belong_to(self, person: str) -> None:
        """Count what it sends as this person's."""
        self._person = person
        self._go_on()

    def finish(self) -> None:
        """Nobody reads it any more."""
        self.end()
        self._release(self._delivered)
        self._delivered = None
        for _, reserved in self._frames:
            self._release(reserved)
        self._frames.clear()

    # What a room uses

    def attach(self, hear: Callable[[bytes], bool], drained: Callable[[], None]) -> None:
        """See Socket."""
        self._hear, self._drained = hear, drained

    async def receive(self) -> bytes | None:
        """See Socket. A text message is none of ours and comes as one that no room accepts."""
        self._release(self._delivered)
        self._delivered = None
        self._go_on()
        while not self._frames:
            if self._is_over:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        frame, self._delivered = self._frames.popleft()
        self._set_reading()
        return frame

    def send(self, frame: bytes) -> None:
        """See Socket. What is written within one turn of the loop leaves with one call of the system."""
        if not self._is_over:
            self._transport.write(_framed(frame))

    def waiting_bytes(self) -> int:
        """See Socket."""
        return self._transport.get_write_buffer_size()

    async def close(self, code: int, reason: str) -> None:
        """See Socket."""
        self._protocol.say_close(code, reason[:120])
        self.end()

    # What the protocol tells

    def feed(self, data: bytes) -> None:
        """Take apart what arrived; a frame may come in any number of pieces."""
        if not self._rest and self._is_one_small(data):
            self._at_once = AT_ONCE
            self.take(apply_mask(data[6:], data[2:6]))
            return
        if self._rest:
            self._rest += data
            if len(self._rest) < self._needed or self._is_held_back:
                return
            data = bytes(self._rest)
            self._rest.clear()
        at, self._needed, self._at_once = 0, 0, AT_ONCE
        while not self._transport.is_closing() and (found := _bounds(data, at)):
            start, end = found
            if end - start > self._max_bytes:
                self._protocol.read(data[at:])  # refused by its header
                return
            if self._is_too_much(data, at, end - start):
                self._is_held_back = True
                break
            if end > len(data):
                self._needed = end - at
                break
            if self._is_plain(data, at):
                self.take(apply_mask(data[start:end], data[start - 4 : start]))
            else:
                self._piece_bytes += end - start if self._is_piece(data, at) else 0
                self._protocol.read(data[at:end])
            at = end
        self._rest += data[at:]
        self._set_reading()

    def take_rest(self) -> bytes:
        """Return the beginning of a frame that has come, once."""
        rest, self._rest = bytes(self._rest), bytearray()
        return rest

    def take(self, frame: bytes) -> None:
        """Have a message handled at once where its reader waits for it, else in its turn."""
        reserved, self._coming, self._piece_bytes = self._coming, None, 0
        self._stop_clock()
        is_its_turn = self._waiter is not None and not self._frames and self._at_once > 0
        if is_its_turn and len(frame) <= SMALL_BYTES and self._hear and reserved is None:
            self._at_once -= 1
            if self._hear(frame):
                return
        self._frames.append((frame, reserved))
        self._wake()
        self._set_reading()

    def drained(self) -> None:
        """The other side has taken most of what waited."""
        if self._drained and not self._is_over:
            self._drained()

    def end(self) -> None:
        """Nothing is sent any more, and once what waits is read, nothing comes."""
        self._is_over = True
        self._stop_clock()
        self._release(self._coming)
        self._coming = None
        self._wake()

    # Large messages

    def _is_too_much(self, data: bytes, at: int, size: int) -> bool:
        """Whether a message has to wait for its share of the memory before it is read on."""
        is_piece = self._is_piece(data, at)
        if (self._piece_bytes if is_piece else 0) + size <= LARGE_BYTES or self._protocol.close_sent:
            return False
        if self._coming is None:
            if not self._person or self._has_large():
                return True
            self._coming = reserve(self._person, self._max_bytes if is_piece else size, self._go_on)
            if self._coming.is_granted:
                self._start_clock()
        return not self._coming.is_granted

    def _is_piece(self, data: bytes, at: int) -> bool:
        """Whether it belongs to a message that is gathered elsewhere: how large that becomes is not known."""
        return data[at] & _OPCODE <= _BINARY_OPCODE and not self._is_plain(data, at)

    def _has_large(self) -> bool:
        return self._delivered is not None or any(reserved for _, reserved in self._frames)

    def _go_on(self) -> None:
        """Look again at what was held back."""
        if not self._is_held_back or self._is_over:
            return
        self._is_held_back = False
        if self._coming is not None and self._coming.is_granted:
            self._start_clock()
        self.feed(b"")

    def _start_clock(self) -> None:
        """A large message takes room from others: it has to arrive."""
        if self._coming is not None and self._deadline is None:
            seconds = LEAST_SECONDS + self._coming.size / SLOWEST_BYTES_PER_SECOND
            self._deadline = self._protocol.loop.call_later(seconds, self._out_of_time)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _out_of_time(self) -> None:
        self._deadline = None
        if self.is_paused:
            self._start_clock()  # it is we who do not read
            return
        self._protocol.say_close(Close.TOO_SLOW, "A message took too long to arrive.")
        self._rest.clear()
        self.end()

    def _release(self, reserved: Reservation | None) -> None:
        if reserved is not None:
            reserved.release()

    def _set_reading(self) -> None:
        """Have the other side wait while something of it is to be handled, or has no room."""
        is_full = bool(self._frames) or self._is_held_back
        if is_full == self.is_paused or self._transport.is_closing():
            return
        self.is_paused = is_full
        if is_full:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _is_one_small(self, data: bytes) -> bool:
        """Whether it is exactly one plain frame with the shortest header, as most are."""
        is_one = len(data) > 6 and len(data) - 6 == data[1] - _MASKED < _LONGER
        return is_one and not self._transport.is_closing() and self._is_plain(data, 0)

    def _is_plain(self, data: bytes, at: int) -> bool:
        """Whether it is a whole binary message, masked as a client's must be, and not amid another or after a close."""
        protocol = self._protocol
        is_whole = data[at] == _BINARY and data[at + 1] & _MASKED
        return bool(is_whole) and not protocol.frames and not protocol.close_sent

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def taken_over(websocket: WebSocket) -> DirectSocket:
    """Take a connection over that was just accepted. Raises KeyError under a server that is not ours."""
    protocol: DirectProtocol = websocket.scope["extensions"][EXTENSION]
    return protocol.take_over()


def _bounds(data: bytes, at: int) -> tuple[int, int] | None:
    """Return where the content of the frame at ``at`` begins and ends, None where its header is not whole yet."""
    if len(data) - at < 2:
        return None
    start, size = at + 2, data[at + 1] & 0x7F
    if size >= 126:
        start += 2 if size == 126 else 8
        if len(data) < start:
            return None
        size = int.from_bytes(data[at + 2 : start], "big")
    if data[at + 1] & _MASKED:
        start += 4
    return start, start + size


class _Last:
    """The frame that was sent last, and what went over the wire: a room sends one frame to many."""

    frame: bytes | None = None
    wire = b""


def _framed(frame: bytes) -> bytes:
    if frame is not _Last.frame:
        size = len(frame)
        if size < 126:
            head = bytes((_BINARY, size))
        elif size < 65_536:
            head = b"\x82\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x82\x7f" + size.to_bytes(8, "big")
        _Last.frame, _Last.wire = frame, head + frame
    return _Last.wire
