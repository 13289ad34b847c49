"""The visitor's WebSocket: it announces what the log already holds, and is closed when slow."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from functools import partial

import structlog
from aiohttp import WSMsgType, web

from bot.farewell import end_socket
from connectors.webchat.announcing import SEND_WITHIN, Announcer, Frame, place_in_log
from connectors.webchat.home import Home
from connectors.webchat.open_lines import OpenLines
from connectors.webchat.visitors import SUBPROTOCOL, Visitor, Visitors

log = structlog.get_logger(__name__)

# The protocol's own pings, answered by every client unasked: a line cut without a word is noticed.
HEARTBEAT = 25.0
MAX_FRAME = 64 * 1024
# More frames in this many seconds no browser of ours sends.
FRAMES, FRAME_WINDOW = 100, 10.0
TOO_MANY, SLOW = 1008, 1013


class VisitorSocket:
    def __init__(
        self,
        visitors: Visitors,
        announcer: Announcer,
        lines: OpenLines,
        home: Home,
    ) -> None:
        self._visitors = visitors
        self._announcer = announcer
        self._lines = lines
        self._home = home
        self._open: set[web.WebSocketResponse] = set()
        self._farewells: dict[web.WebSocketResponse, asyncio.Task[None]] = {}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        check_origin(request, self._home)
        visitor = await self._visitors.recognise(request)
        socket = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,), max_msg_size=MAX_FRAME, heartbeat=HEARTBEAT, compress=False,
            timeout=SEND_WITHIN,
        )  # fmt: skip
        await socket.prepare(request)
        self._open.add(socket)
        announcer = asyncio.create_task(self._announce(socket, visitor, request))
        try:
            async with self._lines.hold(
                visitor.token, partial(self._take_leave, socket, request.transport)
            ):
                await self._listen(socket)
        finally:
            self._open.discard(socket)
            announcer.cancel()
            # Not gather: it would pass a cancellation of this handler on, and a database call that
            # is cancelled twice never ends (SQLAlchemy then stops aiosqlite's thread under it).
            # A farewell is waited for: the connection is cut when this handler returns.
            await asyncio.wait({announcer, self._farewells.pop(socket, announcer)})
        return socket

    async def close_all(self) -> None:
        """Let clients reconnect elsewhere at once instead of waiting for a timeout."""
        closing = [socket.close(code=1012, message=b"restart") for socket in tuple(self._open)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SEND_WITHIN):
                await asyncio.gather(*closing, return_exceptions=True)

    def _take_leave(
        self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, code: int
    ) -> None:
        self._farewells[socket] = asyncio.create_task(
            end_socket(socket, transport, code, within=SEND_WITHIN)
        )

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        loop = asyncio.get_running_loop()
        heard: deque[float] = deque(maxlen=FRAMES)
        async for frame in socket:
            if len(heard) == FRAMES and heard[0] > loop.time() - FRAME_WINDOW:
                await socket.close(code=TOO_MANY)
                return
            heard.append(loop.time())
            if frame.type is WSMsgType.TEXT and _is_ping(frame.data):
                await _send(socket, {"type": "pong"})

    async def _announce(
        self, socket: web.WebSocketResponse, visitor: Visitor, request: web.Request
    ) -> None:
        transport = request.transport
        try:
            await self._announcer.tell(
                visitor.conversation_id, place_in_log(request), partial(_send, socket)
            )
        except (ConnectionError, TimeoutError, RuntimeError):
            log.info("webchat.socket_closed", conversation=visitor.conversation_id)
        except Exception:
            log.exception("webchat.socket_failed", conversation=visitor.conversation_id)
        finally:
            await end_socket(socket, transport, SLOW, within=SEND_WITHIN)


def check_origin(request: web.Request, home: Home) -> None:
    """aiohttp checks no Origin, and browsers let any page open a socket anywhere. Only the desk's
    own pages may: a site that embeds them reads nothing, whatever token its scripts have found."""
    if "Origin" not in request.headers and "Authorization" in request.headers:
        return  # No browser: none can set this header on a socket.
    home.check(request)


def _is_ping(data: str) -> bool:
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(frame, dict) and frame.get("type") == "ping"


async def _send(socket: web.WebSocketResponse, frame: Frame) -> None:
    async with asyncio.timeout(SEND_WITHIN):
        await socket.send_str(json.dumps(frame, ensure_ascii=False))
