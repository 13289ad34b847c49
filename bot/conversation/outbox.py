"""The outbox: replies become rows in the log, and deliveries where a channel must be pushed to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.log import stored_buttons, stored_cards
from bot.conversation.presses import numbered_options
from bot.messages import PUSHED, Outbound, Stamp
from bot.store.allowances import find_send, give_back
from bot.store.conversations import NewMessage, append_message
from bot.store.database import Database
from bot.store.deliveries import (
    FileWay,
    Parcel,
    claim_deliveries,
    enqueue_delivery,
    fail_stale_claims,
    hold_behind,
    lose_deliveries,
    remember_progress,
    settle_deliveries,
)
from bot.store.desk import touch_row
from bot.store.file_deliveries import first_alone, is_next, release_from
from bot.store.media import note_medium
from bot.store.models import Message, PassiveReply
from bot.store.passive_replies import (
    begin_reply,
    find_reply,
    forget_replies,
    note_reply,
    take_reply_back,
)

log = structlog.get_logger(__name__)

PLAIN = Stamp()
ALL_LINKED = FileWay()
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
                meta={"first_number": number, **_beside(reply, stamp)},
            ),
        )
        if reply.attachment is not None:
            await note_medium(session, row, reply.attachment)
        number += len(numbered_options(row))
        if channel in PUSHED:
            await enqueue_delivery(session, row)
        rows.append(row)
    return rows


def _beside(reply: Outbound, stamp: Stamp) -> dict[str, Any]:
    event = {"event": stamp.event} if stamp.event else {}
    file = {"file": reply.attachment.described} if reply.attachment is not None else {}
    return event | file


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the parcels of one message: said to the end, said up to a place (the row's
    ``meta["progress"]``), or left for the next."""

    whole: Sequence[Parcel]
    torn: Sequence[tuple[Parcel, dict[str, Any]]] = ()
    left: Sequence[Parcel] = ()

    @property
    def said(self) -> frozenset[int]:
        return frozenset(
            parcel.delivery_id for parcel in (*self.whole, *(each for each, _ in self.torn))
        )


class Outbox:
    """What connectors that push may do with the rows that wait for them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(
        self, conversation_id: str, via: str, push: str | None = None, way: FileWay = ALL_LINKED
    ) -> list[Parcel]:
        """Take the waiting rows of a conversation, in order. Settle every one of them after.

        ``push``: what they will answer. It is remembered with them until they are settled, and for
        a minute after that, since the push may come again. A file that goes alone comes alone, and
        never for a push: what stands in front of it comes first.
        """
        now = self._clock.now()
        async with self._database.write() as session:
            before = await self._up_to(session, conversation_id, way, reply=push is not None)
            parcels = await claim_deliveries(session, conversation_id, via, now, before=before)
            if push is not None and parcels:
                await begin_reply(session, conversation_id, push, parcels, now)
            return parcels

    async def note_sent(self, carried: Carried) -> None:
        async with self._database.write() as session:
            await self._note(session, carried)

    async def note_replied(
        self, conversation_id: str, push: str, text: str, carried: Carried
    ) -> None:
        """In one transaction: whoever finds the text finds all that it says settled."""
        async with self._database.write() as session:
            await self._note(session, carried)
            await note_reply(session, conversation_id, push, text, carried.said)

    async def find_reply(self, conversation_id: str, push: str) -> PassiveReply | None:
        async with self._database.read() as session:
            return await find_reply(session, conversation_id, push)

    async def take_reply_back(self, conversation_id: str, push: str) -> None:
        """Nothing of it arrived, whatever was noted: let the next chance take it."""
        async with self._database.write() as session:
            await take_reply_back(session, conversation_id, push)

    async def mark_failed(self, parcels: Sequence[Parcel], reason: str) -> None:
        """``reason`` is a Chinese sentence that staff read beside the message."""
        await self._settle(parcels, "failed", reason)

    async def hold(self, parcels: Sequence[Parcel], reason: str) -> None:
        """Nothing was sent, and nothing can be until the owner writes again: what waits behind a
        file that goes alone is held with it."""
        if not parcels:
            return
        ids = [parcel.delivery_id for parcel in parcels]
        async with self._database.write() as session:
            now = self._clock.now()
            await settle_deliveries(session, ids, state="held", now=now, reason=reason)
            await hold_behind(session, parcels, reason)

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

    async def fail_stale(self) -> int:
        before = self._clock.now() - STALE_CLAIM
        async with self._database.write() as session:
            await forget_replies(session, before)
            return await fail_stale_claims(session, before)

    async def tidy_forever(self) -> None:
        """What was taken and never noted (a crash, a store that failed just then) is shown to
        staff, whichever channel it was for."""
        while True:
            try:
                await self.fail_stale()
            except Exception as error:
                log.warning("outbox.tidy_failed", error=type(error).__name__)
            await asyncio.sleep(TIDY_INTERVAL)

    async def _up_to(
        self, session: AsyncSession, conversation_id: str, way: FileWay, *, reply: bool
    ) -> int | None:
        """The message in front of which to stop; None: take all."""
        alone = await first_alone(session, conversation_id, way)
        if alone is None:
            return None
        if reply:
            await release_from(session, conversation_id, alone)
            return alone
        return alone + 1 if await is_next(session, conversation_id, alone) else alone

    async def _note(self, session: AsyncSession, carried: Carried) -> None:
        now = self._clock.now()
        for parcel, progress in carried.torn:
            await remember_progress(session, parcel.message.id, progress)
        rest = [*(parcel for parcel, _ in carried.torn), *carried.left]
        for parcels, state in ((carried.whole, "sent"), (rest, "waiting")):
            if parcels:
                ids = [parcel.delivery_id for parcel in parcels]
                await settle_deliveries(session, ids, state=state, now=now, reason=None)

    async def _settle(self, parcels: Sequence[Parcel], state: str, reason: str | None) -> None:
        if not parcels:
            return
        ids = [parcel.delivery_id for parcel in parcels]
        async with self._database.write() as session:
            await settle_deliveries(session, ids, state=state, now=self._clock.now(), reason=reason)
