"""What an open line tells a visitor, whichever way it is carried: rows, owner, typing, pings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.conversation.log import LOOK_AGAIN, Log

PING_EVERY = 10.0
# A line that does not take a frame within this time is closed, never skipped (DESIGN §4 rule 1).
SEND_WITHIN = 5.0
TYPING = {"typing": True, "typing_over": False}
MAX_DIGITS = 9

type Frame = Mapping[str, object]
type Send = Callable[[Frame], Awaitable[None]]


class Announcer:
    def __init__(self, journal: Log) -> None:
        self._log = journal

    async def tell(self, conversation_id: str, after: int | None, send: Send) -> None:
        """Send frames until ``send`` raises. ``after`` None: only what is new from now on."""
        loop = asyncio.get_running_loop()
        next_ping = loop.time() + PING_EVERY
        owner: str | None = None
        async with self._log.signals(conversation_id) as signals:
            last = after if after is not None else await self._last(conversation_id)
            while True:
                page = await self._log.read(conversation_id, last)
                if page.messages or page.owner != owner:
                    await send({"type": "messages", "messages": page.messages, "owner": page.owner})
                    owner = page.owner
                    last = page.messages[-1]["seq"] if page.messages else last
                    continue
                signal = await signals.next(min(LOOK_AGAIN, max(0.0, next_ping - loop.time())))
                if signal in TYPING:
                    await send({"type": "typing", "on": TYPING[signal]})
                if loop.time() >= next_ping:
                    await send({"type": "ping"})
                    next_ping = loop.time() + PING_EVERY

    async def _last(self, conversation_id: str) -> int:
        page = await self._log.read(conversation_id, 2**31 - 1)
        return page.last_seq


def place_in_log(request: web.Request) -> int | None:
    """The query's ``after``; None where it names no place."""
    raw = request.query.get("after", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= MAX_DIGITS else None
