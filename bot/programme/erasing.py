"""Takes an owner out of the store: what is known of them, and every place where it may stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Author
from bot.programme.contacts import PERSONAL
from bot.programme.masking import Mask
from bot.programme.personal_data import emptied_columns, masked_columns
from bot.reading.person import read_person
from bot.reading.script import normalise
from bot.store.consents import STORE_CONTACT, erase_contacts, find_contact, withdraw_consents
from bot.store.conversations import messages_after
from bot.store.models import (
    Base,
    Bid,
    Challenge,
    Contact,
    Contract,
    Conversation,
    Enterprise,
    Lesson,
    Message,
    Need,
    NeedEvent,
    Note,
    Rating,
    Suggestion,
)
from bot.store.passive_replies import drop_replies
from bot.store.tracker_erasures import forget_dialogue

EVERY_MESSAGE = 100_000
# Where an owner stood, and what a link led to.
PRIVATE_META = frozenset({"latitude", "longitude", "url", "title", "description", "file"})
_PLACE_SENT, _LINK_SENT = "〔位置〕", "〔链接〕"
_OF_NEEDS = (NeedEvent, Suggestion, Challenge, Bid, Contract)


async def whole_log(session: AsyncSession, conversation_id: str) -> Sequence[Message]:
    return await messages_after(session, conversation_id, 0, EVERY_MESSAGE)


async def persons_named(
    session: AsyncSession, conversation_id: str, log: Iterable[Message]
) -> list[str]:
    """Everybody whom the owner named, stored or not: before anything is deleted."""
    contact = await find_contact(session, conversation_id)
    names = [contact.name] if contact is not None and contact.name else []
    for message in log:
        if message.author != Author.USER or not PERSONAL.search(message.text):
            continue
        person = read_person(normalise(message.text))
        if person is not None and person.name:
            names.append(person.name)
    return names


async def firms_named(
    session: AsyncSession, conversation_id: str, log: Iterable[Message]
) -> list[str]:
    """Names and credit codes of the owner's firms."""
    needs = await session.scalars(select(Need).where(Need.conversation_id == conversation_id))
    told = [part for need in needs for part in (need.company, need.uscc)]
    for message in log:
        read = (message.understanding or {}).get("entities") or {}
        told += [read.get("company"), read.get("uscc")]
    return [part for part in told if part]


async def mask_everywhere(
    session: AsyncSession, conversation_id: str, mask: Mask, log: Sequence[Message]
) -> None:
    """In the ``log`` and beside it, in the needs and whatever was made of them."""
    own = select(Message.id).where(Message.conversation_id == conversation_id)
    needs = select(Need.id).where(Need.conversation_id == conversation_id)
    places: list[tuple[type[Base], ColumnElement[bool]]] = [
        (Conversation, Conversation.id == conversation_id),
        (Note, Note.conversation_id == conversation_id),
        (Rating, Rating.conversation_id == conversation_id),
        (Lesson, Lesson.message_id.in_(own)),
        (Need, Need.conversation_id == conversation_id),
        *((table, table.need_id.in_(needs)) for table in _OF_NEEDS),
    ]
    for table, theirs in places:
        _mask(await _rows(session, select(table).where(theirs)), mask)
    for message in log:
        _forget_place(message)
    _mask(log, mask)
    await drop_replies(session, conversation_id)
    await session.flush()


async def _rows(session: AsyncSession, query: Select[Any]) -> Sequence[Base]:
    return (await session.scalars(query)).all()


def _mask(rows: Iterable[Base], mask: Mask) -> None:
    for row in rows:
        for column in masked_columns(row.__tablename__):
            held = getattr(row, column)
            left = mask.value(held) if held else held
            if left != held:
                setattr(row, column, left)


def _forget_place(message: Message) -> None:
    """Of what was sent on the map nothing tells where it was, nor of a link where it led."""
    kept = {name: held for name, held in message.meta.items() if name not in PRIVATE_META}
    if kept == message.meta:
        return
    if kept.get("type") == "location":
        message.text, message.payload = _PLACE_SENT, message.payload and "/inform"
    elif kept.get("type") == "link":
        message.text = _LINK_SENT
    message.meta = kept


def empty(need: Need) -> None:
    """The technical matter may stay without its owner; the firm and the person may not."""
    for column in emptied_columns("needs"):
        setattr(need, column, [] if column == "qualifications" else None)
    need.enterprise_id = need.contact_id = None


async def drop_enterprises(session: AsyncSession, enterprise_ids: Iterable[str]) -> None:
    """Those about which nobody else has written."""
    used = exists().where(Need.enterprise_id == Enterprise.id)
    known = exists().where(Contact.enterprise_id == Enterprise.id)
    await session.execute(
        delete(Enterprise)
        .where(Enterprise.id.in_(list(enterprise_ids)), ~used, ~known)
        .execution_options(synchronize_session=False)
    )


async def forget_contact(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    """The person goes and the matter stays: contact, its consent, names and numbers in the log."""
    log = await whole_log(session, conversation_id)
    mask = Mask.of(await persons_named(session, conversation_id, log))
    await erase_contacts(session, conversation_id)
    await withdraw_consents(session, conversation_id, now, STORE_CONTACT)
    await mask_everywhere(session, conversation_id, mask, log)
    await forget_dialogue(session, conversation_id, now)
