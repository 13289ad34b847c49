"""Bodies of HTTP messages, read to their end and to a bound."""

from __future__ import annotations

import aiohttp


class BodyTooLong(ValueError):
    """It has more bytes than are wanted; what was read of it is thrown away."""


async def read_whole(content: aiohttp.StreamReader, largest: int) -> bytes:
    """All of it, of ``largest`` bytes at most. ``content.read(n)`` would give what has arrived by
    now, which of an answer in several pieces is the first."""
    raw = bytearray()
    async for part in content.iter_any():
        raw += part
        if len(raw) > largest:
            raise BodyTooLong(f"more than {largest} bytes")
    return bytes(raw)
