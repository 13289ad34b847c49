"""What was sent beside words: noted with its message, fetched where need be, kept, erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Attachment, Author
from bot.store.models import Conversation, Medium, Message


@dataclass(frozen=True, slots=True)
class Kept:
    kind: str
    content_type: str
    data: bytes
    name: str


async def note_medium(session: AsyncSession, message: Message, attachment: Attachment) -> None:
    """With its message: what was acknowledged is kept, or fetched whatever happens in between."""
    whole = {
        "state": "kept", "content_type": attachment.content_type,
        "data": attachment.data, "size": len(attachment.data),
    } if attachment.data else {"state": "waiting"}  # fmt: skip
    await session.execute(
        insert(Medium).values(
            message_id=message.id,
            conversation_id=message.conversation_id,
            kind=attachment.kind,
            remote_id=attachment.remote_id,
            url=attachment.url,
            name=attachment.name,
            attempts=0,
            next_try_at=message.created_at,
            **whole,
        )
    )


async def media_to_fetch(
    session: AsyncSession, channel: str, now: datetime, limit: int = 20
) -> Sequence[Medium]:
    rows = await session.scalars(
        select(Medium)
        .join(Conversation, Conversation.id == Medium.conversation_id)
        .where(
            Medium.state == "waiting", Medium.next_try_at <= now, Conversation.channel == channel
        )
        .order_by(Medium.next_try_at)
        .limit(limit)
    )
    return rows.all()


async def keep_medium(
    session: AsyncSession, message_id: int, content_type: str, data: bytes
) -> None:
    """Nothing where it was erased meanwhile."""
    await _update(
        session, message_id,
        state="kept", content_type=content_type, data=data, size=len(data), reason=None,
    )  # fmt: skip


async def try_medium_later(
    session: AsyncSession, message_id: int, at: datetime, reason: str
) -> None:
    await _update(session, message_id, next_try_at=at, reason=reason, attempts=Medium.attempts + 1)


async def give_medium_up(session: AsyncSession, message_id: int, reason: str) -> None:
    """``reason`` is a Chinese sentence that staff read in its place."""
    await _update(session, message_id, state="failed", reason=reason)


async def read_medium(session: AsyncSession, conversation_id: str, seq: int) -> Kept | None:
    """None for what is not here, or not any more."""
    row = (
        await session.execute(
            select(Medium.kind, Medium.content_type, Medium.data, Medium.name)
            .join(Message, Message.id == Medium.message_id)
            .where(
                Message.conversation_id == conversation_id,
                Message.seq == seq,
                Medium.state == "kept",
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return Kept(row.kind, row.content_type or "", row.data or b"", row.name)


async def media_of(session: AsyncSession, message_ids: Sequence[int]) -> dict[int, Medium]:
    """By message id, without their bytes."""
    rows = await session.scalars(select(Medium).where(Medium.message_id.in_(message_ids)))
    return {row.message_id: row for row in rows}


async def count_media(
    session: AsyncSession, conversation_id: str, author: Author | None = None
) -> int:
    """Those that are here or may still come: one side's, or all."""
    query = (
        select(func.count())
        .select_from(Medium)
        .where(Medium.conversation_id == conversation_id, Medium.state.in_(("waiting", "kept")))
    )
    if author is not None:
        query = query.join(Message, Message.id == Medium.message_id).where(Message.author == author)
    return await session.scalar(query) or 0


async def erase_media(session: AsyncSession, conversation_id: str) -> None:
    """What is still on its way is not stored any more when it comes."""
    await session.execute(
        update(Medium)
        .where(Medium.conversation_id == conversation_id)
        .values(state="erased", data=None, size=None, remote_id="", url="", name="", reason=None)
        .execution_options(synchronize_session=False)
    )


async def _update(session: AsyncSession, message_id: int, **values: object) -> None:
    await session.execute(
        update(Medium)
        .where(Medium.message_id == message_id, Medium.state == "waiting")
        .values(**values)
        .execution_options(synchronize_session=False)
    )
