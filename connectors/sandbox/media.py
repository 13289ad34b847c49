"""Media that phones or the server put on WeChat's shelf, for three days."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.sandbox.platform import MovableClock

LIFE = timedelta(days=3)
MAX_TOTAL = 64 * 1024 * 1024
# https://developers.weixin.qq.com/doc/subscription/api/material/temporary/api_uploadtempmedia.html
LIMITS = {
    "image": 10 * 1024 * 1024,
    "voice": 2 * 1024 * 1024,
    "video": 10 * 1024 * 1024,
    "thumb": 64 * 1024,
}
# What "image" takes: neither WebP nor BMP.
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})


@dataclass(frozen=True, slots=True)
class Medium:
    kind: str
    data: bytes
    content_type: str
    put_at: datetime


class MediaShelf:
    """In memory; the oldest make way when the shelf is full."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._media: OrderedDict[str, Medium] = OrderedDict()
        self._total = 0

    def put(self, kind: str, data: bytes, content_type: str) -> str:
        while self._media and self._total + len(data) > MAX_TOTAL:
            _, gone = self._media.popitem(last=False)
            self._total -= len(gone.data)
        media_id = secrets.token_urlsafe(48)
        self._media[media_id] = Medium(kind, data, content_type, self._clock.now())
        self._total += len(data)
        return media_id

    def find(self, media_id: str) -> Medium | None:
        """None also for what has lain here longer than three days."""
        medium = self._media.get(media_id)
        if medium is None or self._clock.now() - medium.put_at > LIFE:
            return None
        return medium
