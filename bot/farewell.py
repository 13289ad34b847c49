"""Ending a WebSocket, whether or not its other side still takes anything."""

from __future__ import annotations

import asyncio

from aiohttp import web


async def end_socket(
    socket: web.WebSocketResponse,
    transport: asyncio.Transport | None,
    code: int,
    *,
    within: float,
) -> None:
    """Close it with ``code``, or cut the connection where the other side does not take even the
    farewell ``within`` so many seconds."""
    taken = False
    try:
        async with asyncio.timeout(within):
            await socket.close(code=code)
        taken = True
    except (OSError, RuntimeError):  # a TimeoutError is an OSError
        pass
    except asyncio.CancelledError:
        # A send that was given up leaves aiohttp with a cancelled waiter, and the farewell waits
        # for the same one: it ends as if this task had been cancelled.
        if _is_cancelled():
            raise
    finally:
        if not taken and transport is not None:
            transport.abort()


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
