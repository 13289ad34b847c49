"""Endpoint: staff send an owner a picture or a document."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.errors import BadRequest
from bot.files import FILES_PER_HOUR, HOUR, SENDABLE, check_room, read_file
from bot.handoff.desk_schema import FileQuery
from bot.handoff.endpoint import RAW, Allowance, Call, Endpoint
from bot.handoff.message_schema import MessageView
from bot.handoff.rows import view_messages
from bot.handoff.sign_in import RateLimits
from bot.handoff.writing import Writing
from bot.messages import Attachment, Author, Channel
from bot.store.database import Database
from bot.store.media import count_media
from bot.store.models import Conversation, Message

PATH = "/api/v1/conversations/{id}/file"
# Whoever sends a whole folder at once, and no more.
OFTEN = Allowance(30)
ONLY_PICTURES = (
    "微信里只能直接发 JPG、PNG、GIF 图片；"
    "别的文件要用链接发，管理员设置 BOT_PUBLIC_URL 后才能打开。这个文件没有发出"
)
NOT_AT_ALL = (
    "这个公众号只能用链接发文件，管理员设置 BOT_PUBLIC_URL 后对方才能打开。这个文件没有发出"
)


class FilesApi:
    """``carried``: the content types that an owner can be sent on a channel whose account cannot
    bring everything; it is read at every look, since the sandbox's account changes."""

    def __init__(
        self,
        database: Database,
        writing: Writing,
        limits: RateLimits,
        carried: Mapping[Channel, Collection[str]],
    ) -> None:
        self._database = database
        self._writing = writing
        self._limits = limits
        self._carried = carried

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("POST", PATH, self.send, "把图片或文件发给企业主", MessageView,
                     query=FileQuery, upload=RAW, allowance=OFTEN),
        ]  # fmt: skip

    async def send(self, call: Call) -> MessageView:
        """The body is the file itself. It is read only where it may be sent."""
        query: FileQuery = call.query
        conversation_id = call.path["id"]
        row = await self._writing.find_sent(call.caller, conversation_id, query.client_msg_id)
        if row is None:
            await self._check_room(conversation_id)
            request = call.request
            file = await read_file(request.content, request.content_length, query.name)
            await self._check_way(conversation_id, file)
            row = await self._writing.send_file(
                call.caller, conversation_id, query.client_msg_id, file
            )
        return await self._view(row)

    async def _check_room(self, conversation_id: str) -> None:
        """As for visitors, so that neither side fills the other's room."""
        wait = await self._limits.hit(f"staff-file:{conversation_id}", FILES_PER_HOUR, HOUR)
        async with self._database.read() as session:
            check_room(wait, await count_media(session, conversation_id, Author.STAFF))

    async def _check_way(self, conversation_id: str, file: Attachment) -> None:
        async with self._database.read() as session:
            channel = (await session.get_one(Conversation, conversation_id)).channel
        carried = self._carried.get(Channel(channel), SENDABLE)
        if file.content_type not in carried:
            raise BadRequest(ONLY_PICTURES if carried else NOT_AT_ALL)

    async def _view(self, row: Message) -> MessageView:
        async with self._database.read() as session:
            (view,) = await view_messages(session, [row])
        return view
