"""Where a medium is had: from the media API, and a picture also from its public address."""

from __future__ import annotations

from urllib.parse import urlsplit

import aiohttp

from bot.store.models import Medium
from connectors.wechat.faults import (
    MEDIUM_TOO_LARGE,
    NO_SECRET,
    UNREACHABLE,
    NotDelivered,
    unreadable,
)
from connectors.wechat.send import SLOW, Raw, WeChatApi, read_answer

MAX_MEDIUM = 10 * 1024 * 1024
# Pictures and films of WeChat's lie here. No other address that anybody names is ever fetched.
OWN_HOSTS = (".qpic.cn", ".qlogo.cn", ".qq.com")


class WeChatMedia:
    """``api`` None: the account has no secret set, so only public pictures can be had."""

    def __init__(self, api: WeChatApi | None, http: aiohttp.ClientSession) -> None:
        self._api = api
        self._http = http

    async def fetch(self, medium: Medium) -> bytes:
        """Raise NotDelivered where neither way leads to it."""
        try:
            data = await self._from_api(medium.remote_id)
        except NotDelivered:
            if medium.kind != "image" or not is_wechats_own(medium.url):
                raise
            data = (await self._get(medium.url)).data
        if len(data) > MAX_MEDIUM:
            raise NotDelivered(MEDIUM_TOO_LARGE)
        return data

    async def _from_api(self, media_id: str) -> bytes:
        if self._api is None:
            raise NotDelivered(NO_SECRET)
        raw = await self._api.download(media_id)
        if raw.json is None:
            return raw.data
        # Of a film the API tells only where it lies.
        film = raw.json.get("video_url")
        if not isinstance(film, str) or not is_wechats_own(film):
            raise NotDelivered(unreadable(200))
        return (await self._get(film)).data

    async def _get(self, url: str) -> Raw:
        try:
            async with self._http.get(url, timeout=SLOW, allow_redirects=False) as response:
                return await read_answer(response)
        except (TimeoutError, aiohttp.ClientError, ValueError):
            raise NotDelivered(UNREACHABLE) from None


def is_wechats_own(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        return (
            parts.scheme in ("http", "https")
            and parts.port in (None, 80, 443)
            and (host.endswith(OWN_HOSTS))
        )
    except ValueError:
        return False
