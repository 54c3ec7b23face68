"""The door of the shared documents: ``/sync/{agent_id}``, a WebSocket that speaks y-websocket's protocol."""

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.collab.protocol import SUBPROTOCOL, Close
from app.errors import AppError
from app.services import services
from app.web.identity import required_actor
from app.web.origin import BadOrigin, check_origin


class StarletteSocket:
    """A room's Socket carried by Starlette."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> bytes | None:
        """Return the next frame; a text frame is no frame of ours and comes as one that no room accepts."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        return message.get("bytes") or b""

    async def send(self, frame: bytes) -> None:
        """Hand a frame to the server, which waits while the other side does not read."""
        try:
            await self._websocket.send_bytes(frame)
        except (WebSocketDisconnect, RuntimeError):
            return  # gone; the reader notices

    async def close(self, code: int, reason: str) -> None:
        """Close unless it is closed."""
        if self._websocket.application_state is WebSocketState.CONNECTED:
            try:
                await self._websocket.close(code, reason[:120])
            except (WebSocketDisconnect, RuntimeError):
                return


_CODES = {401: Close.SIGNED_OUT, 403: Close.NO_RIGHT, 404: Close.NOT_FOUND}


async def sync(websocket: WebSocket) -> None:
    """Serve one editor, viewer or program."""
    try:
        check_origin(websocket)
    except BadOrigin:
        await websocket.close()  # before accepting: the browser sees a refused handshake
        return
    ours = SUBPROTOCOL in websocket.scope.get("subprotocols", [])
    await websocket.accept(SUBPROTOCOL if ours else None)
    socket = StarletteSocket(websocket)
    agent_id = websocket.path_params["agent_id"]
    try:
        actor = await required_actor(websocket)
        agent = await services().flows.agent(actor, agent_id)
    except AppError as error:
        await socket.close(_CODES.get(error.status, Close.TRY_LATER), error.message)
        return
    info = {"id": agent.id, "name": agent.name, "state": agent.state}
    await services().rooms.attend(agent_id, actor, info, socket, ours)


sync_routes = [WebSocketRoute("/sync/{agent_id}", sync, name="sync")]
