"""Staff accounts and their sessions; only digests of tokens and argon2id hashes are stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Staff, StaffSession
from bot.store.visitor_sessions import digest


async def count_staff(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Staff)) or 0


async def find_staff(session: AsyncSession, username: str) -> Staff | None:
    return await session.scalar(select(Staff).where(Staff.username == username))


async def add_staff(
    session: AsyncSession,
    *,
    username: str,
    display_name: str,
    password_hash: str,
    role: str,
    now: datetime,
) -> Staff:
    staff = Staff(
        username=username, display_name=display_name, password_hash=password_hash,
        role=role, active=True, created_at=now,
    )  # fmt: skip
    session.add(staff)
    await session.flush()
    return staff


async def names_of(session: AsyncSession, ids: Collection[str]) -> dict[str, str]:
    """Display names by staff id; no question is put to the store where there are no ids."""
    if not ids:
        return {}
    rows = await session.execute(select(Staff.id, Staff.display_name).where(Staff.id.in_(ids)))
    return {staff_id: name for staff_id, name in rows}  # noqa: C416 - rows are not plain tuples


async def open_staff_session(
    session: AsyncSession, staff_id: str, token: str, now: datetime, expires_at: datetime
) -> None:
    await session.execute(
        insert(StaffSession).values(
            token_hash=digest(token), staff_id=staff_id, created_at=now, expires_at=expires_at
        )
    )


async def find_staff_by_token(session: AsyncSession, token: str, now: datetime) -> Staff | None:
    return await session.scalar(
        select(Staff)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            StaffSession.token_hash == digest(token),
            StaffSession.expires_at > now,
            Staff.active.is_(True),
        )
    )


async def find_disabled_by_token(session: AsyncSession, token: str) -> Staff | None:
    """Whose session it was that ended with the account."""
    return await session.scalar(
        select(Staff)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(StaffSession.token_hash == digest(token), Staff.active.is_(False))
    )


async def administrators(session: AsyncSession) -> Sequence[str]:
    """Names of those who can enable an account."""
    names = await session.scalars(
        select(Staff.display_name)
        .where(Staff.role == "admin", Staff.active.is_(True))
        .order_by(Staff.created_at, Staff.id)
    )
    return names.all()


async def end_sessions_of(session: AsyncSession, staff_id: str, now: datetime) -> None:
    """For good, also where the account is enabled again; the rows stay until they are cleared away
    with other lapsed ones, so that whoever comes with one hears why."""
    await session.execute(
        update(StaffSession).where(StaffSession.staff_id == staff_id).values(expires_at=now)
    )


async def close_sessions_of(session: AsyncSession, staff_id: str) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


async def close_staff_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == digest(token)))


async def use_totp_step(session: AsyncSession, staff_id: str, step: int) -> bool:
    """False where a code of this step or of a later one was used already."""
    used = await session.scalar(
        update(Staff)
        .where(Staff.id == staff_id, or_(Staff.totp_step.is_(None), Staff.totp_step < step))
        .values(totp_step=step)
        .returning(Staff.id)
        .execution_options(synchronize_session=False)
    )
    return used is not None
