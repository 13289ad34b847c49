"""The outbox rows of channels that must be pushed to: claimed by one sender, settled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.store.models import Delivery, Message

# Not sent yet. "held" waits until the owner writes again: the allowance to write is used up.
UNSENT = ("waiting", "held")
# No message of any channel holds so many rows: what does not fit is known to be left.
MOST = 700


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery with the row to send."""

    delivery_id: int
    message: Message


@dataclass(frozen=True, slots=True)
class FileWay:
    """How an account brings files to an owner: content types that go out ``alone``, as messages of
    their own, and whether the others can be said as a link; ``lacking`` says why they cannot."""

    alone: frozenset[str] = frozenset()
    linked: bool = True
    lacking: str = ""


async def enqueue_delivery(session: AsyncSession, message: Message) -> None:
    await session.execute(
        insert(Delivery).values(
            message_id=message.id,
            conversation_id=message.conversation_id,
            state="waiting",
            attempts=0,
            created_at=message.created_at,
        )
    )


async def claim_deliveries(
    session: AsyncSession,
    conversation_id: str,
    via: str,
    now: datetime,
    limit: int = MOST,
    *,
    before: int | None = None,
) -> list[Parcel]:
    """Take what waits for this conversation, in order; each row goes to one claimer only.
    ``before``: only messages in front of this one."""
    wanted = [Delivery.conversation_id == conversation_id, Delivery.state.in_(UNSENT)]
    if before is not None:
        wanted.append(Delivery.message_id < before)
    claimed = await session.scalars(
        update(Delivery)
        .where(
            Delivery.id.in_(
                select(Delivery.id).where(*wanted).order_by(Delivery.message_id).limit(limit)
            ),
            Delivery.state.in_(UNSENT),
        )
        .values(state="claimed", via=via, claimed_at=now, attempts=Delivery.attempts + 1)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(claimed)
    if not ids:
        return []
    rows = await session.execute(
        select(Delivery.id, Message)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.id.in_(ids))
        .order_by(Message.seq)
    )
    return [Parcel(delivery_id, message) for delivery_id, message in rows]


async def settle_deliveries(
    session: AsyncSession, ids: Sequence[int], *, state: str, now: datetime, reason: str | None
) -> None:
    """``state``: sent, waiting to try again, failed or held (with the reason that staff read)."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state == "claimed")
        .values(state=state, reason=reason, sent_at=now if state == "sent" else None)
        .execution_options(synchronize_session=False)
    )


async def hold_behind(session: AsyncSession, parcels: Sequence[Parcel], reason: str) -> None:
    """All that waited already when these were taken, and could not be taken with them."""
    claimed_at = await session.scalar(
        select(func.max(Delivery.claimed_at)).where(
            Delivery.id.in_([parcel.delivery_id for parcel in parcels])
        )
    )
    await session.execute(
        update(Delivery)
        .where(
            Delivery.conversation_id == parcels[0].message.conversation_id,
            Delivery.state == "waiting",
            Delivery.created_at <= claimed_at,
        )
        .values(state="held", reason=reason)
        .execution_options(synchronize_session=False)
    )


async def lose_deliveries(
    session: AsyncSession, ids: Sequence[int], reason: str, *, held: bool
) -> None:
    """What was taken as sent did not arrive. ``held``: it goes out again once the owner writes,
    but for a row that went in parts: which of them arrived is not known."""
    rows = await session.execute(
        select(Delivery, Message)
        .join(Message, Message.id == Delivery.message_id)
        .where(Delivery.id.in_(ids), Delivery.state != "failed")
        .with_for_update(of=Delivery)
    )
    for delivery, message in rows:
        whole = not message.meta.get("progress")
        delivery.state = "held" if held and whole else "failed"
        delivery.reason, delivery.sent_at = reason, None


async def remember_progress(
    session: AsyncSession, message_id: int, progress: dict[str, Any]
) -> None:
    """Note on the row how far a channel got with it, where it could send only a part."""
    row = await session.get_one(Message, message_id, populate_existing=True)
    row.meta = {**row.meta, "progress": progress}


async def fail_stale_claims(session: AsyncSession, claimed_before: datetime) -> int:
    """A sender died between claiming and settling: whether it arrived is not known, so say so."""
    result = await session.execute(
        update(Delivery)
        .where(Delivery.state == "claimed", Delivery.claimed_at < claimed_before)
        .values(state="failed", reason="发送途中服务中断，未确认送达")
        .execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0))


async def conversations_with_waiting_deliveries(
    session: AsyncSession, created_before: datetime, asked_before: datetime
) -> Sequence[str]:
    """Whose rows no reply will take: made before ``created_before``, or in answer to nothing, or
    to what was asked before ``asked_before``."""
    asked = aliased(Message)
    rows = await session.scalars(
        select(Delivery.conversation_id)
        .join(Message, Message.id == Delivery.message_id)
        .outerjoin(
            asked,
            (asked.conversation_id == Message.conversation_id) & (asked.seq == Message.reply_to),
        )
        .where(
            Delivery.state == "waiting",
            (Delivery.created_at < created_before)
            | asked.id.is_(None)
            | (asked.created_at < asked_before),
        )
        .distinct()
        .limit(500)
    )
    return rows.all()


async def list_unseen(session: AsyncSession, conversation_id: str) -> frozenset[int]:
    """The ids of messages that cannot have reached the owner. One that is under way may have."""
    rows = await session.scalars(
        select(Delivery.message_id).where(
            Delivery.conversation_id == conversation_id, Delivery.state.in_((*UNSENT, "failed"))
        )
    )
    return frozenset(rows)


async def list_sent_since(
    session: AsyncSession, conversation_id: str, since: datetime
) -> frozenset[int]:
    """The ids of messages that reached the owner after that time."""
    rows = await session.scalars(
        select(Delivery.message_id).where(
            Delivery.conversation_id == conversation_id,
            Delivery.state == "sent",
            Delivery.sent_at >= since,
        )
    )
    return frozenset(rows)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What the owner has not got: rows still to go, and the latest that failed or is held."""

    waiting: int
    seq: int | None
    reason: str | None


async def read_undelivered(session: AsyncSession, conversation_id: str) -> Undelivered:
    waiting = await session.scalar(
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.conversation_id == conversation_id, Delivery.state.in_(UNSENT))
    )
    latest = (
        await session.execute(
            select(Message.seq, Delivery.reason)
            .join(Message, Message.id == Delivery.message_id)
            .where(
                Delivery.conversation_id == conversation_id,
                Delivery.state.in_(("failed", "held")),
            )
            .order_by(Message.seq.desc())
            .limit(1)
        )
    ).first()
    seq, reason = latest if latest is not None else (None, None)
    return Undelivered(waiting or 0, seq, reason)
