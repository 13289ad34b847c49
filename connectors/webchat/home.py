"""The desk's own pages, told from the pages of sites that embed them."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import Forbidden


class Home:
    """``public_url``: how visitors reach the desk where a proxy names another host to it."""

    def __init__(self, public_url: str | None) -> None:
        self._public = urlsplit(public_url or "").netloc

    def check(self, request: web.Request) -> None:
        """Raise Forbidden where a browser asks for another site's page, or no browser asks.

        A page's scripts can set none of these headers. Sites that embed the desk are foreign here:
        its frame has the desk's own origin, and their scripts are to read nothing.
        """
        if request.headers.get("Sec-Fetch-Site") == "same-origin":
            return
        host = urlsplit(request.headers.get("Origin", "")).netloc
        if not host or host not in (request.host, self._public):
            raise Forbidden("只有前台自己的页面可以这样做")
