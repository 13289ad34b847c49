"""Tries of staff to come in by single sign-on: each step is taken once, by one statement."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import IdentityTry, Staff, StaffIdentity


async def open_try(session: AsyncSession, new: IdentityTry) -> None:
    """Earlier ones of the same browser are void, and what has run out is swept away."""
    await session.execute(
        delete(IdentityTry).where(
            or_(
                IdentityTry.browser_hash == new.browser_hash,
                IdentityTry.expires_at < new.created_at,
            )
        )
    )
    session.add(new)


async def find_try(session: AsyncSession, browser_hash: str, now: datetime) -> IdentityTry | None:
    return await session.scalar(
        select(IdentityTry).where(
            IdentityTry.browser_hash == browser_hash, IdentityTry.expires_at > now
        )
    )


async def move_try(
    session: AsyncSession, state_hash: str, seen: str, to: str, staff_id: str | None = None
) -> IdentityTry | None:
    """None where it had moved on meanwhile."""
    values = {"state": to} | ({"staff_id": staff_id} if staff_id is not None else {})
    return await session.scalar(
        update(IdentityTry)
        .where(IdentityTry.state_hash == state_hash, IdentityTry.state == seen)
        .values(values)
        .returning(IdentityTry)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


async def staff_of_subject(session: AsyncSession, subject_hash: str) -> Staff | None:
    return await session.scalar(
        select(Staff)
        .join(StaffIdentity, StaffIdentity.staff_id == Staff.id)
        .where(StaffIdentity.subject_hash == subject_hash, Staff.active.is_(True))
    )


async def identity_of(session: AsyncSession, staff_id: str) -> StaffIdentity | None:
    return await session.get(StaffIdentity, staff_id)


async def staff_with_identity(session: AsyncSession) -> set[str]:
    return set(await session.scalars(select(StaffIdentity.staff_id)))


async def bind_identity(
    session: AsyncSession, staff_id: str, subject_hash: str, now: datetime
) -> bool:
    """In place of an earlier one of theirs; False where the identity is somebody else's."""
    theirs = await session.scalar(
        select(StaffIdentity.staff_id).where(StaffIdentity.subject_hash == subject_hash)
    )
    if theirs is not None and theirs != staff_id:
        return False
    await session.execute(delete(StaffIdentity).where(StaffIdentity.staff_id == staff_id))
    await session.execute(
        insert(StaffIdentity).values(staff_id=staff_id, subject_hash=subject_hash, bound_at=now)
    )
    return True


async def unbind_identity(session: AsyncSession, staff_id: str) -> bool:
    """Whether there was one. What it had begun ends with it."""
    await session.execute(delete(IdentityTry).where(IdentityTry.staff_id == staff_id))
    gone = await session.scalar(
        delete(StaffIdentity)
        .where(StaffIdentity.staff_id == staff_id)
        .returning(StaffIdentity.staff_id)
    )
    return gone is not None
