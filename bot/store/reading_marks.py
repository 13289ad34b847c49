"""How far each colleague has read, and the notes in which they are named."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Author
from bot.store.models import Mention, Message, Seen


async def mark_seen(
    session: AsyncSession, staff_id: str, conversation_id: str, seq: int, now: datetime
) -> None:
    """Up to ``seq``, never back; mentions in this conversation count as seen too."""
    mine = (Seen.staff_id == staff_id, Seen.conversation_id == conversation_id)
    known = await session.scalar(select(Seen.seq).where(*mine))
    if known is None:
        try:
            async with session.begin_nested():
                await session.execute(
                    insert(Seen).values(staff_id=staff_id, conversation_id=conversation_id, seq=seq)
                )
        except IntegrityError:  # another tab was quicker
            known = 0
    if known is not None and known < seq:
        await session.execute(update(Seen).where(*mine, Seen.seq < seq).values(seq=seq))
    await session.execute(
        update(Mention)
        .where(
            Mention.staff_id == staff_id,
            Mention.conversation_id == conversation_id,
            Mention.seen_at.is_(None),
        )
        .values(seen_at=now)
    )


async def seen_by(
    session: AsyncSession, staff_id: str, conversation_ids: Collection[str]
) -> dict[str, int]:
    rows = await session.execute(
        select(Seen.conversation_id, Seen.seq).where(
            Seen.staff_id == staff_id, Seen.conversation_id.in_(conversation_ids)
        )
    )
    return {conversation_id: seq for conversation_id, seq in rows}  # noqa: C416 - not plain tuples


async def count_unread(
    session: AsyncSession, staff_id: str, conversation_ids: Collection[str]
) -> dict[str, int]:
    """The owner's messages behind what this colleague has seen; none where nothing is new."""
    seen = select(Seen.seq).where(
        Seen.staff_id == staff_id, Seen.conversation_id == Message.conversation_id
    )
    rows = await session.execute(
        select(Message.conversation_id, func.count())
        .where(
            Message.conversation_id.in_(conversation_ids),
            Message.author == Author.USER,
            Message.seq > func.coalesce(seen.scalar_subquery(), 0),
        )
        .group_by(Message.conversation_id)
    )
    return {conversation_id: count for conversation_id, count in rows}  # noqa: C416 - as above


async def add_mentions(
    session: AsyncSession, note_id: int, conversation_id: str, staff_ids: Collection[str]
) -> None:
    for staff_id in set(staff_ids):
        await session.execute(
            insert(Mention).values(
                note_id=note_id, staff_id=staff_id, conversation_id=conversation_id
            )
        )


async def mentions_of(session: AsyncSession, note_ids: Collection[int]) -> dict[int, list[str]]:
    rows = await session.execute(
        select(Mention.note_id, Mention.staff_id)
        .where(Mention.note_id.in_(note_ids))
        .order_by(Mention.staff_id)
    )
    named: dict[int, list[str]] = {}
    for note_id, staff_id in rows:
        named.setdefault(note_id, []).append(staff_id)
    return named
