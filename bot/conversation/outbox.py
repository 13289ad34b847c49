"""The outbox: replies become rows in the log, and deliveries where a channel must be pushed to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.log import stored_buttons, stored_cards
from bot.conversation.presses import numbered_options
from bot.messages import Channel, Outbound, Stamp
from bot.store.allowances import find_send, give_back
from bot.store.conversations import NewMessage, append_message
from bot.store.database import Database
from bot.store.deliveries import (
    Parcel,
    claim_deliveries,
    enqueue_delivery,
    fail_stale_claims,
    lose_deliveries,
    remember_progress,
    settle_deliveries,
)
from bot.store.desk import touch_row
from bot.store.models import Message

log = structlog.get_logger(__name__)

# The web reads the log itself; these must be sent to.
PUSHED_CHANNELS = frozenset({Channel.WECHAT, Channel.WECOM})
PLAIN = Stamp()
STALE_CLAIM = timedelta(seconds=60)
TIDY_INTERVAL = 30.0


async def store_replies(
    session: AsyncSession,
    conversation_id: str,
    channel: str,
    replies: Sequence[Outbound],
    clock: Clock,
    stamp: Stamp = PLAIN,
) -> list[Message]:
    """Append the replies inside the caller's transaction, numbering what may be chosen."""
    rows: list[Message] = []
    number = 1
    for reply in replies:
        row = await append_message(
            session,
            NewMessage(
                conversation_id,
                reply.author,
                reply.text,
                clock.now(),
                buttons=stored_buttons(reply.buttons),
                cards=stored_cards(reply),
                numbered=reply.numbered,
                client_msg_id=stamp.client_msg_id,
                staff_id=stamp.staff_id,
                reply_to=stamp.reply_to,
                meta={"first_number": number, **({"event": stamp.event} if stamp.event else {})},
            ),
        )
        number += len(numbered_options(row))
        if channel in PUSHED_CHANNELS:
            await enqueue_delivery(session, row)
        rows.append(row)
    return rows


class Outbox:
    """What connectors that push may do with the rows that wait for them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, conversation_id: str, via: str) -> list[Parcel]:
        """Take all waiting rows of a conversation, in order. Settle every one of them after."""
        async with self._database.write() as session:
            return await claim_deliveries(session, conversation_id, via, self._clock.now())

    async def mark_sent(self, parcels: Sequence[Parcel]) -> None:
        await self._settle(parcels, "sent", None)

    async def mark_failed(self, parcels: Sequence[Parcel], reason: str) -> None:
        """``reason`` is a Chinese sentence that staff read beside the message."""
        await self._settle(parcels, "failed", reason)

    async def hold(self, parcels: Sequence[Parcel], reason: str) -> None:
        """Nothing was sent, and nothing can be until the owner writes again."""
        await self._settle(parcels, "held", reason)

    async def note_lost(self, name: str, reason: str, *, held: bool) -> str | None:
        """The platform took a message that it could not deliver after all. ``name``: as it was
        spent; ``held``: see ``lose_deliveries``. The conversation, or None for what nobody knows
        (any more): the same news may come twice."""
        async with self._database.write() as session:
            send = await find_send(session, name)
            if send is None:
                return None
            await lose_deliveries(session, send.carried, reason, held=held)
            await give_back(session, send.id)
            await touch_row(session, send.conversation_id)
            return send.conversation_id

    async def put_back(self, parcels: Sequence[Parcel]) -> None:
        """Nothing was sent: let the next chance take them."""
        await self._settle(parcels, "waiting", None)

    async def put_rest_back(self, parcel: Parcel, progress: dict[str, Any]) -> None:
        """A part was sent; ``progress`` (``meta["progress"]`` of the row) says how far."""
        async with self._database.write() as session:
            await remember_progress(session, parcel.message.id, progress)
            await settle_deliveries(
                session, [parcel.delivery_id], state="waiting", now=self._clock.now(), reason=None
            )

    async def fail_stale(self) -> int:
        async with self._database.write() as session:
            return await fail_stale_claims(session, self._clock.now() - STALE_CLAIM)

    async def tidy_forever(self) -> None:
        """What was taken and never noted (a crash, a store that failed just then) is shown to
        staff, whichever channel it was for."""
        while True:
            try:
                await self.fail_stale()
            except Exception as error:
                log.warning("outbox.tidy_failed", error=type(error).__name__)
            await asyncio.sleep(TIDY_INTERVAL)

    async def _settle(self, parcels: Sequence[Parcel], state: str, reason: str | None) -> None:
        if not parcels:
            return
        ids = [parcel.delivery_id for parcel in parcels]
        async with self._database.write() as session:
            await settle_deliveries(session, ids, state=state, now=self._clock.now(), reason=reason)
