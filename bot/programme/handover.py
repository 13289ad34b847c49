"""Staff pass a request on to the one receiver that the owner agreed to, and follow what comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.programme.carrying import Hand, Wish, check_version, choose, remember
from bot.programme.life import INTRODUCTION_MOVES, INTRODUCTION_STATES, NEED_STATES, Move
from bot.programme.needs import summarise
from bot.programme.redaction import redact
from bot.store.catalogue_writes import log_changes
from bot.store.consents import find_contact
from bot.store.models import Consent, Introduction, Mentor, Need
from bot.store.needs import OVER, list_events
from bot.store.webhook_events import INTRODUCTION_MOVED, tell_of_introduction


@dataclass(frozen=True, slots=True)
class Handover:
    """What may be passed on, and no more: the contact's fields are those of the consent's scope."""

    summary: str
    name: str | None
    phone: str | None
    email: str | None


async def standing_consent(session: AsyncSession, row: Introduction) -> Consent | None:
    """The consent that names this receiver, unless it was withdrawn."""
    consent = await session.get(Consent, row.consent_id) if row.consent_id else None
    if consent is None or consent.withdrawn_at is not None or consent.receiver != row.receiver:
        return None
    return consent


async def prepare_handover(session: AsyncSession, row: Introduction, need: Need) -> Handover | None:
    """None where no consent stands, and where the need is over: nothing of it is passed on."""
    consent = await standing_consent(session, row)
    if consent is None or need.state in OVER:
        return None
    contact = await find_contact(session, need.conversation_id)
    if contact is not None and contact.created_at > consent.given_at:
        # Another one than the owner agreed to pass on: that was deleted.
        contact = None

    def allowed(field: str) -> str | None:
        return getattr(contact, field) if contact is not None and field in consent.scope else None

    return Handover(
        summary=summarise(need),
        name=allowed("name"), phone=allowed("phone"), email=allowed("email"),
    )  # fmt: skip


async def carry_introduction(
    session: AsyncSession, row: Introduction, need: Need, wish: Wish, seen: datetime, hand: Hand
) -> Move:
    """``row`` is locked. Raises Conflict where the owner's consent does not stand."""
    check_version(row.updated_at, seen)
    move = choose(INTRODUCTION_MOVES, INTRODUCTION_STATES, row.state, wish, hand)
    if move.name == "forward" and need.state in OVER:
        raise Conflict(f"需求{NEED_STATES[need.state]}，不再转交", state=need.state)
    if move.name == "forward" and await standing_consent(session, row) is None:
        raise Conflict(f"企业没有同意把资料交给{row.receiver}，或已经撤回同意")
    if move.name == "contract" and row.kind == "mentor":
        await _fill_a_place(session, row.item_id, hand)
    before, row.state = row.state, move.target
    row.updated_at = hand.later_than(row.updated_at)
    reason = redact(wish.reason, need.company) if wish.reason else None
    await remember(
        session, hand, need.id, f"introduction_{move.name}", ("introduction", row.id),
        introduction_id=row.id, kind=row.kind, item_id=row.item_id,
        before=before, after=move.target, reason=reason,
    )  # fmt: skip
    await tell_of_introduction(session, INTRODUCTION_MOVED, row, need, hand.now)
    await session.flush()
    return move


async def what_they_said(session: AsyncSession, row: Introduction) -> str | None:
    """What the other side answered, as staff noted it last."""
    for event in reversed(await list_events(session, row.need_id)):
        if event.event == "introduction_answer" and event.data.get("introduction_id") == row.id:
            return str(event.data["reason"]) if event.data.get("reason") else None
    return None


async def _fill_a_place(session: AsyncSession, mentor_id: str, hand: Hand) -> None:
    """A mentor has room for a few firms only; matching looks at it."""
    await session.execute(
        update(Mentor)
        .where(Mentor.id == mentor_id)
        .values(load=Mentor.load + 1, updated_at=hand.now)
        .execution_options(synchronize_session=False)
    )
    await log_changes(session, "mentor", [mentor_id], hand.now)
