"""How often an account may still write to an owner, counted from the log before anything is sent.

https://developers.weixin.qq.com/doc/service/en/guide/product/kf/intro.html: a message of the owner
allows five within 48 hours; a menu press, a follow and a scan allow three within a minute each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Author
from bot.store.models import ChannelSend, Conversation, Message

Occasion = Literal["message", "menu", "follow", "scan"]

GRANTS: dict[Occasion, tuple[int, timedelta]] = {
    "message": (5, timedelta(hours=48)),
    "menu": (3, timedelta(minutes=1)),
    "follow": (3, timedelta(minutes=1)),
    "scan": (3, timedelta(minutes=1)),
}
# ``meta["type"]`` of the owner's rows that are not messages in WeChat's sense.
EVENTS: dict[str, Occasion] = {"click": "menu", "subscribe": "follow", "scan": "scan"}
LOOK_BACK = 100


@dataclass(frozen=True, slots=True)
class Contact:
    """Something the owner did."""

    occasion: Occasion
    at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """``open_until`` lies in the past where the window has closed; None where none was open."""

    open_until: datetime | None
    left: int
    is_open: bool


def count_allowance(
    contacts: Sequence[Contact], sends: Sequence[datetime], now: datetime
) -> Allowance:
    """The latest contact of each kind renews its grant; a send takes of what ends first."""
    since = {each.occasion: each.at for each in sorted(contacts, key=lambda each: each.at)}
    until = {occasion: at + GRANTS[occasion][1] for occasion, at in since.items()}
    left = {occasion: GRANTS[occasion][0] for occasion in since}
    for sent in sorted(sends):
        usable = [each for each in since if since[each] <= sent < until[each] and left[each]]
        if usable:
            left[min(usable, key=lambda each: until[each])] -= 1
    still_open = [each for each in since if now < until[each]]
    return Allowance(
        max(until.values(), default=None),
        sum(left[each] for each in still_open),
        bool(still_open),
    )


async def read_allowance(session: AsyncSession, conversation_id: str, now: datetime) -> Allowance:
    contacts = await _contacts(session, conversation_id)
    if not contacts:
        return Allowance(None, 0, is_open=False)
    sends = await session.scalars(
        select(ChannelSend.sent_at).where(
            ChannelSend.conversation_id == conversation_id,
            ChannelSend.sent_at >= min(each.at for each in contacts),
        )
    )
    return count_allowance(contacts, sends.all(), now)


async def spend(
    session: AsyncSession,
    conversation_id: str,
    now: datetime,
    name: str | None = None,
    carried: Sequence[int] = (),
) -> int | None:
    """Note one message before it is sent; None where none is left. Give it back if WeChat refused.

    ``name`` and ``carried`` tell which deliveries it was, should WeChat say later that it did not
    arrive. The conversation's row lock keeps two senders from spending the same one.
    """
    await session.scalar(
        select(Conversation.id).where(Conversation.id == conversation_id).with_for_update()
    )
    if (await read_allowance(session, conversation_id, now)).left <= 0:
        return None
    return await session.scalar(
        insert(ChannelSend)
        .values(conversation_id=conversation_id, sent_at=now, name=name, carried=list(carried))
        .returning(ChannelSend.id)
    )


async def find_send(session: AsyncSession, name: str) -> ChannelSend | None:
    found: ChannelSend | None = await session.scalar(
        select(ChannelSend).where(ChannelSend.name == name)
    )
    return found


async def give_back(session: AsyncSession, send_id: int) -> None:
    await session.execute(delete(ChannelSend).where(ChannelSend.id == send_id))


async def _contacts(session: AsyncSession, conversation_id: str) -> list[Contact]:
    """The latest of each kind among the owner's last rows."""
    rows = await session.execute(
        select(Message.created_at, Message.meta)
        .where(Message.conversation_id == conversation_id, Message.author == Author.USER)
        .order_by(Message.seq.desc())
        .limit(LOOK_BACK)
    )
    latest: dict[Occasion, Contact] = {}
    for created_at, meta in rows:
        occasion = EVENTS.get(str(meta.get("type", "")), "message")
        latest.setdefault(occasion, Contact(occasion, created_at))
    return list(latest.values())
