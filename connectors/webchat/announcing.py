"""What an open line tells a visitor, whichever way it is carried: rows, owner, typing, pings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.conversation.log import Log
from bot.conversation.lookout import Lookout, Waiting
from bot.store.conversations import Position

PING_EVERY = 10.0
# A line that does not take a frame within this time is closed, never skipped (DESIGN §4 rule 1).
SEND_WITHIN = 5.0
TYPING = {"typing": True, "typing_over": False}
MAX_DIGITS = 9

type Frame = Mapping[str, object]
type Send = Callable[[Frame], Awaitable[None]]


class Announcer:
    def __init__(self, journal: Log, lookout: Lookout) -> None:
        self._log = journal
        self._lookout = lookout

    async def tell(self, conversation_id: str, after: int | None, send: Send) -> None:
        """Send frames until ``send`` raises. ``after`` None: only what is new from now on."""
        async with self._lookout.wait_at(conversation_id) as waiting:
            line = _Line(waiting, send)
            last = after if after is not None else await self._log.last_seq(conversation_id)
            owner: str | None = None
            while True:
                page = await self._log.read(conversation_id, last)
                if page.messages or page.owner != owner:
                    await send({"type": "messages", "messages": page.messages, "owner": page.owner})
                    owner = page.owner
                    last = page.messages[-1]["seq"] if page.messages else last
                    continue
                await line.until_news((page.last_seq, page.owner))


class _Line:
    """One open line that waits. Thousands of them do so at a time, so waiting must cost little."""

    def __init__(self, waiting: Waiting, send: Send) -> None:
        self._waiting = waiting
        self._send = send
        self._now = asyncio.get_running_loop().time
        self._next_ping = self._now() + PING_EVERY

    async def until_news(self, position: Position) -> None:
        """Until the log or its owner has moved from ``position``."""
        while True:
            rest = max(0.0, self._next_ping - self._now())
            signal = await self._waiting.news(position, rest)
            if signal in TYPING:
                await self._send({"type": "typing", "on": TYPING[signal]})
            elif signal is not None:
                return
            if self._now() >= self._next_ping:
                await self._send({"type": "ping"})
                self._next_ping = self._now() + PING_EVERY


def place_in_log(request: web.Request) -> int | None:
    """The query's ``after``; None where it names no place."""
    raw = request.query.get("after", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= MAX_DIGITS else None
