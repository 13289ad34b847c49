"""The inbox: a message is stored once and queued for its turn before it is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.conversation.choosing import read_typed_press
from bot.conversation.presses import Press, read_press
from bot.errors import BadRequest, TooLarge, TooManyRequests
from bot.messages import Author, Inbound
from bot.reading.private import mask_documents
from bot.store.conversations import (
    NewMessage,
    append_message,
    find_received,
    open_conversation,
    reopen_if_closed,
)
from bot.store.database import Database
from bot.store.media import note_medium
from bot.store.models import Message
from bot.store.turns import enqueue_turn

MAX_TEXT = 4_000
MAX_ID = 128


class RateLimits(Protocol):
    async def hit(self, key: str, limit: int, window: float) -> float: ...


class Bell(Protocol):
    """Tells the turn runner and the readers that a conversation has something new."""

    async def ring(self, conversation_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """``first_time`` is False where the same ``client_msg_id`` had been stored before."""

    conversation_id: str
    message_id: int
    seq: int
    first_time: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much one owner may send: ``limit`` messages in ``window`` seconds."""

    limit: int = 30
    window: float = 30.0


class Inbox:
    def __init__(
        self,
        database: Database,
        limits: RateLimits,
        bell: Bell,
        clock: Clock,
        allowance: Allowance = Allowance(),
    ) -> None:
        self._database = database
        self._limits = limits
        self._bell = bell
        self._clock = clock
        self._allowance = allowance

    async def accept(self, inbound: Inbound, *, limited: bool = True) -> Accepted:
        """Store the message and queue its turn, once for each ``client_msg_id``.

        Raises BadRequest, TooLarge, NotFound (a button that was never issued here) and
        TooManyRequests (with ``retry_after`` in seconds). A repeat is never limited, nor is what
        comes ``limited=False``: pulled from a platform that will not offer it again.
        """
        _check(inbound)
        known = await self._find(inbound)
        if known is not None:
            return known
        if limited:
            await self._count(inbound)
        try:
            accepted = await self._store(inbound)
        except IntegrityError:
            # The same id arrived in parallel and the other one was stored.
            raced = await self._find(inbound)
            if raced is None:
                raise
            return raced
        if accepted.first_time:
            await self._bell.ring(accepted.conversation_id)
        return accepted

    async def _find(self, inbound: Inbound) -> Accepted | None:
        async with self._database.read() as session:
            row = await find_received(
                session, inbound.channel, inbound.address, inbound.client_msg_id
            )
        return _accepted(row, first_time=False) if row is not None else None

    async def _count(self, inbound: Inbound) -> None:
        key = f"{inbound.channel}:{inbound.address}"
        wait = await self._limits.hit(key, self._allowance.limit, self._allowance.window)
        if wait > 0:
            raise TooManyRequests(retry_after=max(1, round(wait)))

    async def _store(self, inbound: Inbound) -> Accepted:
        async with self._database.write() as session:
            conversation = await open_conversation(
                session, inbound.channel, inbound.address, self._clock.now(),
                scene=inbound.meta.get("scene"),
            )  # fmt: skip
            press = await _press_of(session, conversation.id, inbound)
            row = await append_message(
                session,
                NewMessage(
                    conversation.id, Author.USER, _words_of(press), self._clock.now(),
                    client_msg_id=inbound.client_msg_id, payload=press.payload,
                    meta={**inbound.meta, **press.meta},
                ),
            )  # fmt: skip
            if inbound.attachment is not None:
                await note_medium(session, row, inbound.attachment)
            # Only now: appending took the row's lock, so nobody can close it behind this look.
            await reopen_if_closed(session, conversation.id)
            await enqueue_turn(session, row)
            return _accepted(row, first_time=True)


async def _press_of(session: AsyncSession, conversation_id: str, inbound: Inbound) -> Press:
    if inbound.payload is not None:
        return Press(inbound.text, inbound.payload)
    if inbound.button_id is not None:
        return await read_press(session, conversation_id, inbound.button_id)
    typed = await read_typed_press(session, conversation_id, inbound.channel, inbound.text)
    return typed or Press(inbound.text, None)


def _words_of(press: Press) -> str:
    """Numbers of identity papers and bank cards are kept nowhere: nobody here needs one."""
    return press.title if press.payload is not None else mask_documents(press.title)


def _check(inbound: Inbound) -> None:
    if not inbound.client_msg_id or len(inbound.client_msg_id) > MAX_ID:
        raise BadRequest(f"client_msg_id 应为 1 到 {MAX_ID} 个字符")
    if inbound.button_id is None and not inbound.text.strip():
        raise BadRequest("消息是空的，请写点什么再发送")
    if len(inbound.text) > MAX_TEXT:
        raise TooLarge(f"一条消息最多 {MAX_TEXT} 个字，请分几次发送", limit=MAX_TEXT)
    if not _storable(inbound.text + inbound.client_msg_id):
        raise BadRequest("消息里有无法保存的字符，请删去后再发送")


def _storable(text: str) -> bool:
    """PostgreSQL stores no NUL, and neither store a half of a surrogate pair."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def _accepted(row: Message, *, first_time: bool) -> Accepted:
    return Accepted(row.conversation_id, row.id, row.seq, first_time)
