"""How often one push has run out of time. WeChat tries three times, five seconds each."""

from __future__ import annotations

from typing import Protocol

from bot.clock import Hourglass
from bot.coordination.in_process import LocalClaims

LAST = 3
REMEMBER = 60.0
ASK_WITHIN = 0.5


class Claims(Protocol):
    async def claim(self, key: str, ttl: float) -> bool: ...


class Retries:
    """Counted across replicas, and in this process too, for when Redis is away."""

    def __init__(self, claims: Claims, hourglass: Hourglass) -> None:
        self._shared = claims
        self._hourglass = hourglass
        self._own = LocalClaims()

    async def count(self, key: str) -> int:
        """Called once for each delivery that came to its end: 1 for the first, at most 3."""
        own = await _count(self._own, key)
        try:
            async with self._hourglass.limit(self._hourglass.now() + ASK_WITHIN, "count"):
                return max(own, await _count(self._shared, key))
        except TimeoutError:
            return own


async def _count(claims: Claims, key: str) -> int:
    for number in range(1, LAST):
        if await claims.claim(f"wechat:delivery:{key}:{number}", REMEMBER):
            return number
    return LAST
