"""订阅通知: once the window has closed, the only way to tell an owner that something waits.

https://developers.weixin.qq.com/doc/service/guide/product/subscription_messages/intro.html: each
press of 允许 lets the account send one. A notice is no chat: what waits comes with the owner's next
message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import structlog

from bot.clock import CHINA
from bot.store.followers import give_permit_back, spend_permit, withdraw_permits
from bot.store.models import Conversation
from connectors.rooms import Rooms
from connectors.wechat.faults import NotDelivered

log = structlog.get_logger(__name__)

TIME = "{time}"
NONE_LEFT = "notice_refused"


class NoticeSender(Protocol):
    async def send_notice(
        self, openid: str, template_id: str, fields: Mapping[str, str], page: str
    ) -> None:
        """Raise NotDelivered where WeChat did not take it."""
        ...


class Notices:
    """``fields``: the template's fields in the administrator's words, {time} standing for now.
    ``page``: where a press on the notice leads; empty for nowhere."""

    def __init__(
        self, rooms: Rooms, sender: NoticeSender, template_id: str, fields: Mapping[str, str],
        page: str = "",
    ) -> None:  # fmt: skip
        self._database = rooms.database
        self._clock = rooms.clock
        self._sender = sender
        self._template_id = template_id
        self._fields = dict(fields)
        self._page = page

    async def tell(self, conversation: Conversation) -> bool:
        """Whether the owner was told now; once for each silence of theirs."""
        now = self._clock.now()
        async with self._database.write() as session:
            allowed = await spend_permit(
                session, conversation.id, self._template_id, conversation.last_user_at, now
            )
        if not allowed:
            return False
        time = now.astimezone(CHINA).strftime("%Y年%-m月%-d日 %H:%M")
        fields = {name: words.replace(TIME, time) for name, words in self._fields.items()}
        try:
            await self._sender.send_notice(
                conversation.address, self._template_id, fields, self._page
            )
        except NotDelivered as error:
            await self._note_fault(conversation.id, error)
            return False
        return True

    async def _note_fault(self, conversation_id: str, error: NotDelivered) -> None:
        log.warning("wechat.notice_not_sent", outcome=error.fault.name)
        if error.fault.unsure:
            return
        note = withdraw_permits if error.fault.name == NONE_LEFT else give_permit_back
        async with self._database.write() as session:
            await note(session, conversation_id, self._template_id, error.reason)
