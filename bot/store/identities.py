"""Web visitors whom the site around the widget vouches for: one conversation for each of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Channel
from bot.store.conversations import open_conversation
from bot.store.models import Conversation, VisitorSession, new_id
from bot.store.visitor_sessions import digest


async def bind_identity(
    session: AsyncSession, token: str, conversation_id: str, identity: str, now: datetime
) -> str:
    """The conversation of this person, which ``token`` opens from now on.

    Whoever has one already, from another device, gets it back. Else the visitor's own becomes it,
    unless it is somebody else's: two people at one browser never read each other's words.
    Two first calls that meet end in an IntegrityError for one of them, which may try again.
    """
    found = await session.scalar(select(Conversation.id).where(Conversation.identity == identity))
    if found is None:
        found = await _claim(session, conversation_id, identity, now)
    if found != conversation_id:
        await session.execute(
            update(VisitorSession)
            .where(VisitorSession.token_hash == digest(token))
            .values(conversation_id=found)
        )
    return found


async def _claim(session: AsyncSession, conversation_id: str, identity: str, now: datetime) -> str:
    claimed = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.identity.is_(None))
        .values(identity=identity)
        .execution_options(synchronize_session=False)
    )
    if getattr(claimed, "rowcount", 0):
        return conversation_id
    fresh = await open_conversation(session, Channel.WEBCHAT, new_id(), now)
    return await _claim(session, fresh.id, identity, now)


async def forget_identity(session: AsyncSession, conversation_id: str) -> None:
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(identity=None)
        .execution_options(synchronize_session=False)
    )
