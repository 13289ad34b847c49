"""Bearer tokens of web visitors. Only a digest is stored: a stolen database opens no chat."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Channel
from bot.store.conversations import open_conversation
from bot.store.models import Conversation, VisitorSession, new_id

LIFE = timedelta(days=180)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


async def open_visitor_session(session: AsyncSession, now: datetime) -> tuple[str, str]:
    """A new visitor: returns (token, conversation id). The token is shown this once."""
    token = secrets.token_urlsafe(32)
    conversation = await open_conversation(session, Channel.WEBCHAT, new_id(), now)
    await session.execute(
        insert(VisitorSession).values(
            token_hash=digest(token),
            conversation_id=conversation.id,
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    return token, conversation.id


async def find_visitor(session: AsyncSession, token: str, now: datetime) -> Conversation | None:
    """The conversation that this token opens, or None where it is unknown or has expired."""
    return await session.scalar(
        select(Conversation)
        .join(VisitorSession, VisitorSession.conversation_id == Conversation.id)
        .where(VisitorSession.token_hash == digest(token), VisitorSession.expires_at > now)
    )
