"""GET /f/…: a file that staff sent, for the owner's own browser.

WeChat's browser draws pictures and, on some phones, PDF; what it will not open, a page can at least
name, and say how to get it: an address that only downloads shows there as an empty page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.clock import CHINA, Clock
from bot.errors import NotFound
from bot.messages import Author
from bot.store.database import Database
from bot.store.media import Kept, read_medium
from bot.store.models import Message
from connectors.enclosures.links import PATH, FileLinks

LIFE = timedelta(days=30)
SHELL = "sheet/file.html"
PLACE = "<!-- file -->"
GONE = "这个文件已经过期或删除，或者链接不完整。请回到聊天里说一声，让工作人员再发一次。"
OPEN = "打开文件"
HINT = "微信里打不开时，点右上角的“…”，选“在浏览器打开”，就能查看或保存。"
UNTIL = "链接到 {day} 为止有效，请不要转给别人。"
# What a browser draws itself, without running anything of it; all else is only saved.
DRAWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"})
# Neither search engines nor the next page learn of it.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
# Browsers refuse to draw a PDF in a sandbox; only what no browser draws is put into one.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Enclosed:
    kept: Kept
    until: datetime


class FilePage:
    """``dist``: the built pages, of which one is the shell around every file."""

    def __init__(self, database: Database, clock: Clock, links: FileLinks, dist: Path) -> None:
        self._database = database
        self._clock = clock
        self._links = links
        self._shell = dist / SHELL

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PATH + "{token}", self.show, allow_head=False),
            web.get(PATH + "{token}/{name}", self.give, allow_head=False),
        ]

    async def show(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        found = await self._find(token)
        if not self._shell.is_file():
            raise NotFound("页面还没有构建：请运行 make web")
        main = page(found, f"{PATH}{token}") if found is not None else f"<p>{GONE}</p>"
        return web.Response(
            text=self._shell.read_text().replace(PLACE, main),
            status=404 if found is None else 200, content_type="text/html", headers=HEADERS,
        )  # fmt: skip

    async def give(self, request: web.Request) -> web.Response:
        """The file itself; its name stands in the address for what saves under that."""
        found = await self._find(request.match_info["token"])
        if found is None:
            raise NotFound(GONE)
        kept = found.kept
        drawn = kept.content_type in DRAWN
        disposition = "inline" if drawn else "attachment"
        return web.Response(
            body=kept.data,
            content_type=kept.content_type,
            headers={
                **HEADERS,
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": POLICY if drawn else f"{POLICY}; sandbox",
                "Content-Disposition": f"{disposition}; filename*=UTF-8''{_quoted(kept.name)}",
            },
        )

    async def _find(self, token: str) -> Enclosed | None:
        """None also for what has been erased, is too old, or was never sent by staff."""
        message_id = self._links.read(token)
        if message_id is None:
            return None
        async with self._database.read() as session:
            row = await session.get(Message, message_id)
            if row is None or row.author != Author.STAFF:
                return None
            until = row.created_at + LIFE
            if until <= self._clock.now():
                return None
            kept = await read_medium(session, row.conversation_id, row.seq)
        return Enclosed(kept, until) if kept is not None else None


def page(found: Enclosed, path: str) -> str:
    kept = found.kept
    name, url = escape(kept.name), escape(f"{path}/{_quoted(kept.name)}")
    day = f"{found.until.astimezone(CHINA):%Y-%m-%d}"
    shown = (
        f"<p class='shown'><img src='{url}' alt='{name}'></p>"
        if kept.kind == "image" and kept.content_type in DRAWN
        else ""
    )
    return (
        f"<h1>{name}</h1><p class='about'>{size_text(len(kept.data))}</p>{shown}"
        f"<p><a class='open' href='{url}'>{OPEN}</a></p>"
        f"<p class='about'>{HINT}</p><p class='about'>{UNTIL.format(day=day)}</p>"
    )


def size_text(size: int) -> str:
    kilobytes = max(1, round(size / 1024))
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


def _quoted(name: str) -> str:
    return quote(name, safe="")
