"""Web addresses that are told what happens: one sender at a time each, the oldest event first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Webhook, WebhookDelivery

WAITING, SENT, FAILED = "waiting", "sent", "failed"
# The address was switched off before an event's turn came.
OFF = "off"
GIVEN_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Try:
    """What came of sending one event. ``answer``: a status; else ``fault``, why there is none."""

    answer: int | None = None
    fault: str | None = None

    @property
    def taken(self) -> bool:
        return self.answer is not None and 200 <= self.answer < 300

    @property
    def gone(self) -> bool:
        """The receiver wants no more."""
        return self.answer == 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """An event that is to be sent, and where to."""

    webhook: Webhook
    delivery: WebhookDelivery


async def list_webhooks(session: AsyncSession) -> Sequence[Webhook]:
    rows = await session.scalars(select(Webhook).order_by(Webhook.created_at, Webhook.id))
    return rows.all()


async def count_waiting(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        select(WebhookDelivery.webhook_id, func.count())
        .where(WebhookDelivery.state == WAITING)
        .group_by(WebhookDelivery.webhook_id)
    )
    return {its: count for its, count in rows}  # noqa: C416 - rows are not plain tuples


async def latest_deliveries(
    session: AsyncSession, webhook_id: str, limit: int
) -> Sequence[WebhookDelivery]:
    rows = await session.scalars(
        select(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook_id)
        .order_by(WebhookDelivery.id.desc())
        .limit(limit)
    )
    return rows.all()


async def drop_webhook(session: AsyncSession, webhook_id: str) -> None:
    await session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id))
    await session.execute(delete(Webhook).where(Webhook.id == webhook_id))


async def switch_off(session: AsyncSession, webhook: Webhook) -> None:
    """What it has not heard yet, it will not hear."""
    webhook.active, webhook.claimed_by, webhook.claimed_until = False, None, None
    webhook.failures, webhook.due_at = 0, None
    await _give_up(session, webhook.id, OFF)


def wake(webhook: Webhook) -> None:
    """It is tried again at once: somebody has seen to the receiver."""
    webhook.failures, webhook.due_at = 0, None


async def due_webhooks(session: AsyncSession, now: datetime) -> Sequence[str]:
    """Those that have something to hear and may be sent to now."""
    waits = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.state == WAITING
    )
    rows = await session.scalars(
        select(Webhook.id).where(Webhook.active, _free(now), waits.exists())
    )
    return rows.all()


async def claim_next(
    session: AsyncSession, webhook_id: str, sender: str, now: datetime, until: datetime
) -> Parcel | None:
    """The oldest event that it has not heard, for this sender and until then nobody else; None
    where there is none, or not now."""
    webhook = await session.scalar(
        update(Webhook)
        .where(
            Webhook.id == webhook_id,
            Webhook.active,
            or_(Webhook.claimed_by == sender, _free(now)),
        )
        .values(claimed_by=sender, claimed_until=until)
        .returning(Webhook)
        .execution_options(synchronize_session=False)
    )
    if webhook is None:
        return None
    delivery = await session.scalar(
        select(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == WAITING)
        .order_by(WebhookDelivery.id)
        .limit(1)
    )
    if delivery is None:
        await _release(session, webhook_id, sender)
        return None
    return Parcel(webhook, delivery)


async def settle_taken(session: AsyncSession, parcel: Parcel, outcome: Try, now: datetime) -> None:
    await _note(session, parcel, outcome, SENT, now)
    await session.execute(
        update(Webhook)
        .where(Webhook.id == parcel.webhook.id)
        .values(failures=0, due_at=None)
        .execution_options(synchronize_session=False)
    )


async def settle_gone(session: AsyncSession, parcel: Parcel, outcome: Try, now: datetime) -> None:
    await _note(session, parcel, outcome, FAILED, now)
    webhook = await session.get(Webhook, parcel.webhook.id, populate_existing=True)
    if webhook is not None:
        await switch_off(session, webhook)
        webhook.updated_at = now


async def settle_failed(
    session: AsyncSession, parcel: Parcel, outcome: Try, now: datetime, again_at: datetime
) -> int:
    """It is left alone until ``again_at``. How many events have waited too long by now: they are
    given up, so that a receiver that comes back hears what is still news."""
    await _note(session, parcel, outcome, WAITING, now)
    await session.execute(
        update(Webhook)
        .where(Webhook.id == parcel.webhook.id)
        .values(failures=Webhook.failures + 1, due_at=again_at, claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )
    return await _give_up(session, parcel.webhook.id, outcome.fault, now - GIVEN_UP_AFTER)


async def forget_deliveries(session: AsyncSession, before: datetime) -> int:
    gone = await session.execute(delete(WebhookDelivery).where(WebhookDelivery.at < before))
    return int(getattr(gone, "rowcount", 0))


def _free(now: datetime) -> ColumnElement[bool]:
    return and_(
        or_(Webhook.due_at.is_(None), Webhook.due_at <= now),
        or_(Webhook.claimed_until.is_(None), Webhook.claimed_until <= now),
    )


async def _release(session: AsyncSession, webhook_id: str, sender: str) -> None:
    await session.execute(
        update(Webhook)
        .where(Webhook.id == webhook_id, Webhook.claimed_by == sender)
        .values(claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


async def _note(
    session: AsyncSession, parcel: Parcel, outcome: Try, state: str, now: datetime
) -> None:
    """Not over what another sender made of it, where this one took longer than its claim."""
    await session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == parcel.delivery.id, WebhookDelivery.state == WAITING)
        .values(
            state=state, tries=WebhookDelivery.tries + 1, tried_at=now,
            answer=outcome.answer, fault=outcome.fault,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


async def _give_up(
    session: AsyncSession, webhook_id: str, fault: str | None, before: datetime | None = None
) -> int:
    late = update(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == WAITING
    )
    if before is not None:
        late = late.where(WebhookDelivery.at <= before)
    untried = WebhookDelivery.tries == 0
    given_up = await session.execute(
        late.values(
            state=FAILED, fault=case((untried, fault), else_=WebhookDelivery.fault)
        ).execution_options(synchronize_session=False)
    )
    return int(getattr(given_up, "rowcount", 0))
