"""Requests to be put in touch with a university, a mentor or a patent owner."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Introduction, Mentor, Need, Patent, University, new_id
from bot.store.ordering import order_of
from bot.store.webhook_events import INTRODUCTION_MOVED, tell_of_introduction

AWAITING_CONSENT = "awaiting_consent"
# States in which nothing has left the desk yet, so that a withdrawal is complete.
NOT_FORWARDED = frozenset({AWAITING_CONSENT, "requested"})
# States in which the receiver has what the owner agreed to pass on.
PASSED_ON = frozenset({"forwarded", "answered", "met", "contracted"})


async def begin_introduction(
    session: AsyncSession, need_id: str, kind: str, item_id: str, receiver: str, now: datetime
) -> Introduction:
    """Find or make the one request for this item; a declined one is opened again."""
    row = await introduction_to(session, need_id, kind, item_id)
    if row is None:
        row = Introduction(
            id=new_id(), need_id=need_id, kind=kind, item_id=item_id, receiver=receiver,
            state=AWAITING_CONSENT, requested_at=now, updated_at=now,
        )  # fmt: skip
        session.add(row)
    elif row.state in {"declined", "withdrawn", "no_result"}:
        row.state, row.consent_id, row.updated_at = AWAITING_CONSENT, None, now
    await session.flush()
    return row


async def introduction_to(
    session: AsyncSession, need_id: str, kind: str, item_id: str
) -> Introduction | None:
    found: Introduction | None = await session.scalar(
        select(Introduction).where(
            Introduction.need_id == need_id,
            Introduction.kind == kind,
            Introduction.item_id == item_id,
        )
    )
    return found


async def list_introductions(
    session: AsyncSession, conversation_id: str
) -> Sequence[tuple[Introduction, Need]]:
    rows = await session.execute(
        select(Introduction, Need)
        .join(Need, Need.id == Introduction.need_id)
        .where(Need.conversation_id == conversation_id)
        .order_by(Introduction.requested_at, Introduction.id)
    )
    return [(introduction, need) for introduction, need in rows.all()]


async def find_introduction(
    session: AsyncSession, conversation_id: str, introduction_id: str
) -> Introduction | None:
    rows = await list_introductions(session, conversation_id)
    return next((row for row, _ in rows if row.id == introduction_id), None)


async def lock_introduction(session: AsyncSession, introduction_id: str) -> Introduction | None:
    return await session.get(
        Introduction, introduction_id, with_for_update=True, populate_existing=True
    )


async def list_all(
    session: AsyncSession, states: Collection[str] | None, kind: str | None, find: str | None,
    *, sort: str, limit: int, offset: int = 0,
) -> tuple[Sequence[tuple[Introduction, Need]], int]:  # fmt: skip
    """Of every conversation, in one of these ``states``, and the number of all. ``find``: in the
    receiver, the firm or the need's number."""
    query = select(Introduction, Need).join(Need, Need.id == Introduction.need_id)
    if states is not None:
        query = query.where(Introduction.state.in_(states))
    if kind is not None:
        query = query.where(Introduction.kind == kind)
    if find:
        looked_at = (Introduction.receiver, Need.company, Need.number)
        query = query.where(or_(*(each.icontains(find, autoescape=True) for each in looked_at)))
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(order_of(Introduction, sort), Introduction.id)
    rows = await session.execute(ordered.limit(limit).offset(offset))
    return [(introduction, need) for introduction, need in rows], total


async def withdraw_introductions(
    session: AsyncSession, conversation_id: str, now: datetime
) -> tuple[int, list[str]]:
    """Stop what was not passed on yet; returns how many, and the receivers that already know."""
    rows = await list_introductions(session, conversation_id)
    stopped = [each for each in rows if each[0].state in NOT_FORWARDED]
    for row, need in stopped:
        await _stop(session, row, need, "withdrawn", now)
    await session.flush()
    return len(stopped), [row.receiver for row, _ in rows if row.state in PASSED_ON]


async def stop_introductions_of(
    session: AsyncSession, need: Need, state: str, now: datetime
) -> None:
    """Nothing of a need that is over is passed on any more."""
    rows = await session.scalars(
        select(Introduction).where(
            Introduction.need_id == need.id, Introduction.state.in_(NOT_FORWARDED)
        )
    )
    for row in rows.all():
        await _stop(session, row, need, state, now)
    await session.flush()


async def _stop(
    session: AsyncSession, row: Introduction, need: Need, state: str, now: datetime
) -> None:
    heard_of = row.state != AWAITING_CONSENT
    row.state, row.updated_at = state, max(now, row.updated_at + timedelta(microseconds=1))
    if heard_of:
        await tell_of_introduction(session, INTRODUCTION_MOVED, row, need, now)


async def name_receiver(session: AsyncSession, kind: str, item_id: str) -> str | None:
    """Who would get the data, named as PIPL art. 23 asks; None where the item is unknown."""
    if kind == "university":
        university = await session.get(University, item_id)
        return university.name if university else None
    if kind == "mentor":
        return await _name_mentor(session, item_id)
    patent = await session.get(Patent, item_id) if kind == "patent" else None
    return patent.owner_name if patent else None


async def _name_mentor(session: AsyncSession, mentor_id: str) -> str | None:
    mentor = await session.get(Mentor, mentor_id)
    if mentor is None:
        return None
    university = await session.get(University, mentor.university_id)
    return f"{university.name} {mentor.name}" if university else mentor.name
