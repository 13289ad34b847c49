"""Owners who wait for a person: since when, and how each wait ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Conversation, Wait

FIRST, NEXT = "first", "next"


async def begin_wait(session: AsyncSession, conversation_id: str, at: datetime) -> None:
    """From now on a person has to answer; one who waits already goes on waiting since then."""
    begun = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.awaiting_since.is_(None))
        .values(awaiting_since=at)
        .execution_options(synchronize_session=False)
    )
    if not getattr(begun, "rowcount", 0):
        return
    answered = Conversation.answered_at.is_not(None)
    kind = select(case((answered, NEXT), else_=FIRST)).where(Conversation.id == conversation_id)
    await session.execute(
        insert(Wait).values(conversation_id=conversation_id, kind=kind.scalar_subquery(), since=at)
    )


async def note_answer(
    session: AsyncSession, conversation_id: str, staff_id: str | None, at: datetime
) -> None:
    """A person has answered."""
    await _end(session, conversation_id, staff_id, at)
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(
            awaiting_since=None, answered_at=case(
                (Conversation.answered_at.is_(None), at), else_=Conversation.answered_at
            ),
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


async def end_visit(session: AsyncSession, conversation_id: str, at: datetime) -> None:
    """Back to the bot, or closed: nobody waits any more, answered or not."""
    await _end(session, conversation_id, None, at)
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(awaiting_since=None, answered_at=None)
        .execution_options(synchronize_session=False)
    )


async def _end(
    session: AsyncSession, conversation_id: str, staff_id: str | None, at: datetime
) -> None:
    await session.execute(
        update(Wait)
        .where(Wait.conversation_id == conversation_id, Wait.ended_at.is_(None))
        .values(ended_at=at, staff_id=staff_id)
        .execution_options(synchronize_session=False)
    )
