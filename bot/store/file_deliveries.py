"""Files among the outbox rows of a conversation: which go alone, and which cannot go at all."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.deliveries import UNSENT, FileWay
from bot.store.models import Delivery, Medium

ERASED = "文件已经删除，没有发出"


async def first_alone(session: AsyncSession, conversation_id: str, way: FileWay) -> int | None:
    """The message id of the first unsent file that goes out as a message of its own. What the
    account cannot bring, or what was erased meanwhile, is given up on the way, with the reason."""
    rows = await session.execute(
        select(Delivery.id, Medium.message_id, Medium.content_type, Medium.state)
        .join(Medium, Medium.message_id == Delivery.message_id)
        .where(Delivery.conversation_id == conversation_id, Delivery.state.in_(UNSENT))
        .order_by(Delivery.message_id)
    )
    first: int | None = None
    for delivery_id, message_id, content_type, state in rows.all():
        if state != "kept":
            await _give_up(session, delivery_id, ERASED)
        elif content_type in way.alone:
            first = first or message_id
        elif not way.linked:
            await _give_up(session, delivery_id, way.lacking)
    return first


async def is_next(session: AsyncSession, conversation_id: str, message_id: int) -> bool:
    """Whether nothing that waits stands in front of this message."""
    earliest = await session.scalar(
        select(func.min(Delivery.message_id)).where(
            Delivery.conversation_id == conversation_id, Delivery.state.in_(UNSENT)
        )
    )
    return earliest == message_id


async def release_from(session: AsyncSession, conversation_id: str, message_id: int) -> None:
    """The owner has written again: what a reply cannot take along goes out by itself."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.conversation_id == conversation_id,
            Delivery.state == "held",
            Delivery.message_id >= message_id,
        )
        .values(state="waiting", reason=None)
        .execution_options(synchronize_session=False)
    )


async def _give_up(session: AsyncSession, delivery_id: int, reason: str) -> None:
    await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(UNSENT))
        .values(state="failed", reason=reason)
        .execution_options(synchronize_session=False)
    )
