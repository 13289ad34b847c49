"""Liveness, readiness and metrics. Ready means: a turn could be answered now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import generate_latest

PART_TIMEOUT = 2.0

Check = Callable[[], Awaitable[bool]]


class Health:
    """``parts`` maps a name to a check; all of them must hold."""

    def __init__(self, parts: Mapping[str, Check]) -> None:
        self._parts = dict(parts)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/health/live", self.live),
            web.get("/health/ready", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def live(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        results = await asyncio.gather(*(_holds(check) for check in self._parts.values()))
        parts = dict(zip(self._parts, results, strict=True))
        ready = all(results)
        body = {
            "status": "ready" if ready else "not_ready",
            "parts": {name: "ok" if good else "failing" for name, good in parts.items()},
        }
        return web.json_response(body, status=200 if ready else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(), headers={"Content-Type": "text/plain; version=0.0.4"}
        )


async def _holds(check: Check) -> bool:
    try:
        async with asyncio.timeout(PART_TIMEOUT):
            return await check()
    except Exception:
        return False
