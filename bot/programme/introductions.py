"""Putting an owner in touch: nothing is passed on before a consent that names the receiver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.programme.consent_texts import INTRODUCTION_TEXT
from bot.programme.contacts import contact_text, known_contact
from bot.programme.needs import link_contact, record_need
from bot.store.consents import INTRODUCTION, NewConsent, add_consent
from bot.store.introductions import (
    AWAITING_CONSENT,
    begin_introduction,
    find_introduction,
    name_receiver,
)
from bot.store.models import Contact, Introduction, Need
from bot.store.needs import DRAFT, add_event
from bot.store.suggestions import need_shown_it, note_reaction
from bot.store.webhook_events import INTRODUCTION_REQUESTED, tell_of_introduction

# Stopped with its need, or before: an answer that comes late begins nothing.
ENDED = frozenset({"withdrawn", "no_result"})


@dataclass(frozen=True, slots=True)
class Asked:
    """``pending``: the owner still has to agree; False where it was agreed to before."""

    introduction: Introduction
    pending: bool


async def matter_of(
    session: AsyncSession,
    conversation_id: str,
    kind: str,
    item_id: str,
    *,
    today: date,
    now: datetime,
    message_id: int | None,
) -> Need | None:
    """The need that a card was shown for."""
    need = await need_shown_it(session, conversation_id, kind, item_id)
    if need is None:
        return None
    return await as_matter(session, need, today=today, now=now, message_id=message_id)


async def as_matter(
    session: AsyncSession, need: Need, *, today: date, now: datetime, message_id: int | None
) -> Need:
    """A draft is recorded as far as it has come, so that an introduction has a matter to be about:
    what hangs on a draft could neither be cancelled nor reviewed."""
    if need.state == DRAFT:
        await record_need(session, need, today=today, now=now, message_id=message_id)
    return need


async def ask_introduction(
    session: AsyncSession, need: Need, kind: str, item_id: str, now: datetime
) -> Asked | None:
    """None where the catalogue no longer holds the item. Raises Conflict for a draft."""
    if need.state == DRAFT:
        raise Conflict("需求还没有登记，不能引荐", state=need.state)
    receiver = await name_receiver(session, kind, item_id)
    if receiver is None:
        return None
    row = await begin_introduction(session, need.id, kind, item_id, receiver, now)
    await note_reaction(session, need.id, kind, item_id, "picked", now)
    return Asked(row, pending=row.state == AWAITING_CONSENT)


async def agree(
    session: AsyncSession, conversation_id: str, introduction_id: str, now: datetime
) -> Introduction | None:
    """Record the separate consent and hand the request to staff; once, however often it is said."""
    row = await find_introduction(session, conversation_id, introduction_id)
    if row is None or row.state in ENDED:
        return None
    if row.state != AWAITING_CONSENT:
        return row
    contact = await known_contact(session, conversation_id)
    new = NewConsent(
        conversation_id, INTRODUCTION, scope_of(contact),
        INTRODUCTION_TEXT.version, INTRODUCTION_TEXT.hash, receiver=row.receiver,
    )  # fmt: skip
    consent = await add_consent(session, new, now)
    row.consent_id, row.state, row.updated_at = consent.id, "requested", now
    need = await session.get_one(Need, row.need_id)
    await link_contact(session, need)
    await add_event(
        session, need.id, "introduction_requested", at=now, actor="owner",
        introduction_id=row.id, kind=row.kind, item_id=row.item_id,
    )  # fmt: skip
    await tell_of_introduction(session, INTRODUCTION_REQUESTED, row, need, now)
    return row


async def decline(
    session: AsyncSession, conversation_id: str, introduction_id: str, now: datetime
) -> Introduction | None:
    row = await find_introduction(session, conversation_id, introduction_id)
    if row is not None and row.state == AWAITING_CONSENT:
        row.state, row.updated_at = "declined", now
    return row


def scope_of(contact: Contact | None) -> tuple[str, ...]:
    fields = ("name", "phone", "email")
    given = tuple(each for each in fields if contact is not None and getattr(contact, each))
    return ("need", *given)


def ask_text(receiver: str, contact: Contact | None) -> str:
    """The consent question with its blanks filled: what goes to whom."""
    if contact is None:
        data = "需求要点（不含电话，由工作人员在这里转告您）"
    else:
        data = f"需求要点和您的联系方式（{contact_text(contact)}）"
    return INTRODUCTION_TEXT.render(receiver=receiver, data=data)
