"""A wish to be put in touch about what is no need yet: it becomes one when the owner agrees."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.introductions import agree, ask_introduction
from bot.programme.matters import hand_on_to_waiting, waits
from bot.programme.needs import record_need, record_wish
from bot.programme.redaction import redact
from bot.store.introductions import name_receiver
from bot.store.models import Introduction, Need
from bot.store.needs import DRAFT, find_draft, find_need, list_recorded


@dataclass(frozen=True, slots=True)
class Wish:
    """``words`` were searched for; ``draft`` is the id of the need in hand that they belong to."""

    kind: str
    item_id: str
    words: str
    draft: str | None = None

    def as_json(self) -> dict[str, Any]:
        """It travels in a dialogue slot."""
        return asdict(self)

    @staticmethod
    def from_json(value: dict[str, Any]) -> Wish:
        return Wish(**value)


@dataclass(frozen=True, slots=True)
class Granted:
    """``need`` is the one that the agreement recorded."""

    introduction: Introduction
    need: Need


async def need_before(session: AsyncSession, conversation_id: str, words: str) -> Need | None:
    """The need that these very words were recorded as."""
    told = redact(words)
    recorded = await list_recorded(session, conversation_id)
    return next((n for n in recorded if n.problem == told and n.state == "recorded"), None)


async def draft_about(session: AsyncSession, conversation_id: str, words: str) -> Need | None:
    """The draft in hand, where its trouble is what was searched for."""
    draft = await find_draft(session, conversation_id)
    if draft is None or draft.problem is None or waits(draft):
        return None
    return draft if redact(draft.problem) in redact(words) else None


async def receiver_of(session: AsyncSession, wish: Wish) -> str | None:
    return await name_receiver(session, wish.kind, wish.item_id)


async def grant(
    session: AsyncSession,
    conversation_id: str,
    wish: Wish,
    *,
    today: date,
    now: datetime,
    message_id: int | None,
) -> Granted | None:
    """The owner agreed: the draft is recorded as far as it has come, or the search as a short
    need, and the consent with it. None where the catalogue no longer holds the item."""
    if await receiver_of(session, wish) is None:
        return None
    need = await find_need(session, conversation_id, wish.draft) if wish.draft else None
    if need is not None and need.state == DRAFT:
        await hand_on_to_waiting(session, need)
        await record_need(session, need, today=today, now=now, message_id=message_id)
    if need is None:
        need = await record_wish(
            session, conversation_id, wish.words, today=today, now=now, message_id=message_id
        )
    asked = await ask_introduction(session, need, wish.kind, wish.item_id, now)
    if asked is None:
        return None
    row = await agree(session, conversation_id, asked.introduction.id, now)
    return Granted(row, need) if row is not None else None
