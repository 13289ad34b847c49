"""The inbox rows: which user messages still wait for an answer, and how each ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Owner
from bot.store.conversations import reopen_if_closed
from bot.store.models import Conversation, Message, Turn

OPEN_STATES = ("waiting", "running")

# What every turn asks is built once (see bot/store/conversations.py).
_ENQUEUE = insert(Turn)
_OPEN = Turn.conversation_id == bindparam("conversation"), Turn.state.in_(OPEN_STATES)
_OLDEST = (
    select(Turn, Message, Conversation)
    .join(Message, Message.id == Turn.message_id)
    .join(Conversation, Conversation.id == Turn.conversation_id)
    .where(*_OPEN)
    .order_by(Turn.seq)
    .limit(1)
)
# Counted by the store, so that two that begin it at once get different fences.
_BEGIN = (
    update(Turn)
    .where(Turn.message_id == bindparam("message"), Turn.state.in_(OPEN_STATES))
    .values(state="running", attempts=Turn.attempts + 1, started_at=bindparam("at"))
    .returning(Turn.attempts)
    .execution_options(synchronize_session=False)
)
_FINISH = (
    update(Turn)
    .where(
        Turn.message_id == bindparam("message"),
        Turn.state == "running",
        Turn.attempts == bindparam("attempt"),
    )
    .values(state=bindparam("end"), finished_at=bindparam("at"), error=bindparam("reason"))
    .execution_options(synchronize_session=False)
)
_ANY_OPEN = select(Turn.message_id).where(*_OPEN).limit(1)


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A turn that this process has begun. ``attempt`` is its fence: a later attempt voids it."""

    message_id: int
    conversation_id: str
    seq: int
    attempt: int
    text: str
    payload: str | None
    channel: str
    owner: Owner
    owner_epoch: int
    meta: dict[str, Any]


async def enqueue_turn(session: AsyncSession, message: Message) -> None:
    await session.execute(
        _ENQUEUE,
        {
            "message_id": message.id, "conversation_id": message.conversation_id,
            "seq": message.seq, "state": "waiting", "attempts": 0,
            "created_at": message.created_at,
        },
    )  # fmt: skip


async def begin_next_turn(
    session: AsyncSession, conversation_id: str, now: datetime
) -> OpenTurn | None:
    """Begin the oldest open turn; one left ``running`` by a crash is begun again.

    Where staff closed the conversation just as the message came, it is opened again: the bot
    answers what nobody has read.
    """
    row = (await session.execute(_OLDEST, {"conversation": conversation_id})).first()
    if row is None:
        return None
    turn, message, conversation = row
    if conversation.owner == Owner.CLOSED:
        await reopen_if_closed(session, conversation_id)
        await session.refresh(conversation)
    attempt = await session.scalar(_BEGIN, {"message": turn.message_id, "at": now})
    if attempt is None:  # another front door ended it meanwhile
        return await begin_next_turn(session, conversation_id, now)
    return OpenTurn(
        message_id=message.id, conversation_id=conversation_id, seq=turn.seq, attempt=attempt,
        text=message.text, payload=message.payload, channel=conversation.channel,
        owner=Owner(conversation.owner), owner_epoch=conversation.owner_epoch, meta=message.meta,
    )  # fmt: skip


async def finish_turn(
    session: AsyncSession, turn: OpenTurn, state: str, now: datetime, error: str | None = None
) -> bool:
    """Close the turn; False where another attempt has taken it over, so nothing may be stored."""
    finished = await session.execute(
        _FINISH,
        {
            "message": turn.message_id, "attempt": turn.attempt,
            "end": state, "at": now, "reason": error,
        },
    )  # fmt: skip
    return bool(getattr(finished, "rowcount", 0))


async def reopen_turns(session: AsyncSession, conversation_id: str, after: int) -> int:
    """Owners' messages behind ``after`` that a person's ownership silenced: the bot's now.

    An attempt that still runs is voided by it.
    """
    reopened = await session.execute(
        update(Turn)
        .where(
            Turn.conversation_id == conversation_id,
            Turn.state.in_(("silent", "stale", "running")),
            Turn.seq > after,
        )
        .values(state="waiting", finished_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(reopened, "rowcount", 0))


async def has_open_turn(session: AsyncSession, conversation_id: str) -> bool:
    found = await session.scalar(_ANY_OPEN, {"conversation": conversation_id})
    return found is not None


async def turn_state(session: AsyncSession, message_id: int) -> str | None:
    return await session.scalar(select(Turn.state).where(Turn.message_id == message_id))


async def conversations_with_open_turns(
    session: AsyncSession, older_than: datetime
) -> Sequence[str]:
    rows = await session.scalars(
        select(Turn.conversation_id)
        .where(Turn.state.in_(OPEN_STATES), Turn.created_at <= older_than)
        .distinct()
        .limit(500)
    )
    return rows.all()
