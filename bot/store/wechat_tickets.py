"""Tries of staff to come in by WeChat: each step is taken once, by one statement."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Staff, StaffWeChat, WeChatTicket


async def open_ticket(session: AsyncSession, ticket: WeChatTicket) -> None:
    """Earlier ones of the same browser are void, and what has run out is swept away."""
    await session.execute(
        delete(WeChatTicket).where(
            or_(
                WeChatTicket.browser_hash == ticket.browser_hash,
                WeChatTicket.expires_at < ticket.created_at,
            )
        )
    )
    session.add(ticket)


async def ticket_of_browser(session: AsyncSession, browser_hash: str) -> WeChatTicket | None:
    return await session.scalar(
        select(WeChatTicket).where(WeChatTicket.browser_hash == browser_hash)
    )


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


async def move_ticket(
    session: AsyncSession,
    scene_hash: str,
    seen: str,
    to: str,
    now: datetime,
    staff_id: str | None = None,
) -> WeChatTicket | None:
    """None where it had moved on, or run out, meanwhile."""
    values = {"state": to} | ({"staff_id": staff_id} if staff_id is not None else {})
    return await session.scalar(
        update(WeChatTicket)
        .where(
            WeChatTicket.scene_hash == scene_hash,
            WeChatTicket.state == seen,
            WeChatTicket.expires_at > now,
        )
        .values(values)
        .returning(WeChatTicket)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


async def staff_of_person(session: AsyncSession, person_hash: str) -> Staff | None:
    return await session.scalar(
        select(Staff)
        .join(StaffWeChat, StaffWeChat.staff_id == Staff.id)
        .where(StaffWeChat.person_hash == person_hash, Staff.active.is_(True))
    )


async def binding_of(session: AsyncSession, staff_id: str) -> StaffWeChat | None:
    return await session.get(StaffWeChat, staff_id)


async def staff_with_wechat(session: AsyncSession) -> set[str]:
    return set(await session.scalars(select(StaffWeChat.staff_id)))


async def bind(session: AsyncSession, staff_id: str, person_hash: str, now: datetime) -> bool:
    """In place of an earlier one of theirs; False where the WeChat is somebody else's."""
    theirs = await session.scalar(
        select(StaffWeChat.staff_id).where(StaffWeChat.person_hash == person_hash)
    )
    if theirs is not None and theirs != staff_id:
        return False
    await session.execute(delete(StaffWeChat).where(StaffWeChat.staff_id == staff_id))
    await session.execute(
        insert(StaffWeChat).values(staff_id=staff_id, person_hash=person_hash, bound_at=now)
    )
    return True


async def unbind(session: AsyncSession, staff_id: str) -> bool:
    """Whether there was one. What it had begun ends with it."""
    await session.execute(delete(WeChatTicket).where(WeChatTicket.staff_id == staff_id))
    gone = await session.scalar(
        delete(StaffWeChat).where(StaffWeChat.staff_id == staff_id).returning(StaffWeChat.staff_id)
    )
    return gone is not None
