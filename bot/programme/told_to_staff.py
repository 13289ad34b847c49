"""A need that was told to a person: staff begin it with the owner's words, and record it once the
owner has confirmed it.

The bot records what its owner confirmed by a button below the summary. Told to a person, it is
confirmed in words; whoever records it notes how, and the owner gets the number with the summary,
so that what is wrong in it is seen. Neither name nor telephone comes in this way: they need the
consent that the owner gives to the bot.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadRequest, Conflict
from bot.programme.absorbing import absorb
from bot.programme.carrying import Hand, check_version, remember
from bot.programme.life import NEED_STATES
from bot.programme.matters import hand_on_to_waiting
from bot.programme.needs import By, record_need
from bot.programme.redaction import redact
from bot.programme.taking_facts import Heard
from bot.reading.facts import read
from bot.store.audit import record_audit
from bot.store.models import Need
from bot.store.needs import DRAFT, find_draft, new_draft


async def begin_need(session: AsyncSession, conversation_id: str, words: str, hand: Hand) -> Need:
    """Raises Conflict where one is being collected: two at once would be asked about in turn."""
    draft = await find_draft(session, conversation_id)
    if draft is not None and draft.problem is not None:
        raise Conflict("这个会话里有一个需求还在收集，请先登记它，或在它上面改", need_id=draft.id)
    need = await new_draft(session, conversation_id, hand.now)
    need.updated_at = hand.later_than(need.updated_at)
    absorb(need, Heard(words, read(words, today=hand.today), opens=True))
    if not need.problem:
        raise BadRequest("没有写明难题")
    await remember(session, hand, need.id, "need_begun")
    await session.flush()
    return need


async def record_told(
    session: AsyncSession, need: Need, seen: datetime, how: str, hand: Hand
) -> Need:
    """``how``: by which words, and where, the owner confirmed it."""
    if need.state != DRAFT:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，不用再登记", state=need.state)
    check_version(need.updated_at, seen)
    if not need.problem:
        raise BadRequest("先写明难题，再登记")
    await hand_on_to_waiting(session, need)
    by = By(f"staff:{hand.staff.id}", {"reason": redact(how, need.company)})
    recorded = await record_need(
        session, need, today=hand.today, now=hand.now, message_id=None, by=by
    )
    await record_audit(
        session, at=hand.now, actor=("staff", hand.staff.id), action="need_recorded",
        subject=("need", need.id), number=recorded.number,
    )  # fmt: skip
    return need
