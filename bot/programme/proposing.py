"""Staff ask an owner whether to be put in touch with somebody who was suggested.

It is the question that a press on the card brings, and it is answered in the same way: nothing is
passed on before the owner agrees. Who said no is not asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict, NotFound
from bot.programme.carrying import Hand, remember
from bot.programme.contacts import known_contact
from bot.programme.introductions import ask_text
from bot.programme.life import INTRODUCTION_STATES, NEED_STATES
from bot.programme.news import News
from bot.store.introductions import (
    AWAITING_CONSENT,
    begin_introduction,
    introduction_to,
    name_receiver,
)
from bot.store.models import Introduction, Need, Suggestion
from bot.store.needs import DRAFT, OVER

# An owner who has not answered may be asked once more, but not the same day.
ASK_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    introduction: Introduction
    question: News


async def propose(session: AsyncSession, need: Need, row: Suggestion, hand: Hand) -> Proposal:
    """``need`` is locked. Raises Conflict where the need is no matter to speak of, and where it is
    known what the owner wants; NotFound where the catalogue no longer holds it."""
    if need.state == DRAFT or need.state in OVER:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，不能对接", state=need.state)
    receiver = await name_receiver(session, row.kind, row.item_id)
    if receiver is None:
        raise NotFound("目录里没有可以对接的这一条")
    known = await introduction_to(session, need.id, row.kind, row.item_id)
    if known is not None and (answered := _known_answer(known, hand)) is not None:
        raise Conflict(answered)
    begun = await begin_introduction(session, need.id, row.kind, row.item_id, receiver, hand.now)
    begun.updated_at = max(hand.now, begun.updated_at)
    await remember(
        session, hand, need.id, "introduction_asked", ("introduction", begun.id),
        introduction_id=begun.id, kind=row.kind, item_id=row.item_id,
    )  # fmt: skip
    await session.flush()
    return Proposal(begun, await _question(session, need, begun))


def _known_answer(known: Introduction, hand: Hand) -> str | None:
    if known.state == "no_result":
        return None
    if known.state != AWAITING_CONSENT:
        return f"和{known.receiver}的对接：{INTRODUCTION_STATES[known.state]}，不用再问"
    if hand.now - known.updated_at >= ASK_AGAIN_AFTER:
        return None
    return "已经问过了，等企业主回答；过一天还没有回答，可以再问一次"


async def _question(session: AsyncSession, need: Need, row: Introduction) -> News:
    contact = await known_contact(session, need.conversation_id)
    values = {
        "number": need.number or "", "receiver": row.receiver, "introduction": row.id,
        "consent": ask_text(row.receiver, contact),
    }  # fmt: skip
    return News("ask_introduction", values)
