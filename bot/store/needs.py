"""Needs, their history and their numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import (
    Challenge,
    Contact,
    Contract,
    Introduction,
    Licence,
    Need,
    NeedEvent,
    NeedNumber,
    Suggestion,
    TermAsk,
    TermProposal,
    new_id,
)

DRAFT = "draft"
# Nothing comes of it any more.
OVER = frozenset({"withdrawn", "closed"})
# Staff sent it back for its owner to add to.
RETURNED = "returned"
# What points at a need. The first go with a draft that is discarded; where one of the others hangs
# on it, somebody else relies on it, and it stays.
GOES_ALONG = (NeedEvent, Suggestion, TermAsk)
HOLDS_BACK = (Introduction, Challenge, Contract, Licence, TermProposal)
_MOST_ELSEWHERE = 50


async def find_draft(session: AsyncSession, conversation_id: str) -> Need | None:
    """The need that this conversation is collecting: the draft begun last."""
    return await session.scalar(
        select(Need)
        .where(Need.conversation_id == conversation_id, Need.state == DRAFT)
        .order_by(Need.created_at.desc(), Need.id)
        .limit(1)
    )


async def new_draft(session: AsyncSession, conversation_id: str, now: datetime) -> Need:
    """Begin a draft. One without a problem yet is taken up instead: nothing was said in it."""
    found = await find_draft(session, conversation_id)
    if found is not None and found.problem is None:
        return found
    need = _blank(conversation_id, now, now)
    session.add(need)
    await session.flush()
    return need


async def list_drafts(session: AsyncSession, conversation_id: str) -> Sequence[Need]:
    """The one in hand first, then those that wait."""
    rows = await session.scalars(
        select(Need)
        .where(Need.conversation_id == conversation_id, Need.state == DRAFT)
        .order_by(Need.created_at.desc(), Need.id)
    )
    return rows.all()


async def queue_draft(session: AsyncSession, first: Need, now: datetime) -> Need:
    """A draft whose turn comes after ``first`` and after those that wait behind it already.

    The draft begun last is the one in hand, so what waits was begun a moment before."""
    drafts = await list_drafts(session, first.conversation_id)
    after = drafts[[each.id for each in drafts].index(first.id) + 1 :]
    last = first
    for each in after:
        if each.asked:
            break
        last = each
    need = _blank(first.conversation_id, last.created_at - timedelta(microseconds=1), now)
    session.add(need)
    await session.flush()
    return need


def _blank(conversation_id: str, created_at: datetime, now: datetime) -> Need:
    return Need(
        id=new_id(), conversation_id=conversation_id, state=DRAFT, metrics=[], qualifications=[],
        skipped=[], asked=[], created_at=created_at, updated_at=now,
    )  # fmt: skip


async def find_need(session: AsyncSession, conversation_id: str, need_id: str) -> Need | None:
    """A need of this conversation and of no other: ids travel in buttons."""
    need = await session.get(Need, need_id)
    return need if need is not None and need.conversation_id == conversation_id else None


async def list_recorded(session: AsyncSession, conversation_id: str) -> Sequence[Need]:
    """Recorded needs, newest first; withdrawn ones too, drafts not."""
    rows = await session.scalars(
        select(Need)
        .where(Need.conversation_id == conversation_id, Need.state != DRAFT)
        .order_by(Need.recorded_at.desc(), Need.id)
    )
    return rows.all()


async def latest_recorded(session: AsyncSession, conversation_id: str) -> Need | None:
    rows = await list_recorded(session, conversation_id)
    return next((need for need in rows if need.state != "withdrawn"), None)


async def list_elsewhere(session: AsyncSession, need: Need) -> Sequence[Need]:
    """Recorded needs of the same firm or telephone in other conversations, newest first."""
    phone = select(Contact.phone).where(Contact.id == need.contact_id).scalar_subquery()
    same: list[ColumnElement[bool]] = [
        Need.contact_id.in_(select(Contact.id).where(Contact.phone == phone))
    ]
    if need.enterprise_id is not None:
        same.append(Need.enterprise_id == need.enterprise_id)
    rows = await session.scalars(
        select(Need)
        .where(
            Need.conversation_id != need.conversation_id,
            Need.state.not_in((DRAFT, "withdrawn")),
            or_(*same),
        )
        .order_by(Need.recorded_at.desc(), Need.id)
        .limit(_MOST_ELSEWHERE)
    )
    return rows.all()


async def claim_draft(session: AsyncSession, need_id: str, number: str, now: datetime) -> bool:
    """Turn a draft into a recorded need; False where another turn already did."""
    claimed = await session.scalar(
        update(Need)
        .where(Need.id == need_id, Need.state == DRAFT)
        .values(state="recorded", number=number, recorded_at=now, updated_at=now)
        .returning(Need.id)
        .execution_options(synchronize_session=False)
    )
    return claimed is not None


async def bring_back(session: AsyncSession, need_id: str, now: datetime) -> bool:
    """Up for review again; False where staff were quicker and have taken it up themselves."""
    back = await session.scalar(
        update(Need)
        .where(Need.id == need_id, Need.state == RETURNED)
        .values(state="recorded", updated_at=now)
        .returning(Need.id)
        .execution_options(synchronize_session=False)
    )
    return back is not None


async def find_returned(session: AsyncSession, conversation_id: str) -> Need | None:
    """The need that staff returned last."""
    return await session.scalar(
        select(Need)
        .where(Need.conversation_id == conversation_id, Need.state == RETURNED)
        .order_by(Need.updated_at.desc(), Need.id)
        .limit(1)
    )


async def discard_draft(session: AsyncSession, need: Need) -> bool:
    """A cancelled draft leaves nothing behind: neither its history nor what staff suggested. False
    where something hangs on it that others rely on, and nothing was done."""
    for table in HOLDS_BACK:
        if await session.scalar(select(exists().where(table.need_id == need.id))):
            return False
    for along in GOES_ALONG:
        await session.execute(delete(along).where(along.need_id == need.id))
    await session.delete(need)
    await session.flush()
    return True


async def add_event(
    session: AsyncSession,
    need_id: str,
    event: str,
    *,
    at: datetime,
    actor: str,
    **data: Any,
) -> None:
    """``actor`` is ``owner``, ``bot`` or ``staff:<id>``; ``data`` holds no personal data."""
    await session.execute(
        insert(NeedEvent).values(need_id=need_id, event=event, actor=actor, data=data, at=at)
    )


async def latest_event(
    session: AsyncSession, need_id: str, events: Collection[str]
) -> NeedEvent | None:
    """The last of these in the history of the need."""
    found: NeedEvent | None = await session.scalar(
        select(NeedEvent)
        .where(NeedEvent.need_id == need_id, NeedEvent.event.in_(events))
        .order_by(NeedEvent.id.desc())
        .limit(1)
    )
    return found


async def list_events(session: AsyncSession, need_id: str) -> Sequence[NeedEvent]:
    rows = await session.scalars(
        select(NeedEvent).where(NeedEvent.need_id == need_id).order_by(NeedEvent.id)
    )
    return rows.all()


async def take_number(session: AsyncSession, day: date) -> str:
    """The next number of a day, QX20261122-0001; the day's row is the lock."""
    key = f"{day:%Y%m%d}"
    last = await _raise_last(session, key)
    if last is None:
        last = await _begin_day(session, key)
    return f"QX{key}-{last:04d}"


async def _raise_last(session: AsyncSession, key: str) -> int | None:
    last: int | None = await session.scalar(
        update(NeedNumber)
        .where(NeedNumber.day == key)
        .values(last=NeedNumber.last + 1)
        .returning(NeedNumber.last)
        .execution_options(synchronize_session=False)
    )
    return last


async def _begin_day(session: AsyncSession, key: str) -> int:
    try:
        async with session.begin_nested():
            await session.execute(insert(NeedNumber).values(day=key, last=1))
    except IntegrityError:
        raced = await _raise_last(session, key)
        if raced is None:
            raise
        return raced
    return 1
