"""The time of day for everything that dates a row."""

from __future__ import annotations

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
