"""Conversations and their log: every row takes its ``seq`` in the transaction that stores it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Author, Channel, Owner
from bot.store.models import Conversation, Message, new_id
from bot.store.waits import begin_wait, end_visit, note_answer
from bot.store.webhook_events import tell_of_owner

# The last ``seq`` of a conversation and its owner: where a reader of its log can be.
type Position = tuple[int, str]

# A person has to answer here, and not the bot.
WITH_PEOPLE = frozenset({Owner.QUEUE, Owner.STAFF})

# What every turn asks is built once: building a statement costs more than SQLite takes to run it.
_OF_PERSON = select(Conversation).where(
    Conversation.channel == bindparam("channel"), Conversation.address == bindparam("address")
)
_TAKE_SEQ = (
    update(Conversation)
    .where(Conversation.id == bindparam("conversation"))
    .values(last_seq=Conversation.last_seq + 1, last_message_at=bindparam("at"))
    .returning(Conversation.last_seq, Conversation.owner)
    .execution_options(synchronize_session=False)
)
_TAKE_USERS_SEQ = _TAKE_SEQ.values(
    last_user_at=bindparam("at"), last_user_seq=Conversation.last_seq + 1
)
_APPEND = insert(Message).returning(Message)
_RECEIVED = (
    select(Message)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(
        Conversation.channel == bindparam("channel"),
        Conversation.address == bindparam("address"),
        Message.author == Author.USER,
        Message.client_msg_id == bindparam("client_msg_id"),
    )
)
_POSITIONS = select(Conversation.id, Conversation.last_seq, Conversation.owner).where(
    Conversation.id.in_(bindparam("conversations", expanding=True))
)
_LOG = select(Message).where(Message.conversation_id == bindparam("conversation"))
_BY_SEQ = _LOG.where(Message.seq == bindparam("seq"))
_LATEST = _LOG.order_by(Message.seq.desc()).limit(bindparam("limit"))
_AFTER = (
    _LOG.where(Message.seq > bindparam("after")).order_by(Message.seq).limit(bindparam("limit"))
)
_BEFORE = (
    _LOG.where(Message.seq < bindparam("before"))
    .order_by(Message.seq.desc())
    .limit(bindparam("limit"))
)
_BESIDE = _LOG.where(
    Message.author != Author.USER, Message.reply_to.is_not_distinct_from(bindparam("reply_to"))
).order_by(Message.seq)
_REOPEN = (
    update(Conversation)
    .where(Conversation.id == bindparam("conversation"), Conversation.owner == Owner.CLOSED)
    .values(owner=Owner.BOT, owner_epoch=Conversation.owner_epoch + 1, staff_id=None)
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A row that has no ``seq`` yet. ``buttons`` and ``cards`` are already JSON-safe."""

    conversation_id: str
    author: Author
    text: str
    created_at: datetime
    client_msg_id: str | None = None
    staff_id: str | None = None
    buttons: list[dict[str, Any]] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    numbered: bool = False
    payload: str | None = None
    reply_to: int | None = None
    meta: dict[str, Any] = field(default_factory=dict)


async def find_conversation(
    session: AsyncSession, channel: Channel, address: str
) -> Conversation | None:
    return await session.scalar(_OF_PERSON, {"channel": channel, "address": address})


async def open_conversation(
    session: AsyncSession, channel: Channel, address: str, now: datetime, scene: str | None = None
) -> Conversation:
    """Find or make the one conversation of this person; two racing first messages get the same."""
    found = await find_conversation(session, channel, address)
    if found is not None:
        return found
    fresh = Conversation(
        id=new_id(), channel=channel, address=address, created_at=now, scene=scene,
        owner=Owner.BOT, owner_epoch=0, last_seq=0,
    )  # fmt: skip
    try:
        async with session.begin_nested():
            session.add(fresh)
    except IntegrityError:
        raced = await find_conversation(session, channel, address)
        if raced is None:
            raise
        return raced
    return fresh


async def append_message(session: AsyncSession, new: NewMessage) -> Message:
    """Store one row under the next ``seq``; the UPDATE holds the conversation's row lock."""
    take = _TAKE_USERS_SEQ if new.author is Author.USER else _TAKE_SEQ
    values = {"conversation": new.conversation_id, "at": new.created_at}
    taken = (await session.execute(take, values)).one_or_none()
    if taken is None:
        raise LookupError(f"no conversation {new.conversation_id}")
    seq, owner = taken
    row: Message | None = await session.scalar(
        _APPEND,
        {
            "conversation_id": new.conversation_id, "seq": seq, "author": new.author,
            "text": new.text, "staff_id": new.staff_id, "client_msg_id": new.client_msg_id,
            "buttons": new.buttons, "cards": new.cards, "numbered": new.numbered,
            "payload": new.payload, "reply_to": new.reply_to, "meta": new.meta,
            "created_at": new.created_at,
        },
    )  # fmt: skip
    if row is None:  # pragma: no cover - RETURNING gives the row that was inserted
        raise LookupError("the inserted message was not returned")
    if new.author is Author.USER and owner in WITH_PEOPLE:
        await begin_wait(session, new.conversation_id, new.created_at)
    elif new.author is Author.STAFF:
        await note_answer(session, new.conversation_id, new.staff_id, new.created_at)
    return row


async def find_by_client_msg_id(
    session: AsyncSession, conversation_id: str, author: Author, client_msg_id: str
) -> Message | None:
    return await session.scalar(
        select(Message).where(
            Message.conversation_id == conversation_id,
            Message.author == author,
            Message.client_msg_id == client_msg_id,
        )
    )


async def find_received(
    session: AsyncSession, channel: Channel, address: str, client_msg_id: str
) -> Message | None:
    """What this person sent under this id before."""
    return await session.scalar(
        _RECEIVED, {"channel": channel, "address": address, "client_msg_id": client_msg_id}
    )


async def find_by_seq(session: AsyncSession, conversation_id: str, seq: int) -> Message | None:
    return await session.scalar(_BY_SEQ, {"conversation": conversation_id, "seq": seq})


async def latest_replies(
    session: AsyncSession, conversation_id: str, limit: int = 12
) -> list[Message]:
    """What stands below the owner's latest message, oldest first: its buttons are in view."""
    rows = await session.scalars(_LATEST, {"conversation": conversation_id, "limit": limit})
    replies: list[Message] = []
    for row in rows:
        if row.author == Author.USER:
            break
        replies.insert(0, row)
    return replies


async def last_told(session: AsyncSession, conversation_id: str) -> list[Message]:
    """What the owner was told last, oldest first, however much they have written since."""
    told: list[Message] = []
    for row in await recent_rows(session, conversation_id):
        if row.author != Author.USER:
            told.insert(0, row)
        elif told:
            break
    return told


async def recent_rows(
    session: AsyncSession, conversation_id: str, limit: int = 60
) -> Sequence[Message]:
    """The end of the log, newest first."""
    rows = await session.scalars(_LATEST, {"conversation": conversation_id, "limit": limit})
    return rows.all()


async def replies_beside(session: AsyncSession, row: Message) -> Sequence[Message]:
    """All that answers the same message as ``row``, itself among it, in order."""
    values = {"conversation": row.conversation_id, "reply_to": row.reply_to}
    return (await session.scalars(_BESIDE, values)).all()


async def last_user_seq(session: AsyncSession, conversation_id: str) -> int:
    """The owner's latest message; 0 where there is none."""
    last = await session.scalar(
        select(func.max(Message.seq)).where(
            Message.conversation_id == conversation_id, Message.author == Author.USER
        )
    )
    return last or 0


async def messages_after(
    session: AsyncSession, conversation_id: str, after: int, limit: int = 200
) -> Sequence[Message]:
    rows = await session.scalars(
        _AFTER, {"conversation": conversation_id, "after": after, "limit": limit}
    )
    return rows.all()


async def messages_before(
    session: AsyncSession, conversation_id: str, before: int, limit: int
) -> Sequence[Message]:
    """The last rows in front of ``before``, oldest first."""
    rows = await session.scalars(
        _BEFORE, {"conversation": conversation_id, "before": before, "limit": limit}
    )
    return rows.all()[::-1]


async def positions_of(session: AsyncSession, ids: Iterable[str]) -> dict[str, Position]:
    """Those that do not exist are left out."""
    rows = await session.execute(_POSITIONS, {"conversations": list(ids)})
    return {row.id: (row.last_seq, row.owner) for row in rows}


async def change_owner(
    session: AsyncSession,
    conversation_id: str,
    owner: Owner,
    *,
    seen_epoch: int,
    at: datetime,
    **columns: Any,
) -> bool:
    """Move the fence; False where somebody else moved it since ``seen_epoch`` was read."""
    changed = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.owner_epoch == seen_epoch)
        .values(owner=owner, owner_epoch=Conversation.owner_epoch + 1, **columns)
        .execution_options(synchronize_session=False)
    )
    if not getattr(changed, "rowcount", 0):
        return False
    if owner is Owner.QUEUE:
        await begin_wait(session, conversation_id, at)
    elif owner is not Owner.STAFF:
        await end_visit(session, conversation_id, at)
    await tell_of_owner(session, conversation_id, owner, at)
    return True


async def reopen_if_closed(session: AsyncSession, conversation_id: str) -> bool:
    """An owner who writes into a closed conversation is the bot's guest again."""
    changed = await session.execute(_REOPEN, {"conversation": conversation_id})
    return bool(getattr(changed, "rowcount", 0))


async def note_read(session: AsyncSession, conversation_id: str, seq: int) -> None:
    """Forward only, and no further than there is something to read."""
    await session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.read_seq < seq,
            Conversation.last_seq >= seq,
        )
        .values(read_seq=seq)
        .execution_options(synchronize_session=False)
    )


async def switch_suggestions(
    session: AsyncSession, conversation_id: str, off_at: datetime | None
) -> None:
    """``off_at`` None: suggestions may be made unasked again."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(suggestions_off_at=off_at)
        .execution_options(synchronize_session=False)
    )


async def are_suggestions_off(session: AsyncSession, conversation_id: str) -> bool:
    off_at = await session.scalar(
        select(Conversation.suggestions_off_at).where(Conversation.id == conversation_id)
    )
    return off_at is not None


async def count_queued_before(session: AsyncSession, queued_at: datetime) -> int:
    """How many owners wait for a person and came earlier."""
    return (
        await session.scalar(
            select(func.count())
            .select_from(Conversation)
            .where(Conversation.owner == Owner.QUEUE, Conversation.queued_at < queued_at)
        )
        or 0
    )
