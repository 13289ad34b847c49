"""Access, erasure and withdrawal by one phrase (PIPL art. 15, 44, 45, 47)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Author
from bot.programme.contacts import contact_text
from bot.programme.erasing import (
    drop_enterprises,
    empty,
    firms_named,
    forget_contact,
    mask_everywhere,
    persons_named,
    whole_log,
)
from bot.programme.masking import Mask
from bot.programme.needs import withdraw_need
from bot.store.audit import record_audit
from bot.store.challenges import find_challenge
from bot.store.consents import (
    STORE_CONTACT,
    erase_contacts,
    find_contact,
    list_consents,
    withdraw_consents,
)
from bot.store.identities import forget_identity
from bot.store.introductions import withdraw_introductions
from bot.store.media import count_media, erase_media
from bot.store.models import Contact, Message, Need
from bot.store.needs import DRAFT, OVER, discard_draft, list_drafts, list_recorded
from bot.store.tracker_erasures import forget_dialogue

PURPOSES = {STORE_CONTACT: "保存联系方式", "introduction": "转交资料"}


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the store holds of this conversation's owner."""

    contact: Contact | None
    needs: tuple[Need, ...]
    drafts: tuple[Need, ...]
    media: int
    written: int
    """How many of their messages name a person, a number or a firm, stored elsewhere or not."""

    @property
    def is_empty(self) -> bool:
        return not (self.contact or self.needs or self.drafts or self.media or self.written)

    def describe(self, *, shown: bool = True) -> str:
        """``shown`` with the contact itself: for the owner to see, before it is gone."""
        parts = []
        if self.contact is not None:
            parts.append(f"联系方式（{contact_text(self.contact)}）" if shown else "联系方式")
        if self.needs:
            parts.append(f"{len(self.needs)}条需求里的公司信息")
        if self.drafts:
            parts.append("没填完的需求")
        if self.media:
            parts.append(f"{self.media}份图片、语音或文件")
        if self.written:
            parts.append("聊天记录里的姓名、电话、公司名")
        return "、".join(parts)

    def describe_contact(self) -> str:
        """All that goes where only the contact is to go."""
        contact = f"联系方式（{contact_text(self.contact)}）、" if self.contact else ""
        return f"{contact}聊天记录里的姓名和电话"


@dataclass(frozen=True, slots=True)
class Erased:
    what: str
    informed: tuple[str, ...]
    """Receivers that had the data already: staff tell them to delete it too."""


async def list_holdings(session: AsyncSession, conversation_id: str) -> Holdings:
    log = await whole_log(session, conversation_id)
    return await _held(session, conversation_id, log, await _mask_of(session, conversation_id, log))


async def _held(
    session: AsyncSession, conversation_id: str, log: Sequence[Message], mask: Mask
) -> Holdings:
    own = (message.text for message in log if message.author == Author.USER)
    recorded = await list_recorded(session, conversation_id)
    return Holdings(
        contact=await find_contact(session, conversation_id),
        needs=tuple(need for need in recorded if need.company or need.state != "withdrawn"),
        drafts=tuple(await list_drafts(session, conversation_id)),
        media=await count_media(session, conversation_id),
        written=sum(mask.words(text) != text for text in own),
    )


async def _mask_of(session: AsyncSession, conversation_id: str, log: Sequence[Message]) -> Mask:
    persons = await persons_named(session, conversation_id, log)
    return Mask.of([*persons, *await firms_named(session, conversation_id, log)])


async def erase(session: AsyncSession, conversation_id: str, now: datetime) -> Erased:
    """Delete the person and the firm wherever they stand; the technical matter may stay."""
    log = await whole_log(session, conversation_id)
    mask = await _mask_of(session, conversation_id, log)
    held = await _held(session, conversation_id, log, mask)
    firms = [need.enterprise_id for need in await list_recorded(session, conversation_id)]
    await erase_contacts(session, conversation_id)
    for need in (*await list_recorded(session, conversation_id), *held.drafts):
        if need.state != DRAFT or not await discard_draft(session, need):
            await _strip(session, need, now)
    _, informed = await withdraw_introductions(session, conversation_id, now)
    await withdraw_consents(session, conversation_id, now)
    await mask_everywhere(session, conversation_id, mask, log)
    await drop_enterprises(session, [each for each in firms if each])
    await erase_media(session, conversation_id)
    await forget_identity(session, conversation_id)
    await forget_dialogue(session, conversation_id, now)
    await record_audit(
        session, at=now, actor=("owner", conversation_id), action="erase",
        subject=("conversation", conversation_id),
        needs=len(held.needs), contact=held.contact is not None,
    )  # fmt: skip
    return Erased(held.describe(shown=False), tuple(dict.fromkeys(informed)))


async def erase_contact(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    """「把我的手机号删了，需求留着」."""
    await forget_contact(session, conversation_id, now)
    await record_audit(
        session, at=now, actor=("owner", conversation_id), action="erase_contact",
        subject=("conversation", conversation_id),
    )  # fmt: skip


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
        await forget_contact(session, conversation_id, now)
        await withdraw_consents(session, conversation_id, now)
        await withdraw_introductions(session, conversation_id, now)
        await record_audit(
            session, at=now, actor=("owner", conversation_id), action="withdraw_consent",
            subject=("conversation", conversation_id), count=len(standing),
        )  # fmt: skip
    return tuple(dict.fromkeys(standing))


async def _strip(session: AsyncSession, need: Need, now: datetime) -> None:
    empty(need)
    # The list forgets the need at once.
    if (challenge := await find_challenge(session, need.id)) is not None:
        challenge.published_at = None
    if need.state not in OVER:
        await withdraw_need(session, need, now)
