"""Ways in that have lapsed: nothing opens with them, and they would pile up for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, exists, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Base, Conversation, Invitation, StaffSession, VisitorSession

# A go takes no more, so that nobody waits for it.
MOST = 500
_CONVERSATION_ID = Base.metadata.tables[Conversation.__tablename__].c.id


async def forget_lapsed(session: AsyncSession, now: datetime) -> bool:
    """Whether there may be more. A conversation in which nothing was ever written goes with the
    last visit that could have written in it."""
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    await session.execute(delete(Invitation).where(Invitation.expires_at <= now))
    lapsed = select(VisitorSession.token_hash).where(VisitorSession.expires_at <= now).limit(MOST)
    left = await session.scalars(
        delete(VisitorSession)
        .where(VisitorSession.token_hash.in_(lapsed))
        .returning(VisitorSession.conversation_id)
        .execution_options(synchronize_session=False)
    )
    conversations = left.all()
    await _forget_empty(session, conversations)
    return len(conversations) == MOST


async def _forget_empty(session: AsyncSession, ids: Sequence[str]) -> None:
    unused = [not_(exists().where(column == Conversation.id)) for column in _pointing_here()]
    await session.execute(
        delete(Conversation)
        .where(Conversation.id.in_(ids), Conversation.last_seq == 0, *unused)
        .execution_options(synchronize_session=False)
    )


def _pointing_here() -> list[Column[Any]]:
    """Every column of any table that holds a conversation's id."""
    keys = (key for table in Base.metadata.sorted_tables for key in table.foreign_keys)
    return [key.parent for key in keys if key.column is _CONVERSATION_ID]
