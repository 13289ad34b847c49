"""Contact data and the consent before it (PIPL art. 13, 14, 15)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.consent_texts import STORE_CONTACT_TEXT
from bot.reading.codes import read_landline
from bot.reading.facts import Facts, read
from bot.reading.script import normalise
from bot.store.consents import (
    STORE_CONTACT,
    NewConsent,
    active_consent,
    add_consent,
    find_contact,
    save_contact,
)
from bot.store.models import Consent, Contact
from bot.store.understandings import list_typed

# Cheap to look for; only messages that hold one of these are read in full.
PERSONAL = re.compile(r"\d{3}|@|姓|名|叫|联系|电话|手机|微信")
ALL_FIELDS = ("name", "phone", "email")
PHONE_ONLY = ("phone",)


@dataclass(frozen=True, slots=True)
class GivenContact:
    """What the owner wrote about how to be reached; held nowhere but in the message itself."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    name_refused: bool = False

    @property
    def reachable(self) -> bool:
        return self.phone is not None or self.email is not None

    def limited_to(self, scope: Iterable[str]) -> GivenContact:
        allowed = frozenset(scope)
        return GivenContact(
            name=self.name if "name" in allowed and not self.name_refused else None,
            phone=self.phone if "phone" in allowed else None,
            email=self.email if "email" in allowed else None,
            name_refused=self.name_refused,
        )


def given_in(facts: Facts) -> GivenContact:
    return GivenContact(facts.person, facts.phone, facts.email, facts.name_refused)


async def gather_given(session: AsyncSession, conversation_id: str, today: date) -> GivenContact:
    """The latest name, phone and e-mail that the owner typed in this conversation."""
    found = GivenContact()
    for message in await list_typed(session, conversation_id):
        if not PERSONAL.search(message.text):
            continue
        facts = given_in(read(message.text, today=today))
        found = GivenContact(
            found.name or facts.name,
            found.phone or facts.phone,
            found.email or facts.email,
            found.name_refused or facts.name_refused,
        )
    return found


async def last_landline(session: AsyncSession, conversation_id: str) -> str | None:
    """「手机不要，留座机」: the fixed line that was typed beside the mobile."""
    typed = [message.text for message in await list_typed(session, conversation_id)]
    return next((number for text in typed if (number := read_landline(normalise(text)))), None)


async def standing_consent(session: AsyncSession, conversation_id: str) -> Consent | None:
    return await active_consent(session, conversation_id, STORE_CONTACT)


async def known_contact(session: AsyncSession, conversation_id: str) -> Contact | None:
    """The stored contact, while the consent that allows it stands."""
    if await standing_consent(session, conversation_id) is None:
        return None
    return await find_contact(session, conversation_id)


async def give_consent(
    session: AsyncSession, conversation_id: str, scope: tuple[str, ...], now: datetime
) -> Consent:
    """Record that the owner agreed; a standing consent of the same scope is not doubled."""
    standing = await standing_consent(session, conversation_id)
    if standing is not None and tuple(standing.scope) == scope:
        return standing
    new = NewConsent(
        conversation_id, STORE_CONTACT, scope, STORE_CONTACT_TEXT.version, STORE_CONTACT_TEXT.hash
    )
    return await add_consent(session, new, now)


async def keep_contact(
    session: AsyncSession,
    conversation_id: str,
    given: GivenContact,
    consent: Consent,
    now: datetime,
) -> Contact | None:
    """Store what the consent covers; None where that leaves no way to reach the owner."""
    allowed = given.limited_to(consent.scope)
    if not allowed.reachable:
        return None
    contact = await save_contact(
        session, conversation_id, now, tuple(consent.scope),
        name=allowed.name, phone=allowed.phone, email=allowed.email,
    )  # fmt: skip
    if given.name_refused:
        contact.name = None
    return contact


def contact_text(contact: Contact) -> str:
    """For the owner's own eyes, and still masked: chats are read over shoulders."""
    parts = (contact.name, mask_phone(contact.phone), contact.email)
    return "，".join(part for part in parts if part)


def mask_phone(phone: str | None) -> str | None:
    """13800138012 → 138****8012; a short number keeps its last two digits."""
    if phone is None:
        return None
    if len(phone) < 8:
        return "*" * (len(phone) - 2) + phone[-2:]
    return f"{phone[:3]}****{phone[-4:]}"


def mask_name(name: str) -> str:
    """李厂长 → 李**, so that a list tells people apart without naming them."""
    return name[:1] + "*" * min(len(name) - 1, 2)


async def rename_contact(
    session: AsyncSession, conversation_id: str, name: str, now: datetime
) -> Contact | None:
    """Another name for a contact that is kept; None where there is none, or no name was said.

    A consent to the number alone is widened by whoever has the name written down."""
    contact = await known_contact(session, conversation_id)
    said = re.fullmatch(r"[一-龥·A-Za-z ]{2,12}", name.strip())
    if contact is None or said is None:
        return None
    consent = await standing_consent(session, conversation_id)
    if consent is not None and "name" not in consent.scope:
        await give_consent(session, conversation_id, ALL_FIELDS, now)
    return await save_contact(
        session, conversation_id, now, ALL_FIELDS, name=said[0], phone=None, email=None
    )
