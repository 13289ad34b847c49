"""What the assigner asks of the store: who waits, and for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Owner
from bot.store.inbox import ORDERS
from bot.store.inbox_rows import latest_needs
from bot.store.labels import labels_of
from bot.store.models import Audit, Conversation, Staff

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Queued:
    """``left_by``: the colleague whose hands it came from, where it has been in any."""

    conversation_id: str
    owner_epoch: int
    channel: str
    region_code: str | None
    industry_code: str | None
    label_ids: tuple[str, ...]
    left_by: str | None


async def list_queued(session: AsyncSession) -> list[Queued]:
    """The head of the queue, in the order in which it is to be served."""
    order = (key.order() for key in ORDERS["queue"])
    rows = (
        await session.scalars(
            select(Conversation)
            .where(Conversation.owner == Owner.QUEUE)
            .order_by(*order)
            .limit(MOST_AT_ONCE)
        )
    ).all()
    ids = [row.id for row in rows]
    needs, labels = await latest_needs(session, ids), await labels_of(session, ids)
    left = await _left_by(session, ids)
    return [
        Queued(
            conversation_id=row.id,
            owner_epoch=row.owner_epoch,
            channel=row.channel,
            region_code=needs[row.id].region_code if row.id in needs else None,
            industry_code=needs[row.id].industry_code if row.id in needs else None,
            label_ids=tuple(label.id for label in labels.get(row.id, ())),
            left_by=left.get(row.id),
        )
        for row in rows
    ]


async def note_assigned(session: AsyncSession, staff_id: str, now: datetime) -> None:
    await session.execute(update(Staff).where(Staff.id == staff_id).values(assigned_at=now))


async def _left_by(session: AsyncSession, ids: Sequence[str]) -> dict[str, str]:
    """From the audit of the change of owner that put each into the queue."""
    latest = (
        select(func.max(Audit.id))
        .where(
            Audit.subject_kind == "conversation",
            Audit.subject_id.in_(ids),
            Audit.action.in_(("released", "abandoned", "queued")),
        )
        .group_by(Audit.subject_id)
    )
    rows = await session.scalars(select(Audit).where(Audit.id.in_(latest)))
    return {
        row.subject_id: row.data["before_staff"] for row in rows if row.data.get("before_staff")
    }
