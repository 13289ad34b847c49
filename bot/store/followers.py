"""Who follows the account, how they came to it, and which notices they allow (订阅通知)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Conversation, Follower, NoticePermit


async def note_following(
    session: AsyncSession, conversation_id: str, now: datetime, *, following: bool
) -> None:
    """A new follower is asked about again: they may have come another way this time."""
    row = await session.get(Follower, conversation_id)
    if row is None:
        row = Follower(conversation_id=conversation_id, asked=False)
        session.add(row)
    elif following and not row.following:
        row.asked, row.came_by = False, None
    row.following, row.changed_at = following, now


async def find_follower(session: AsyncSession, conversation_id: str) -> Follower | None:
    return await session.get(Follower, conversation_id)


async def followers_to_ask_about(
    session: AsyncSession, channel: str, limit: int = 20
) -> Sequence[tuple[str, str]]:
    """Conversation and address of those whom the platform was not asked about yet."""
    rows = await session.execute(
        select(Conversation.id, Conversation.address)
        .join(Follower, Follower.conversation_id == Conversation.id)
        .where(Follower.following, ~Follower.asked, Conversation.channel == channel)
        .limit(limit)
    )
    return [(conversation_id, address) for conversation_id, address in rows]


async def note_answer_about(
    session: AsyncSession, conversation_id: str, came_by: str | None
) -> None:
    await session.execute(
        update(Follower)
        .where(Follower.conversation_id == conversation_id)
        .values(asked=True, came_by=came_by)
        .execution_options(synchronize_session=False)
    )


async def permit(
    session: AsyncSession, conversation_id: str, template_id: str, key: str, *, accepted: bool
) -> None:
    """``key`` names the push: delivered again it counts once. A refusal takes all permits."""
    row = await _permit_row(session, conversation_id, template_id)
    if row.last_key == key:
        return
    row.last_key = key
    row.permits = row.permits + 1 if accepted else 0


async def note_notice_outcome(
    session: AsyncSession, conversation_id: str, template_id: str, outcome: str | None
) -> None:
    (await _permit_row(session, conversation_id, template_id)).outcome = outcome


async def spend_permit(
    session: AsyncSession, conversation_id: str, template_id: str, silent_since: datetime | None,
    now: datetime,
) -> bool:  # fmt: skip
    """Take one, unless the owner was told already since ``silent_since``, their last word."""
    row = await session.get(
        NoticePermit, (conversation_id, template_id), with_for_update=True, populate_existing=True
    )
    if row is None or row.permits < 1:
        return False
    if row.told_at is not None and silent_since is not None and row.told_at > silent_since:
        return False
    row.permits, row.told_at, row.outcome = row.permits - 1, now, None
    return True


async def give_permit_back(
    session: AsyncSession, conversation_id: str, template_id: str, reason: str
) -> None:
    """Nothing was sent."""
    row = await _permit_row(session, conversation_id, template_id)
    row.permits, row.told_at, row.outcome = row.permits + 1, None, reason


async def withdraw_permits(
    session: AsyncSession, conversation_id: str, template_id: str, reason: str
) -> None:
    """The platform says that there are none left."""
    row = await _permit_row(session, conversation_id, template_id)
    row.permits, row.outcome = 0, reason


async def list_permits(session: AsyncSession, conversation_id: str) -> Sequence[NoticePermit]:
    rows = await session.scalars(
        select(NoticePermit).where(NoticePermit.conversation_id == conversation_id)
    )
    return rows.all()


async def _permit_row(
    session: AsyncSession, conversation_id: str, template_id: str
) -> NoticePermit:
    row = await session.get(NoticePermit, (conversation_id, template_id), with_for_update=True)
    if row is None:
        row = NoticePermit(
            conversation_id=conversation_id, template_id=template_id, permits=0, last_key=""
        )
        session.add(row)
    return row
