"""Where a push comes from: a source that keeps being refused is not listened to for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Protocol

import structlog
from aiohttp import web

from connectors.web.callers import FORWARDED, Network, read_networks, within

log = structlog.get_logger(__name__)

# So many refused requests of one source within so many seconds are no accident.
REFUSALS, WINDOW = 60, 60.0
MAX_BLOCKED = 10_000
# WeChat asks to read its list of addresses once a day.
REFRESH, RETRY = 86_400.0, 600.0


class RateLimits(Protocol):
    async def hit(self, key: str, limit: int, window: float) -> float: ...


class Sources:
    """``fetch``: gives the platform's own addresses; None lets pushes come from anywhere."""

    def __init__(
        self,
        limits: RateLimits,
        fetch: Callable[[], Awaitable[list[str]]] | None = None,
    ) -> None:
        self._limits = limits
        self._fetch = fetch
        self._platform: tuple[Network, ...] = ()
        self._blocked: dict[str, float] = {}

    def refusal_of(self, request: web.Request) -> int | None:
        """The status for who is not let in, before anything of the body is read."""
        address = request.remote or ""
        if self._blocked.get(address, 0.0) > asyncio.get_running_loop().time():
            return 429
        if self._platform and not within(address, self._platform):
            return 403
        return None

    async def note_refused(self, request: web.Request) -> None:
        """Count it where its source can be told apart from others behind the same proxy."""
        address = request.remote or ""
        if not _is_told_apart(request, address):
            return
        wait = await self._limits.hit(f"wechat:refused:{address}", REFUSALS, WINDOW)
        if wait > 0:
            if len(self._blocked) >= MAX_BLOCKED:
                self._blocked.clear()
            self._blocked[address] = asyncio.get_running_loop().time() + wait

    async def follow_forever(self) -> None:
        """Keep the platform's addresses fresh; while they are not known nobody is shut out."""
        while self._fetch is not None:
            pause = RETRY
            try:
                found = read_networks(await self._fetch())
                if found:
                    self._platform, pause = found, REFRESH
            except Exception as error:
                log.warning("wechat.addresses_unknown", error=type(error).__name__)
            await asyncio.sleep(pause)


def _is_told_apart(request: web.Request, address: str) -> bool:
    """A private address without a proxy that is known may stand for the whole world."""
    if request.get(FORWARDED):
        return True
    try:
        return ip_address(address).is_global
    except ValueError:
        return False
