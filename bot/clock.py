"""The time of day for everything that dates a row, and the time that is waited for."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

# Owners and staff live on Chinese time: "today" and "年底前" are read in it.
CHINA = ZoneInfo("Asia/Shanghai")


class Clock:
    """The real time, or one that starts at ``BOT_CLOCK`` and runs on."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = start - datetime.now(UTC) if start is not None else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        return self.now().astimezone(CHINA).date()


class Hourglass:
    """How long something is waited for, in seconds of the event loop's time.

    ``step`` names what is waited for: by it tests, which turn an hourglass by hand, let the time of
    one step run out when they want it, on a machine of any speed.
    """

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def limit(self, until: float, step: str) -> AbstractAsyncContextManager[object]:
        """TimeoutError inside it once ``until`` has come."""
        del step
        return asyncio.timeout_at(until)

    async def sleep(self, seconds: float, step: str) -> None:
        del step
        await asyncio.sleep(seconds)
