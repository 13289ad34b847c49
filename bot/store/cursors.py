"""How far channels that must be pulled have been read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import ChannelCursor


async def read_cursor(session: AsyncSession, account: str) -> str:
    """Empty where nothing was read yet."""
    row = await session.get(ChannelCursor, account)
    return row.cursor if row is not None else ""


async def save_cursor(session: AsyncSession, account: str, cursor: str, now: datetime) -> None:
    """Called under the account's lease, so that no two move it at once."""
    await session.merge(ChannelCursor(account=account, cursor=cursor, updated_at=now))


async def known_accounts(session: AsyncSession) -> Sequence[str]:
    return (await session.scalars(select(ChannelCursor.account))).all()
