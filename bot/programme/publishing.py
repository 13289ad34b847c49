"""Whether the owner agrees to a need being shown to everybody (张榜).

The list names neither firm nor person, and yet it is the owner's trouble that everybody reads. The
owner is asked in the conversation, with the very words that would be shown, or tells staff, who
note it. An answer is worth as much as the words it was given about: once they change, it is open
again. Who said no is not asked again about the same words. Whoever was asked was told 您同意才公开:
from then on nothing is listed without a yes to the words as they stand. A no that comes once it is
listed is kept all the same, and staff see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.programme.carrying import Hand, remember
from bot.programme.life import NEED_STATES
from bot.programme.redaction import redact
from bot.store.challenges import find_challenge
from bot.store.desk import lock_need
from bot.store.figures.progress import ON_THE_LIST
from bot.store.models import Challenge, Need
from bot.store.needs import add_event, latest_event

# What the history calls it: staff asked, the owner said yes or no, staff noted a yes.
ASKED, CONSENTED, DECLINED = "publish_asked", "publish_consented", "publish_declined"
NOTED = "publish_agreed"
ANSWERS = frozenset({CONSENTED, NOTED, DECLINED})
# Until it is on the list its terms may change freely; afterwards bidders rely on them.
EDITABLE = frozenset({"recorded", "form_review", "tech_review", "returned"})
# An owner who has not answered may be asked once more, but not the same day.
ASK_AGAIN_AFTER = timedelta(days=1)

# ``changed``: the words were changed after the question; ``late``: a no to what is listed already,
# ``stays``: that no taken back; ``over``: there is nothing to answer any more.
Outcome = Literal["agreed", "declined", "changed", "late", "stays", "over"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest that was asked or said; ``outdated`` where the public words have changed since."""

    event: str
    at: datetime
    outdated: bool

    @property
    def declined(self) -> bool:
        return self.event == DECLINED

    @property
    def agreed(self) -> bool:
        return self.event in {CONSENTED, NOTED}

    def may_be_asked(self, now: datetime) -> bool:
        if self.outdated:
            return True
        return not self.agreed and not self.declined and now - self.at >= ASK_AGAIN_AFTER


async def standing_of(
    session: AsyncSession, need: Need, challenge: Challenge | None
) -> Standing | None:
    latest = await latest_event(session, need.id, {ASKED, *ANSWERS})
    if latest is None:
        return None
    outdated = challenge is not None and challenge.updated_at > latest.at
    return Standing(latest.event, latest.at, outdated and need.state in EDITABLE)


async def has_declined(session: AsyncSession, need: Need) -> bool:
    """A no stands until a yes follows, whatever is asked in between."""
    answer = await latest_event(session, need.id, ANSWERS)
    return answer is not None and answer.event == DECLINED


async def held_off_list(session: AsyncSession, need: Need, challenge: Challenge) -> str | None:
    """Why what the owner said, or was told, keeps the need off the list; None where nothing does.
    An owner who was never asked was promised nothing."""
    if await has_declined(session, need):
        return "企业主说了先不公开"
    if await latest_event(session, need.id, {ASKED}) is None:
        return None
    standing = await standing_of(session, need, challenge)
    if standing is None or (standing.agreed and not standing.outdated):
        return None
    if standing.outdated:
        return "问过企业主以后榜单又改了：再问一次，或记下在别处说过的同意"
    return "问了企业主，还没有回答：等企业主回答，或记下在别处说过的同意"


async def note_agreement(session: AsyncSession, need: Need, how: str, hand: Hand) -> None:
    """The owner told staff so. Where nobody asked, the move does not ask for it: the list names
    nobody; but whoever publishes is to know of it, and who noted it."""
    open_no = need.state in ON_THE_LIST and await has_declined(session, need)
    if need.state not in EDITABLE and not open_no:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，不用再记", state=need.state)
    await remember(session, hand, need.id, "publish_agreed", reason=redact(how, need.company))


async def ask_owner(session: AsyncSession, need: Need, hand: Hand) -> Challenge:
    """The words to be shown to the owner. Raises Conflict where there is nothing to ask, or the
    answer is known."""
    if need.state not in EDITABLE:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，不用再问", state=need.state)
    challenge = await find_challenge(session, need.id)
    if challenge is None:
        raise Conflict("先填好榜单：要给企业主看公开的是哪些字")
    standing = await standing_of(session, need, challenge)
    if standing is not None and not standing.may_be_asked(hand.now):
        raise Conflict(_why_not(standing))
    await remember(session, hand, need.id, "publish_asked")
    return challenge


def _why_not(standing: Standing) -> str:
    if standing.agreed:
        return "企业主已经同意张榜"
    if standing.declined:
        return "企业主说了先不公开。榜单改过以后才能再问"
    return "已经问过了，等企业主回答；过一天还没有回答，可以再问一次"


async def answer_by_owner(
    session: AsyncSession, conversation_id: str, need_id: str, *, agrees: bool, now: datetime
) -> Outcome | None:
    """None where the conversation has no such need. The last answer counts; a no does even once it
    is listed."""
    need = await lock_need(session, need_id)
    if need is None or need.conversation_id != conversation_id:
        return None
    if need.state in ON_THE_LIST:
        return await _answer_late(session, need, now, agrees=agrees)
    if need.state not in EDITABLE:
        return "over"
    asked = await latest_event(session, need.id, {ASKED})
    challenge = await find_challenge(session, need.id)
    if asked is None or challenge is None or challenge.updated_at > asked.at:
        return "changed"
    latest = await latest_event(session, need.id, {ASKED, *ANSWERS})
    if latest is None or latest.event != (CONSENTED if agrees else DECLINED):
        await _write_down(session, need, now, agrees=agrees)
    return "agreed" if agrees else "declined"


async def _answer_late(
    session: AsyncSession, need: Need, now: datetime, *, agrees: bool
) -> Outcome:
    declined = await has_declined(session, need)
    if agrees and not declined:
        return "over"
    if agrees is declined:
        await _write_down(session, need, now, agrees=agrees)
    return "stays" if agrees else "late"


async def _write_down(session: AsyncSession, need: Need, now: datetime, *, agrees: bool) -> None:
    if agrees:
        await add_event(session, need.id, "publish_consented", at=now, actor="owner")
    else:
        await add_event(session, need.id, "publish_declined", at=now, actor="owner")
    # Whoever has the page open is not to publish what was declined meanwhile.
    need.updated_at = max(now, need.updated_at + timedelta(microseconds=1))
    await session.flush()
