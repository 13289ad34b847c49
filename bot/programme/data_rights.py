"""Access, erasure and withdrawal by one phrase (PIPL art. 15, 44, 45, 47)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.contacts import contact_text
from bot.programme.needs import withdraw_need
from bot.programme.redaction import redact
from bot.store.audit import record_audit
from bot.store.challenges import find_challenge
from bot.store.consents import (
    STORE_CONTACT,
    erase_contacts,
    find_contact,
    list_consents,
    withdraw_consents,
)
from bot.store.contracts import find_contract
from bot.store.conversations import messages_after
from bot.store.identities import forget_identity
from bot.store.introductions import withdraw_introductions
from bot.store.media import count_media, erase_media
from bot.store.models import Challenge, Contact, Contract, Message, Need
from bot.store.needs import DRAFT, discard_draft, list_drafts, list_recorded
from bot.store.notes import list_notes

EVERY_MESSAGE = 100_000
# Where an owner stood, and what a link led to.
PRIVATE_META = frozenset({"latitude", "longitude", "url", "title", "description", "file"})
PURPOSES = {STORE_CONTACT: "保存联系方式", "introduction": "转交资料"}


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the store holds of this conversation's owner."""

    contact: Contact | None
    needs: tuple[Need, ...]
    drafts: tuple[Need, ...]
    media: int

    @property
    def is_empty(self) -> bool:
        return not (self.contact or self.needs or self.drafts or self.media)

    def describe(self) -> str:
        parts = []
        if self.contact is not None:
            parts.append(f"联系方式（{contact_text(self.contact)}）")
        if self.needs:
            parts.append(f"{len(self.needs)}条需求里的公司信息")
        if self.drafts:
            parts.append("没填完的需求")
        if self.media:
            parts.append(f"{self.media}份图片、语音或文件")
        return "、".join(parts)


@dataclass(frozen=True, slots=True)
class Erased:
    what: str
    informed: tuple[str, ...]
    """Receivers that had the data already: staff tell them to delete it too."""


async def list_holdings(session: AsyncSession, conversation_id: str) -> Holdings:
    recorded = await list_recorded(session, conversation_id)
    return Holdings(
        contact=await find_contact(session, conversation_id),
        needs=tuple(need for need in recorded if need.company or need.state != "withdrawn"),
        drafts=tuple(await list_drafts(session, conversation_id)),
        media=await count_media(session, conversation_id),
    )


async def erase(session: AsyncSession, conversation_id: str, now: datetime) -> Erased:
    """Delete the person from the conversation: contacts, firm names, and numbers in its log."""
    held = await list_holdings(session, conversation_id)
    names = (held.contact.name,) if held.contact is not None else ()
    await erase_contacts(session, conversation_id)
    _, informed = await withdraw_introductions(session, conversation_id, now)
    for need in (*held.needs, *held.drafts):
        if need.state != DRAFT or not await discard_draft(session, need):
            await _strip(session, need, now, names)
    await withdraw_consents(session, conversation_id, now)
    await _mask_log(session, conversation_id, names)
    await erase_media(session, conversation_id)
    await forget_identity(session, conversation_id)
    await record_audit(
        session, at=now, actor=("owner", conversation_id), action="erase",
        subject=("conversation", conversation_id),
        needs=len(held.needs), contact=held.contact is not None,
    )  # fmt: skip
    return Erased(held.describe(), tuple(dict.fromkeys(informed)))


async def withdraw_consent(
    session: AsyncSession, conversation_id: str, now: datetime
) -> tuple[str, ...]:
    """Withdraw every standing consent; what had been stored under it goes too. Returns purposes."""
    standing = [
        PURPOSES[consent.purpose] + (f"给{consent.receiver}" if consent.receiver else "")
        for consent in await list_consents(session, conversation_id)
        if consent.withdrawn_at is None
    ]
    if standing:
        await withdraw_consents(session, conversation_id, now)
        await erase_contacts(session, conversation_id)
        await withdraw_introductions(session, conversation_id, now)
        await record_audit(
            session, at=now, actor=("owner", conversation_id), action="withdraw_consent",
            subject=("conversation", conversation_id), count=len(standing),
        )  # fmt: skip
    return tuple(dict.fromkeys(standing))


async def _strip(
    session: AsyncSession, need: Need, now: datetime, names: tuple[str | None, ...]
) -> None:
    """The technical matter may stay without its owner; the firm and the person may not."""
    firm = need.company
    need.problem = redact(need.problem, firm, *names) if need.problem else None
    need.detail = redact(need.detail, firm, *names) if need.detail else None
    need.public_summary = redact(need.public_summary, firm, *names) if need.public_summary else None
    need.company = need.uscc = need.enterprise_id = need.contact_id = need.confidential = None
    need.qualifications = []
    await _strip_papers(session, need.id, (firm, *names))
    if need.state != "withdrawn":
        await withdraw_need(session, need, now)


async def _strip_papers(session: AsyncSession, need_id: str, names: tuple[str | None, ...]) -> None:
    """What staff wrote for the list and into the contract; the list forgets the need at once."""
    if (challenge := await find_challenge(session, need_id)) is not None:
        challenge.published_at = None
        for name in ("title", "summary", "ip_terms"):
            _redact(challenge, name, names)
    if (contract := await find_contract(session, need_id)) is not None:
        for name in ("title", "ip_terms", "result"):
            _redact(contract, name, names)


def _redact(row: Challenge | Contract, name: str, names: tuple[str | None, ...]) -> None:
    if text := getattr(row, name):
        setattr(row, name, redact(text, *names))


async def _mask_log(
    session: AsyncSession, conversation_id: str, names: tuple[str | None, ...]
) -> None:
    """What anybody wrote in the log, and what colleagues noted beside it."""
    for note in await list_notes(session, conversation_id):
        note.text = redact(note.text, *names)
    for message in await messages_after(session, conversation_id, 0, EVERY_MESSAGE):
        masked = redact(message.text, *names)
        meta = {name: kept for name, kept in message.meta.items() if name not in PRIVATE_META}
        if masked != message.text or meta != message.meta:
            await session.execute(
                update(Message)
                .where(Message.id == message.id)
                .values(text=masked, meta=meta)
                .execution_options(synchronize_session=False)
            )
