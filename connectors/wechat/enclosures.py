"""Staff's files on the way to a phone: by themselves where the account can, else as a link."""

from __future__ import annotations

from bot.errors import NotFound
from bot.files import SENDABLE
from bot.messages import Attachment
from bot.settings import Settings
from bot.store.deliveries import FileWay
from bot.store.media import read_medium
from bot.store.models import Message
from connectors.enclosures.links import FileLinks, open_file_links
from connectors.enclosures.page import size_text
from connectors.rooms import Rooms
from connectors.wechat.xml import neutralise

# https://developers.weixin.qq.com/doc/subscription/api/material/temporary/api_uploadtempmedia.html
NATIVE_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})
LACKING = "没有设置 BOT_PUBLIC_URL，对方打不开文件链接，这个文件没有发出"


def carried_files(settings: Settings) -> frozenset[str]:
    """The content types of files that an owner in WeChat can be sent."""
    if open_file_links(settings) is not None:
        return SENDABLE
    return NATIVE_PICTURES if settings.wechat_account == "verified" else frozenset()


class Enclosures:
    """``alone``: content types that go out as messages of their own; ``links`` None: nobody could
    open a link. ``phrase``: how a link is put in this chat."""

    def __init__(
        self,
        rooms: Rooms,
        links: FileLinks | None = None,
        alone: frozenset[str] = frozenset(),
        phrase: str = "file_link",
    ) -> None:
        self._database = rooms.database
        self._phrases = rooms.phrases
        self._links = links
        self._phrase = phrase
        self.way = FileWay(alone, linked=links is not None, lacking=LACKING)

    def goes_alone(self, row: Message) -> bool:
        return (row.meta.get("file") or {}).get("content_type") in self.way.alone

    def link_to(self, row: Message) -> str:
        """The row in words; empty where there is no link."""
        if self._links is None:
            return ""
        file = row.meta["file"]
        said = self._phrases.say(
            self._phrase, title=neutralise(str(file["name"])), size=size_text(int(file["size"])),
            url=self._links.url_of(row.id),
        )  # fmt: skip
        return said.text

    async def read(self, row: Message) -> Attachment:
        """Raises NotFound where it was erased meanwhile."""
        async with self._database.read() as session:
            kept = await read_medium(session, row.conversation_id, row.seq)
        if kept is None:
            raise NotFound
        return Attachment(
            kept.kind, "", name=kept.name, content_type=kept.content_type, data=kept.data
        )
