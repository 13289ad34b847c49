"""What a push was answered with: kept while the platform may deliver the push once more.

That it comes again is the platform's only way of saying that the answer did not arrive.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.deliveries import Parcel
from bot.store.models import Delivery, Message, PassiveReply


async def begin_reply(
    session: AsyncSession,
    conversation_id: str,
    push: str,
    parcels: Sequence[Parcel],
    now: datetime,
) -> None:
    """In the transaction that claims the parcels: what is claimed is claimed for this push."""
    await drop_reply(session, conversation_id, push)
    carried = [
        {
            "delivery": parcel.delivery_id,
            "message": parcel.message.id,
            "before": parcel.message.meta.get("progress"),
        }
        for parcel in parcels
    ]
    session.add(
        PassiveReply(conversation_id=conversation_id, push=push, began_at=now, carried=carried)
    )


async def find_reply(session: AsyncSession, conversation_id: str, push: str) -> PassiveReply | None:
    return await session.get(PassiveReply, (conversation_id, push), populate_existing=True)


async def note_reply(
    session: AsyncSession, conversation_id: str, push: str, text: str, said: Collection[int]
) -> None:
    """``said``: deliveries of which the text says something; the others are nothing of it."""
    reply = await find_reply(session, conversation_id, push)
    if reply is not None:
        reply.text = text
        reply.carried = [each for each in reply.carried if each["delivery"] in said]


async def take_reply_back(session: AsyncSession, conversation_id: str, push: str) -> None:
    """It did not arrive, whatever was noted: all that went with it waits again, as it was."""
    reply = await session.get(
        PassiveReply, (conversation_id, push), populate_existing=True, with_for_update=True
    )
    if reply is None:
        return
    for each in reply.carried:
        await _wait_again(session, each)
    await session.delete(reply)


async def drop_reply(session: AsyncSession, conversation_id: str, push: str) -> None:
    await session.execute(
        delete(PassiveReply)
        .where(PassiveReply.conversation_id == conversation_id, PassiveReply.push == push)
        .execution_options(synchronize_session=False)
    )


async def drop_replies(session: AsyncSession, conversation_id: str) -> None:
    await session.execute(
        delete(PassiveReply)
        .where(PassiveReply.conversation_id == conversation_id)
        .execution_options(synchronize_session=False)
    )


async def forget_replies(session: AsyncSession, began_before: datetime) -> None:
    await session.execute(
        delete(PassiveReply)
        .where(PassiveReply.began_at < began_before)
        .execution_options(synchronize_session=False)
    )


async def _wait_again(session: AsyncSession, carried: dict[str, Any]) -> None:
    delivery = await session.get(Delivery, carried["delivery"], populate_existing=True)
    message = await session.get(Message, carried["message"], populate_existing=True)
    if delivery is None or message is None:
        return
    delivery.state, delivery.reason, delivery.sent_at = "waiting", None, None
    meta = {key: value for key, value in message.meta.items() if key != "progress"}
    if carried["before"] is not None:
        meta["progress"] = carried["before"]
    if meta != message.meta:
        message.meta = meta
