"""Ways of staff to come in beside the password: tries, and whom each is known as there.

Each step of a try is taken once, by one statement, however many come at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import IdentityTicket, Staff, StaffIdentity, StaffWeChat, WeChatTicket


@dataclass(frozen=True, slots=True)
class Way[Ticket: (WeChatTicket, IdentityTicket)]:
    """Its two tables."""

    tickets: type[Ticket]
    bindings: type[StaffWeChat] | type[StaffIdentity]


WECHAT = Way(WeChatTicket, StaffWeChat)
SINGLE_SIGN_ON = Way(IdentityTicket, StaffIdentity)
type AnyWay = Way[Any]


async def open_ticket(session: AsyncSession, ticket: WeChatTicket | IdentityTicket) -> None:
    """Earlier ones of the same browser are void, and what has run out is swept away."""
    table = type(ticket)
    await session.execute(
        delete(table).where(
            or_(
                table.browser_hash == ticket.browser_hash,
                table.expires_at < ticket.created_at,
            )
        )
    )
    session.add(ticket)


async def ticket_of_browser[Ticket: (WeChatTicket, IdentityTicket)](
    session: AsyncSession, way: Way[Ticket], browser_hash: str, now: datetime
) -> Ticket | None:
    """What it began last, while that counts."""
    table = way.tickets
    return await session.scalar(
        select(table).where(table.browser_hash == browser_hash, table.expires_at > now)
    )


async def move_ticket[Ticket: (WeChatTicket, IdentityTicket)](
    session: AsyncSession,
    ticket: Ticket,
    seen: str,
    to: str,
    now: datetime,
    staff_id: str | None = None,
) -> Ticket | None:
    """None where it had moved on, or run out, meanwhile."""
    table = type(ticket)
    values = {"state": to} | ({"staff_id": staff_id} if staff_id is not None else {})
    return await session.scalar(
        update(table)
        .where(table.scene_hash == ticket.scene_hash, table.state == seen, table.expires_at > now)
        .values(values)
        .returning(table)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


async def staff_of_person(session: AsyncSession, way: AnyWay, person_hash: str) -> Staff | None:
    table = way.bindings
    return await session.scalar(
        select(Staff)
        .join(table, table.staff_id == Staff.id)
        .where(table.person_hash == person_hash, Staff.active.is_(True))
    )


async def bound_at(session: AsyncSession, way: AnyWay, staff_id: str) -> datetime | None:
    table = way.bindings
    return await session.scalar(select(table.bound_at).where(table.staff_id == staff_id))


async def staff_bound(session: AsyncSession, way: AnyWay) -> set[str]:
    return set(await session.scalars(select(way.bindings.staff_id)))


async def bind(
    session: AsyncSession, way: AnyWay, staff_id: str, person_hash: str, now: datetime
) -> bool:
    """In place of an earlier one of theirs; False where the person is somebody else's."""
    table = way.bindings
    theirs = await session.scalar(select(table.staff_id).where(table.person_hash == person_hash))
    if theirs is not None and theirs != staff_id:
        return False
    await session.execute(delete(table).where(table.staff_id == staff_id))
    await session.execute(
        insert(table).values(staff_id=staff_id, person_hash=person_hash, bound_at=now)
    )
    return True


async def unbind(session: AsyncSession, way: AnyWay, staff_id: str) -> bool:
    """Whether there was one. What it had begun ends with it."""
    table = way.bindings
    await session.execute(delete(way.tickets).where(way.tickets.staff_id == staff_id))
    gone = await session.scalar(
        delete(table).where(table.staff_id == staff_id).returning(table.staff_id)
    )
    return gone is not None
