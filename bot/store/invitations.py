"""Links with which colleagues choose their passwords."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Invitation, Staff
from bot.store.visitor_sessions import digest


async def open_invitation(
    session: AsyncSession, staff_id: str, token: str, now: datetime, expires_at: datetime
) -> None:
    """Earlier ones of the same person are void."""
    await withdraw_invitations(session, staff_id)
    await session.execute(
        insert(Invitation).values(
            token_hash=digest(token), staff_id=staff_id, created_at=now, expires_at=expires_at
        )
    )


async def withdraw_invitations(session: AsyncSession, staff_id: str) -> None:
    await session.execute(delete(Invitation).where(Invitation.staff_id == staff_id))


async def invited(session: AsyncSession, token: str, now: datetime) -> Staff | None:
    return await session.scalar(
        select(Staff)
        .join(Invitation, Invitation.staff_id == Staff.id)
        .where(
            Invitation.token_hash == digest(token),
            Invitation.expires_at > now,
            Staff.active.is_(True),
        )
    )


async def take_up(session: AsyncSession, token: str) -> bool:
    """Void it; False where somebody else was quicker."""
    gone: Sequence[str] = (
        await session.scalars(
            delete(Invitation)
            .where(Invitation.token_hash == digest(token))
            .returning(Invitation.staff_id)
        )
    ).all()
    return bool(gone)
