"""Consents as evidence, and the contact data that they allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Consent, Contact, Need, new_id

STORE_CONTACT = "store_contact"
INTRODUCTION = "introduction"


@dataclass(frozen=True, slots=True)
class NewConsent:
    """``text_version`` and ``text_hash`` say which words the owner agreed to."""

    conversation_id: str
    purpose: str
    scope: tuple[str, ...]
    text_version: str
    text_hash: str
    receiver: str | None = None


async def add_consent(session: AsyncSession, new: NewConsent, now: datetime) -> Consent:
    consent = Consent(
        id=new_id(), conversation_id=new.conversation_id, purpose=new.purpose,
        receiver=new.receiver, scope=list(new.scope), text_version=new.text_version,
        text_hash=new.text_hash, given_at=now,
    )  # fmt: skip
    session.add(consent)
    await session.flush()
    return consent


async def active_consent(
    session: AsyncSession, conversation_id: str, purpose: str, receiver: str | None = None
) -> Consent | None:
    query = select(Consent).where(
        Consent.conversation_id == conversation_id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )
    if receiver is not None:
        query = query.where(Consent.receiver == receiver)
    return await session.scalar(query.order_by(Consent.given_at.desc()).limit(1))


async def list_consents(session: AsyncSession, conversation_id: str) -> Sequence[Consent]:
    rows = await session.scalars(
        select(Consent)
        .where(Consent.conversation_id == conversation_id)
        .order_by(Consent.given_at, Consent.id)
    )
    return rows.all()


async def withdraw_consents(
    session: AsyncSession, conversation_id: str, now: datetime, purpose: str | None = None
) -> int:
    """Mark active consents withdrawn; the rows stay as proof that they had been given."""
    changed = update(Consent).where(
        Consent.conversation_id == conversation_id, Consent.withdrawn_at.is_(None)
    )
    if purpose is not None:
        changed = changed.where(Consent.purpose == purpose)
    rows = await session.scalars(
        changed.values(withdrawn_at=now)
        .returning(Consent.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())


async def find_contact(session: AsyncSession, conversation_id: str) -> Contact | None:
    return await session.scalar(
        select(Contact)
        .where(Contact.conversation_id == conversation_id)
        .order_by(Contact.created_at.desc(), Contact.id)
        .limit(1)
    )


async def save_contact(
    session: AsyncSession,
    conversation_id: str,
    now: datetime,
    scope: tuple[str, ...],
    *,
    name: str | None,
    phone: str | None,
    email: str | None,
) -> Contact:
    """One contact per conversation; what is given later replaces, what is not given stays while it
    is in the consent's ``scope``: 「只留电话，别写名字」 takes the name away again."""
    contact = await find_contact(session, conversation_id)
    if contact is None:
        contact = Contact(id=new_id(), conversation_id=conversation_id, created_at=now)
        session.add(contact)
    contact.name = name or contact.name
    contact.phone = phone or contact.phone
    contact.email = email or contact.email
    for field in ("name", "phone", "email"):
        if field not in scope:
            setattr(contact, field, None)
    contact.updated_at = now
    await session.flush()
    return contact


async def erase_contacts(session: AsyncSession, conversation_id: str) -> int:
    """Delete every contact row of the conversation and the links that point at it."""
    await session.execute(
        update(Need)
        .where(Need.conversation_id == conversation_id)
        .values(contact_id=None)
        .execution_options(synchronize_session=False)
    )
    rows = await session.scalars(select(Contact).where(Contact.conversation_id == conversation_id))
    contacts = rows.all()
    for contact in contacts:
        await session.delete(contact)
    await session.flush()
    return len(contacts)
