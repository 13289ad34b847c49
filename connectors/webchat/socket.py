"""The visitor's WebSocket: it announces what the log already holds, and is closed when slow."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog
from aiohttp import WSMsgType, web

from bot.conversation.log import LOOK_AGAIN, Log
from bot.errors import Forbidden
from connectors.webchat.visitors import SUBPROTOCOL, Visitor, Visitors

log = structlog.get_logger(__name__)

PING_EVERY = 10.0
# A socket that does not take a frame within this time is closed, never skipped (DESIGN §4 rule 1).
SEND_WITHIN = 5.0
MAX_FRAME = 64 * 1024
TYPING = {"typing": True, "typing_over": False}


class VisitorSocket:
    def __init__(self, visitors: Visitors, journal: Log, allowed_origins: frozenset[str]) -> None:
        self._visitors = visitors
        self._log = journal
        self._allowed = allowed_origins
        self._open: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        check_origin(request, self._allowed)
        visitor = await self._visitors.recognise(request)
        socket = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,), max_msg_size=MAX_FRAME, heartbeat=None, timeout=SEND_WITHIN
        )
        await socket.prepare(request)
        self._open.add(socket)
        announcer = asyncio.create_task(self._announce(socket, visitor, request))
        try:
            await self._listen(socket)
        finally:
            self._open.discard(socket)
            announcer.cancel()
            # Not gather: it would pass a cancellation of this handler on, and a database call that
            # is cancelled twice never ends (SQLAlchemy then stops aiosqlite's thread under it).
            await asyncio.wait({announcer})
        return socket

    async def close_all(self) -> None:
        """Let clients reconnect elsewhere at once instead of waiting for a timeout."""
        closing = [socket.close(code=1012, message=b"restart") for socket in tuple(self._open)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SEND_WITHIN):
                await asyncio.gather(*closing, return_exceptions=True)

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.TEXT and _is_ping(frame.data):
                await _send(socket, {"type": "pong"})

    async def _announce(
        self, socket: web.WebSocketResponse, visitor: Visitor, request: web.Request
    ) -> None:
        transport = request.transport
        try:
            await self._follow(socket, visitor, _after(request))
        except (ConnectionError, TimeoutError, RuntimeError):
            log.info("webchat.socket_closed", conversation=visitor.conversation_id)
        except Exception:
            log.exception("webchat.socket_failed", conversation=visitor.conversation_id)
        finally:
            await _end(socket, transport)

    async def _follow(
        self, socket: web.WebSocketResponse, visitor: Visitor, after: int | None
    ) -> None:
        loop = asyncio.get_running_loop()
        next_ping = loop.time() + PING_EVERY
        owner: str | None = None
        async with self._log.signals(visitor.conversation_id) as signals:
            last = after if after is not None else await self._last(visitor)
            while True:
                page = await self._log.read(visitor.conversation_id, last)
                if page.messages or page.owner != owner:
                    frame = {"type": "messages", "messages": page.messages, "owner": page.owner}
                    await _send(socket, frame)
                    owner = page.owner
                    last = page.messages[-1]["seq"] if page.messages else last
                    continue
                signal = await signals.next(LOOK_AGAIN)
                if signal in TYPING:
                    await _send(socket, {"type": "typing", "on": TYPING[signal]})
                if loop.time() >= next_ping:
                    await _send(socket, {"type": "ping"})
                    next_ping = loop.time() + PING_EVERY

    async def _last(self, visitor: Visitor) -> int:
        page = await self._log.read(visitor.conversation_id, 2**31 - 1)
        return page.last_seq


def check_origin(request: web.Request, allowed: frozenset[str]) -> None:
    """aiohttp checks no Origin. A browser always sends one; other clients send a header token."""
    origin = request.headers.get("Origin")
    if origin is None:
        if "Authorization" in request.headers:
            return
        raise Forbidden("缺少 Origin")
    if "*" in allowed or origin in allowed or urlsplit(origin).netloc == request.host:
        return
    raise Forbidden("这个网站没有被允许使用对话")


def _after(request: web.Request) -> int | None:
    raw = request.query.get("after", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _is_ping(data: str) -> bool:
    try:
        frame = json.loads(data)
    except ValueError:
        return False
    return isinstance(frame, dict) and frame.get("type") == "ping"


async def _end(socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
    """Close it, or cut the connection where the other side does not even take the farewell."""
    try:
        async with asyncio.timeout(SEND_WITHIN):
            await socket.close(code=1013)
    except (OSError, RuntimeError):  # a TimeoutError is an OSError
        if transport is not None:
            transport.abort()


async def _send(socket: web.WebSocketResponse, frame: Mapping[str, object]) -> None:
    async with asyncio.timeout(SEND_WITHIN):
        await socket.send_json(frame)
