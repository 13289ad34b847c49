"""Pictures and files of a visitor's conversation: theirs are taken in, theirs and staff's given."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from bot.conversation.inbox import Inbox
from bot.conversation.phrases import SAY
from bot.errors import NotFound
from bot.files import FILES_PER_HOUR, HOUR, NOTED, check_room, read_file
from bot.media_types import BYTES
from bot.messages import Attachment, Author, Channel, Inbound
from bot.store.conversations import find_received
from bot.store.database import Database
from bot.store.media import count_media, read_medium
from connectors.webchat.visitors import Visitor, Visitors

# A file of the conversation's is saved or drawn in <img>, never opened as a page.
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
        name = request.query.get("name", "")
        file = await read_file(request.content, request.content_length, name)
        accepted = await self._inbox.accept(to_inbound(visitor.address, client_msg_id, file))
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
        its = visitor.conversation_id
        wait = await self._limits.hit(f"file:{its}", FILES_PER_HOUR, HOUR)
        async with self._database.read() as session:
            check_room(wait, await count_media(session, its, Author.USER))


def to_inbound(address: str, client_msg_id: str, file: Attachment) -> Inbound:
    return Inbound(
        Channel.WEBCHAT, address, client_msg_id, text=NOTED[file.kind], payload=f"{SAY}:media_kept",
        meta={"type": file.kind, "file": file.described}, attachment=file,
    )  # fmt: skip
