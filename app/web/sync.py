"""The door of the shared documents: ``/sync/{agent_id}``, a WebSocket that speaks y-websocket's protocol."""

import asyncio

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from app.collab.protocol import SUBPROTOCOL, Close
from app.errors import AppError
from app.services import services
from app.web.direct_socket import DirectSocket, taken_over
from app.web.identity import required_actor
from app.web.origin import BadOrigin, check_origin

_opening = asyncio.Semaphore(4)  # at once: a crowd that comes back together holds up nobody who edits
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
    socket = taken_over(websocket)
    try:
        await _serve(websocket, socket, ours=ours)
    finally:
        socket.finish()


async def _serve(websocket: WebSocket, socket: DirectSocket, *, ours: bool) -> None:
    agent_id = websocket.path_params["agent_id"]
    try:
        async with _opening:
            actor = await required_actor(websocket)
            agent = await services().flows.agent(actor, agent_id)
    except AppError as error:
        await socket.close(_CODES.get(error.status, Close.TRY_LATER), error.message)
        return
    socket.belong_to(actor.user_id)
    info = {"id": agent.id, "name": agent.name, "state": agent.state}
    await services().rooms.attend(agent_id, actor, info, socket, ours)


sync_routes = [WebSocketRoute("/sync/{agent_id}", sync, name="sync")]
