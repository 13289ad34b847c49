"""What web addresses are told: written in the very transaction that it happens in.

Ids, numbers, states, places and trades alone. Owners' and colleagues' words are not for them, and
personal data stays in ``contacts``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Owner
from bot.reading.industry import divisions
from bot.reading.place import full_name
from bot.store.models import Introduction, Need, Webhook, WebhookDelivery

NEED_RECORDED = "need.recorded"
NEED_MOVED = "need.state_changed"
INTRODUCTION_REQUESTED = "introduction.requested"
INTRODUCTION_MOVED = "introduction.state_changed"
CONVERSATION_EVENTS = {
    Owner.QUEUE: "conversation.queued",
    Owner.STAFF: "conversation.claimed",
    Owner.CLOSED: "conversation.closed",
}
EVENTS = (
    NEED_RECORDED,
    NEED_MOVED,
    *CONVERSATION_EVENTS.values(),
    INTRODUCTION_REQUESTED,
    INTRODUCTION_MOVED,
)
# Sent to one address because an administrator wants to see whether it arrives.
TEST = "webhook.test"


async def tell_of_need(session: AsyncSession, event: str, need: Need, at: datetime) -> None:
    await _tell(session, event, _about(need), at)


async def tell_of_introduction(
    session: AsyncSession, event: str, row: Introduction, need: Need, at: datetime
) -> None:
    about = {
        "introduction_id": row.id, "kind": row.kind, "item_id": row.item_id,
        "introduction_state": row.state, **_about(need),
    }  # fmt: skip
    await _tell(session, event, about, at)


async def tell_of_owner(
    session: AsyncSession, conversation_id: str, owner: Owner, at: datetime
) -> None:
    """Of a conversation that is somebody else's now; that the bot has it again is no news."""
    event = CONVERSATION_EVENTS.get(owner)
    if event is not None:
        await _tell(session, event, {"conversation_id": conversation_id, "state": owner.value}, at)


async def tell_one(session: AsyncSession, webhook_id: str, at: datetime) -> None:
    """A test, for this address alone."""
    await session.execute(insert(WebhookDelivery), [_row(webhook_id, str(uuid4()), TEST, {}, at)])


async def _tell(session: AsyncSession, event: str, data: dict[str, Any], at: datetime) -> None:
    hooks = await session.execute(select(Webhook.id, Webhook.events).where(Webhook.active))
    event_id = str(uuid4())
    rows = [_row(its, event_id, event, data, at) for its, events in hooks if event in events]
    if rows:
        await session.execute(insert(WebhookDelivery), rows)


def _row(
    webhook_id: str, event_id: str, event: str, data: dict[str, Any], at: datetime
) -> dict[str, Any]:
    return {
        "webhook_id": webhook_id, "event_id": event_id, "event": event, "data": data, "at": at,
        "state": "waiting", "tries": 0,
    }  # fmt: skip


def _about(need: Need) -> dict[str, Any]:
    """Names by the code: in the need itself, what no table knows stands in the owner's words."""
    return {
        "need_id": need.id,
        "need_number": need.number,
        "need_state": need.state,
        "conversation_id": need.conversation_id,
        "region_code": need.region_code,
        "region": full_name(need.region_code) if need.region_code else None,
        "industry_code": need.industry_code,
        "industry": divisions().get(need.industry_code or ""),
    }
