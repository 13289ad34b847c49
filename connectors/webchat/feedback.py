"""What a visitor tells without words: how far they have read, and how the service was."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.errors import BadRequest, NotFound
from bot.store.conversations import note_read
from bot.store.database import Database
from bot.store.ratings import rate
from connectors.webchat.bodies import read_json
from connectors.webchat.visitors import Visitors

BEST = 5
MAX_COMMENT = 500
MAX_SEQ = 2**31 - 1


class Feedback:
    def __init__(self, visitors: Visitors, database: Database, clock: Clock) -> None:
        self._visitors = visitors
        self._database = database
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/webchat/read", self.note_reading),
            web.post("/webchat/rating", self.rate),
        ]

    async def note_reading(self, request: web.Request) -> web.Response:
        visitor = await self._visitors.recognise(request)
        seq = _whole(await read_json(request), "seq", MAX_SEQ)
        async with self._database.write() as session:
            await note_read(session, visitor.conversation_id, seq)
        return web.Response(status=204)

    async def rate(self, request: web.Request) -> web.Response:
        visitor = await self._visitors.recognise(request)
        body = await read_json(request)
        seq, score = _whole(body, "seq", MAX_SEQ), _whole(body, "score", BEST)
        comment = body.get("comment", "")
        if not isinstance(comment, str) or len(comment) > MAX_COMMENT or "\x00" in comment:
            raise BadRequest(f"comment 应为至多 {MAX_COMMENT} 个字")
        async with self._database.write() as session:
            known = await rate(
                session, visitor.conversation_id, seq, score, comment, self._clock.now()
            )
        if not known:
            raise NotFound("没有可以评价的服务")
        return web.Response(status=204)


def _whole(body: dict[str, Any], name: str, most: int) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise BadRequest(f"{name} 应为 1 到 {most} 的整数")
    return value
