"""Server-sent events for visitors whose network lets no WebSocket through: the same frames."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from connectors.webchat.announcing import SEND_WITHIN, Announcer, Frame, place_in_log
from connectors.webchat.open_lines import GAVE_WAY, OpenLines
from connectors.webchat.visitors import Visitor, Visitors

log = structlog.get_logger(__name__)

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Content-Type-Options": "nosniff",
    # nginx holds a stream back until its buffer is full, unless it is told.
    "X-Accel-Buffering": "no",
}


class VisitorStream:
    """``GET /webchat/events``: read by ``fetch``, so that the token stays out of the address."""

    def __init__(self, visitors: Visitors, announcer: Announcer, lines: OpenLines) -> None:
        self._visitors = visitors
        self._announcer = announcer
        self._lines = lines
        self._open: set[asyncio.Task[None]] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        visitor = await self._visitors.recognise(request)
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        telling = asyncio.create_task(self._tell(response, visitor, request))
        self._open.add(telling)
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        try:
            async with self._lines.hold(visitor.token, ended.set_result):
                # Not awaited itself: what is cancelled with this handler may be in the database.
                both: set[asyncio.Future[Any]] = {telling, ended}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            telling.cancel()
            self._open.discard(telling)
            await asyncio.wait({telling})
        # One that may come back at once needs no farewell: to a client a stream that ends says so.
        if ended.done() and ended.result() == GAVE_WAY:
            await self._say_farewell(response, request)
        return response

    async def close_all(self) -> None:
        for telling in tuple(self._open):
            telling.cancel()

    async def _say_farewell(self, response: web.StreamResponse, request: web.Request) -> None:
        """A stream has no close codes: its last frame tells what a socket's code would."""
        try:
            await _send(response, {"type": "closed", "code": GAVE_WAY})
        except (ConnectionError, TimeoutError):
            if request.transport is not None:
                request.transport.abort()

    async def _tell(
        self, response: web.StreamResponse, visitor: Visitor, request: web.Request
    ) -> None:
        send = partial(_send, response)
        try:
            await self._announcer.tell(visitor.conversation_id, place_in_log(request), send)
        except (ConnectionError, TimeoutError):
            log.info("webchat.stream_closed", conversation=visitor.conversation_id)
            if request.transport is not None:
                request.transport.abort()
        except Exception:
            log.exception("webchat.stream_failed", conversation=visitor.conversation_id)


async def _send(response: web.StreamResponse, frame: Frame) -> None:
    event = f"data: {json.dumps(frame, ensure_ascii=False)}\n\n"
    async with asyncio.timeout(SEND_WITHIN):
        await response.write(event.encode())
