"""Which pages are our own: the one rule for every door that a browser's page knocks at."""

from __future__ import annotations

from aiohttp import web
from yarl import URL

from bot.errors import Forbidden


class OwnSite:
    """``public_url``: under which browsers reach the front door. A proxy before it may pass any
    ``Host`` on; where it passes the browser's, pages are known by that too."""

    def __init__(self, public_url: str | None) -> None:
        # As browsers write an Origin: host in ASCII, without a port that goes without saying.
        public = str(URL(public_url).origin()) if public_url else ""
        self._scheme, _, self._place = public.partition("://")

    @property
    def secure(self) -> bool:
        """Whether it is reached by https alone."""
        return self._scheme == "https"

    def sent(self, request: web.Request) -> bool:
        """Whether a page of ours sent this: a foreign page cannot forge its Origin (ASVS 3.5.1)."""
        scheme, _, place = request.headers.get("Origin", "").partition("://")
        if place and place == self._place:
            # Of a page that came unencrypted nobody knows who wrote it.
            return scheme == self._scheme
        # The scheme may be another than ours: a proxy takes https off.
        return scheme in ("http", "https") and place == request.host

    def check(self, request: web.Request) -> None:
        """Raises Forbidden."""
        if not self.sent(request):
            raise Forbidden("请求来自别的网站")
