"""Bearer tokens of web visitors. Only a digest is stored: a stolen database opens no chat."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Channel
from bot.store.conversations import open_conversation
from bot.store.models import Conversation, VisitorSession, new_id

LIFE = timedelta(days=180)

# Built once: every request of a visitor asks it.
_VISITOR = (
    select(Conversation.id, Conversation.address)
    .join(VisitorSession, VisitorSession.conversation_id == Conversation.id)
    .where(VisitorSession.token_hash == bindparam("digest"))
    .where(VisitorSession.expires_at > bindparam("now"))
)


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


async def find_visitor(session: AsyncSession, token: str, now: datetime) -> tuple[str, str] | None:
    """Id and address of the conversation that this token opens; None where it is unknown or has
    expired."""
    row = (await session.execute(_VISITOR, {"digest": digest(token), "now": now})).first()
    return None if row is None else (row.id, row.address)


async def close_visitor_session(session: AsyncSession, token: str) -> None:
    """The token opens nothing from now on; the conversation stays."""
    await session.execute(delete(VisitorSession).where(VisitorSession.token_hash == digest(token)))
