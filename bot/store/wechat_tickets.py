"""The phone's part of a try to come in by WeChat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import WeChatTicket


async def claim_scene(
    session: AsyncSession, scene_hash: str, person_hash: str, now: datetime
) -> WeChatTicket | None:
    """The first phone that scans it has it; the same phone may scan again."""
    return await session.scalar(
        update(WeChatTicket)
        .where(
            WeChatTicket.scene_hash == scene_hash,
            WeChatTicket.purpose != "open",
            WeChatTicket.expires_at > now,
            or_(
                WeChatTicket.state == "waiting",
                (WeChatTicket.state == "scanned") & (WeChatTicket.person_hash == person_hash),
            ),
        )
        .values(state="scanned", person_hash=person_hash)
        .returning(WeChatTicket)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


async def ticket_of_person(
    session: AsyncSession, person_hash: str, now: datetime
) -> WeChatTicket | None:
    """The latest that this phone scanned and that still counts."""
    return await session.scalar(
        select(WeChatTicket)
        .where(WeChatTicket.person_hash == person_hash, WeChatTicket.expires_at > now)
        .order_by(WeChatTicket.created_at.desc())
        .limit(1)
    )
