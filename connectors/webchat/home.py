"""The desk's own pages, told from the pages of sites that embed them."""

from __future__ import annotations

from aiohttp import web

from bot.errors import Forbidden
from bot.own_site import OwnSite


class Home:
    def __init__(self, site: OwnSite) -> None:
        self._site = site

    def check(self, request: web.Request) -> None:
        """Raise Forbidden where a browser asks for another site's page, or no browser asks.

        A page's scripts can set none of these headers. Sites that embed the desk are foreign here:
        its frame has the desk's own origin, and their scripts are to read nothing.
        """
        if request.headers.get("Sec-Fetch-Site") == "same-origin" or self._site.sent(request):
            return
        raise Forbidden("只有前台自己的页面可以这样做")
