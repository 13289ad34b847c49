"""One change of owner: the fence is moved, the owner is told in the log, the audit remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import Conflict, NotFound
from bot.handoff.ink import Phrases, StoreReplies
from bot.messages import Author, Owner, Stamp
from bot.store.audit import record_audit
from bot.store.conversations import change_owner
from bot.store.desk import lock_conversation
from bot.store.models import Conversation, Staff

# What a conversation is without once nobody waits for a person in it.
AT_REST: dict[str, Any] = {
    "staff_id": None, "queued_at": None, "queue_reason": None, "urgent": False,
}  # fmt: skip
HELD_BY = {
    Owner.BOT: "这个会话现在由机器人接待",
    Owner.QUEUE: "这个会话在排队，还没有人接待",
    Owner.CLOSED: "这个会话已经结束",
}


@dataclass(frozen=True, slots=True)
class Move:
    """``event`` names it in the log, in the audit and in domain.yml (utter_desk_<phrase>)."""

    owner: Owner
    event: str
    columns: dict[str, Any]
    phrase: str = ""
    values: dict[str, str] = field(default_factory=dict)


class Mover:
    def __init__(self, store: StoreReplies, phrases: Phrases, clock: Clock) -> None:
        self._store = store
        self._phrases = phrases
        self._clock = clock

    def to_queue(self, event: str, **values: str) -> Move:
        """Back into the queue, before those who have not spoken with anybody yet."""
        columns = {"staff_id": None, "queued_at": self._clock.now(), "urgent": True}
        return Move(Owner.QUEUE, event, columns, values=values)

    async def move(
        self, session: AsyncSession, conversation: Conversation, move: Move, actor: tuple[str, str]
    ) -> None:
        """Inside the caller's transaction, from the epoch that ``conversation`` was read with.

        Raises Conflict, with who holds it now, where somebody else was quicker.
        """
        before = (conversation.owner, conversation.staff_id)
        moved = await change_owner(
            session, conversation.id, move.owner, seen_epoch=conversation.owner_epoch,
            at=self._clock.now(), **move.columns,
        )  # fmt: skip
        if not moved:
            await refuse(session, conversation.id)
        line = self._phrases.say(move.phrase or move.event, Author.SYSTEM, **move.values)
        await self._store(
            session, conversation.id, conversation.channel, [line], self._clock,
            Stamp(event=move.event),
        )  # fmt: skip
        await session.refresh(conversation)
        await record_audit(
            session, at=self._clock.now(), actor=actor, action=move.event,
            subject=("conversation", conversation.id), before=before[0], before_staff=before[1],
            staff=conversation.staff_id, epoch=conversation.owner_epoch,
        )  # fmt: skip


async def hold(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation, locked until the transaction ends. Raises NotFound."""
    conversation = await lock_conversation(session, conversation_id)
    if conversation is None:
        raise NotFound("没有这个会话")
    return conversation


async def refuse(session: AsyncSession, conversation_id: str) -> NoReturn:
    """Raise Conflict with who holds the conversation now, for the one who came too late."""
    conversation = await hold(session, conversation_id)
    holder = await session.get(Staff, conversation.staff_id) if conversation.staff_id else None
    if conversation.owner == Owner.STAFF and holder is not None:
        detail = f"这个会话现在由{holder.display_name}接待"
    else:
        detail = HELD_BY.get(Owner(conversation.owner), Conflict.title)
    raise Conflict(
        detail,
        owner=conversation.owner,
        owner_epoch=conversation.owner_epoch,
        holder={"id": holder.id, "display_name": holder.display_name} if holder else None,
    )
