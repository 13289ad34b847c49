"""Pictures and files of visitors: taken with a limit, known by their content, given back."""

from __future__ import annotations

import re
from typing import Protocol

from aiohttp import web

from bot.conversation.inbox import Inbox
from bot.conversation.phrases import SAY
from bot.errors import BadRequest, NotFound, TooLarge, TooManyRequests
from bot.media_types import BYTES, content_type_of
from bot.messages import Attachment, Channel, Inbound
from bot.store.conversations import find_received
from bot.store.database import Database
from bot.store.media import count_media, read_medium
from connectors.webchat.visitors import Visitor, Visitors

MAX_FILE = 10 * 1024 * 1024
CHUNK = 64 * 1024
# What one conversation may hold, and how many may come in an hour.
MAX_FILES = 100
FILES_PER_HOUR = 30
MAX_NAME = 100
# Nothing that would lead out of a folder, or that a listing would show as something else.
UNWANTED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
TAKEN = "JPG、PNG、GIF、WebP、PDF、Word、Excel、PPT"
# A visitor's own file is saved or drawn in <img>, never opened as a page.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Content-Disposition": "attachment",
}


class RateLimits(Protocol):
    async def hit(self, key: str, limit: int, window: float) -> float: ...


class Files:
    def __init__(
        self, visitors: Visitors, inbox: Inbox, database: Database, limits: RateLimits
    ) -> None:
        self._visitors = visitors
        self._inbox = inbox
        self._database = database
        self._limits = limits

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/webchat/files", self.take),
            web.get(r"/webchat/files/{seq:\d{1,9}}", self.give),
        ]

    async def take(self, request: web.Request) -> web.Response:
        """The body is the file itself; ``client_msg_id`` and ``name`` stand in the query."""
        visitor = await self._visitors.recognise(request)
        client_msg_id = request.query.get("client_msg_id", "")
        if not await self._is_repeat(visitor, client_msg_id):
            await self._check_room(visitor)
        data = await read_limited(request)
        name = tidy_name(request.query.get("name", ""))
        accepted = await self._inbox.accept(to_inbound(visitor.address, client_msg_id, name, data))
        return web.json_response({"seq": accepted.seq}, status=202 if accepted.first_time else 200)

    async def give(self, request: web.Request) -> web.Response:
        visitor = await self._visitors.recognise(request)
        async with self._database.read() as session:
            kept = await read_medium(
                session, visitor.conversation_id, int(request.match_info["seq"])
            )
        if kept is None:
            raise NotFound("没有这个文件，或者已经删除")
        return web.Response(
            body=kept.data, content_type=kept.content_type or BYTES, headers=HEADERS
        )

    async def _is_repeat(self, visitor: Visitor, client_msg_id: str) -> bool:
        async with self._database.read() as session:
            found = await find_received(session, Channel.WEBCHAT, visitor.address, client_msg_id)
        return found is not None

    async def _check_room(self, visitor: Visitor) -> None:
        wait = await self._limits.hit(f"file:{visitor.conversation_id}", FILES_PER_HOUR, 3600)
        if wait > 0:
            raise TooManyRequests(
                "发送的文件太多了，请过一会儿再发", retry_after=max(1, round(wait))
            )
        async with self._database.read() as session:
            if await count_media(session, visitor.conversation_id) >= MAX_FILES:
                raise BadRequest(f"一个会话最多保存 {MAX_FILES} 个文件")


async def read_limited(request: web.Request) -> bytes:
    """Raise TooLarge as soon as it is clear; what comes in pieces is not believed either."""
    if (request.content_length or 0) > MAX_FILE:
        raise _too_large()
    data = bytearray()
    async for chunk in request.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > MAX_FILE:
            raise _too_large()
    return bytes(data)


def to_inbound(address: str, client_msg_id: str, name: str, data: bytes) -> Inbound:
    content_type = content_type_of(data)
    if not content_type.startswith(("image/", "application/")) or content_type == BYTES:
        raise BadRequest(f"只能发送图片和文档：{TAKEN}")
    kind = "image" if content_type.startswith("image/") else "file"
    text = "〔图片〕" if kind == "image" else "〔文件〕"
    file = {"kind": kind, "name": name, "size": len(data), "content_type": content_type}
    return Inbound(
        Channel.WEBCHAT, address, client_msg_id, text=text, payload=f"{SAY}:media_kept",
        meta={"type": kind, "file": file},
        attachment=Attachment(kind, "", name=name, content_type=content_type, data=data),
    )  # fmt: skip


def tidy_name(name: str) -> str:
    """Fit to be shown and saved; the end of a long one is kept, for its suffix."""
    tidy = UNWANTED.sub("_", name.encode(errors="replace").decode()).strip(" .")
    return tidy[-MAX_NAME:] or "文件"


def _too_large() -> TooLarge:
    return TooLarge(f"文件太大，最多 {MAX_FILE // 1024 // 1024} MB", limit=MAX_FILE)
