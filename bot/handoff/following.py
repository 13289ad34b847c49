"""The conversations that one staff socket follows, and the frames that come of news."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

from bot.coordination.topics import MENTION, NEED, NOTES, PRESENCE
from bot.handoff.attendance import Attendance
from bot.handoff.desk_schema import (
    Frame,
    InboxFrame,
    MentionFrame,
    MessagesFrame,
    PresenceFrame,
    StaleFrame,
    ViewerView,
)
from bot.handoff.rows import view_messages
from bot.handoff.watch import News
from bot.store.conversations import messages_after
from bot.store.database import Database
from bot.store.models import Conversation, Message

PAGE = 200
MOST_FOLLOWED = 50


class Following:
    """``staff_id``: whose socket it is."""

    def __init__(self, database: Database, attendance: Attendance, staff_id: str) -> None:
        self._staff_id = staff_id
        self._database = database
        self._attendance = attendance
        # The last seq that was sent of each.
        self._sent: dict[str, int] = {}
        self._fresh: set[str] = set()

    def follow(self, conversation_id: str, after: int) -> None:
        """From the row behind ``after`` on; the one followed longest makes way for a new one."""
        self._sent.pop(conversation_id, None)
        if len(self._sent) >= MOST_FOLLOWED:
            self._sent.pop(next(iter(self._sent)))
        self._sent[conversation_id] = after
        self._fresh.add(conversation_id)

    def leave(self, conversation_id: str) -> None:
        self._sent.pop(conversation_id, None)

    async def frames(self, news: News) -> AsyncIterator[Frame]:
        for row in news.rows.values():
            yield InboxFrame(conversation=row)
        fresh, self._fresh = self._fresh, set()
        for conversation_id in fresh | (news.rows.keys() & self._sent.keys()):
            async for page in self._catch_up(conversation_id):
                yield page
        # A conversation that does not exist was let go of while catching up.
        presence = {(PRESENCE, conversation_id) for conversation_id in fresh}
        for part, conversation_id in news.parts | presence:
            if part == MENTION:
                conversation, _, named = conversation_id.partition("/")
                if named == self._staff_id:
                    yield MentionFrame(conversation_id=conversation)
            # An open need is looked at without its conversation.
            elif part == NEED or conversation_id in self._sent:
                yield await self._part(part, conversation_id)

    async def _part(self, part: str, conversation_id: str) -> Frame:
        if part == PRESENCE:
            viewers = await self._attendance.viewers(conversation_id)
            views = [ViewerView.model_validate(each) for each in viewers]
            return PresenceFrame(conversation_id=conversation_id, viewers=views)
        return StaleFrame(conversation_id=conversation_id, part=NEED if part == NEED else NOTES)

    async def _catch_up(self, conversation_id: str) -> AsyncIterator[MessagesFrame]:
        while conversation_id in self._sent:
            after = self._sent[conversation_id]
            async with self._database.read() as session:
                conversation = await session.get(Conversation, conversation_id)
                if conversation is None:
                    self.leave(conversation_id)
                    return
                rows = list(await messages_after(session, conversation_id, after, PAGE))
                if not rows:
                    return
                views = await view_messages(session, [*await _answered(session, rows), *rows])
            self._sent[conversation_id] = rows[-1].seq
            yield MessagesFrame(
                conversation_id=conversation_id, messages=views, last_seq=conversation.last_seq
            )


async def _answered(session: AsyncSession, rows: list[Message]) -> list[Message]:
    """The owner's messages that these rows answer and that were sent before them: only now is
    it known how they were understood."""
    seqs = {row.reply_to for row in rows if row.reply_to and row.reply_to < rows[0].seq}
    if not seqs:
        return []
    earlier = await messages_after(session, rows[0].conversation_id, min(seqs) - 1, PAGE)
    return [row for row in earlier if row.seq in seqs]
