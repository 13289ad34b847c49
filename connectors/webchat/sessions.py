"""Sessions of web visitors: opened, ended, bound to the person whom a site vouches for."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from bot.errors import TooManyRequests
from connectors.webchat.bodies import read_json
from connectors.webchat.identity import Vouchers
from connectors.webchat.open_lines import OpenLines
from connectors.webchat.visitors import Visitors, bearer_token

# New visitors from one address in a minute; a campus behind one address stays far below.
OPENINGS_PER_MINUTE = 600


class RateLimits(Protocol):
    async def hit(self, key: str, limit: int, window: float) -> float: ...


class Sessions:
    def __init__(
        self, visitors: Visitors, limits: RateLimits, vouchers: Vouchers, lines: OpenLines
    ) -> None:
        self._visitors = visitors
        self._limits = limits
        self._vouchers = vouchers
        self._lines = lines

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/webchat/session", self.open),
            web.delete("/webchat/session", self.close),
            web.post("/webchat/identity", self.identify),
        ]

    async def open(self, request: web.Request) -> web.Response:
        """A known token gets its conversation back; an unknown one gets a new conversation."""
        body = await read_json(request, allow_empty=True)
        token = body.get("token") or bearer_token(request)
        if isinstance(token, str) and (known := await self._visitors.find(token)):
            return web.json_response({"token": token, "conversation_id": known.conversation_id})
        wait = await self._limits.hit(f"open:{request.remote}", OPENINGS_PER_MINUTE, 60)
        if wait > 0:
            raise TooManyRequests(retry_after=max(1, round(wait)))
        token, conversation_id = await self._visitors.open()
        return web.json_response({"token": token, "conversation_id": conversation_id}, status=201)

    async def close(self, request: web.Request) -> web.Response:
        """Who signs out of the site leaves nothing open for the next person at this browser."""
        await self._visitors.recognise(request)
        token = bearer_token(request) or ""
        await self._visitors.close(token)
        await self._lines.end_session(token)
        return web.Response(status=204)

    async def identify(self, request: web.Request) -> web.Response:
        visitor = await self._visitors.recognise(request)
        body = await read_json(request)
        identity = self._vouchers.subject_of(body.get("jwt"))
        token = bearer_token(request) or ""
        conversation_id = await self._visitors.bind(token, visitor, identity)
        if conversation_id != visitor.conversation_id:
            await self._lines.end_session(token)
        return web.json_response({"conversation_id": conversation_id})
