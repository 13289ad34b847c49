"""GET /r/…: all that one turn suggested, with reasons and facts, for the owner's own browser.

Made here and not by a script: WeChat's browser shows it at once, on any phone and any line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.errors import NotFound
from bot.store.conversations import latest_replies, replies_beside
from bot.store.database import Database
from bot.store.models import Message
from connectors.sheets.links import PATH, SheetLinks
from connectors.sheets.suggestions import suggestions_of

LIFE = timedelta(days=30)
SHELL = "sheet/index.html"
PLACE = "<!-- sheet -->"
TITLE = "为您找到 {count} 条推荐"
GONE = "这份推荐已经过期，或者链接不完整。请回到聊天里再问一次。"
PRESS = "在聊天里回复 {number}：{title}"
DEMO = "演示数据"
KINDS = {
    "university": "高校", "mentor": "技术导师", "patent": "开放许可专利", "platform": "创新平台",
    "team": "博士生工作团", "incubator": "孵化载体",
}  # fmt: skip
# It tells what a company looks for: neither search engines nor the next page learn of it.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class SheetPage:
    """``dist``: the built pages, of which one is the shell around every sheet."""

    def __init__(self, database: Database, clock: Clock, links: SheetLinks, dist: Path) -> None:
        self._database = database
        self._clock = clock
        self._links = links
        self._shell = dist / SHELL

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH + "{token}", self.show, allow_head=False)]

    async def show(self, request: web.Request) -> web.Response:
        message_id = self._links.read(request.match_info["token"])
        rows, in_view = await self._rows(message_id) if message_id is not None else ([], False)
        main = sheet(rows, pressable=in_view) if rows else f"<p>{GONE}</p>"
        if not self._shell.is_file():
            raise NotFound("页面还没有构建：请运行 make web")
        return web.Response(
            text=self._shell.read_text().replace(PLACE, main),
            status=200 if rows else 404, content_type="text/html", headers=HEADERS,
        )  # fmt: skip

    async def _rows(self, message_id: int) -> tuple[list[Message], bool]:
        """The turn's rows with suggestions, and whether their numbers can still be pressed."""
        async with self._database.read() as session:
            row = await session.get(Message, message_id)
            if row is None or row.created_at < self._clock.now() - LIFE:
                return [], False
            beside = await replies_beside(session, row)
            latest = await latest_replies(session, row.conversation_id)
        rows = [each for each in beside if suggestions_of(each)]
        return rows, row.id in {each.id for each in latest}


def sheet(rows: Sequence[Message], *, pressable: bool) -> str:
    """``pressable``: the numbers that the chat shows for them still mean them."""
    count = sum(len(suggestions_of(row)) for row in rows)
    parts = [f"<h1>{TITLE.format(count=count)}</h1>"]
    for row in rows:
        items = "".join(_item(card, number, pressable) for card, number in suggestions_of(row))
        parts.append(f"<section><p>{escape(row.text)}</p><ol>{items}</ol></section>")
    return "".join(parts)


def _item(card: dict[str, Any], number: int | None, pressable: bool) -> str:
    kind = KINDS.get(card.get("kind", ""), "")
    mark = f" <span class='demo'>{DEMO}</span>" if card.get("demo") else ""
    facts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(str(value))}</dd></div>"
        for label, value in card.get("facts", {}).items()
    )
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in card.get("reasons", ()))
    press = ""
    if pressable and number is not None:
        title = str(card["buttons"][0]["title"])
        press = f"<p class='press'>{escape(PRESS.format(number=number, title=title))}</p>"
    return (
        f"<li><p class='kind'>{kind}{mark}</p><h2>{escape(card['title'])}</h2>"
        f"<p class='about'>{escape(card.get('subtitle', ''))}</p>"
        f"<ul>{reasons}</ul><dl>{facts}</dl>{press}</li>"
    )
