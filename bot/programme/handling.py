"""Who of the staff answers for a need (经办人): taken, handed over, given up."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadRequest, Conflict
from bot.programme.carrying import Hand, remember
from bot.programme.life import NEED_STATES
from bot.programme.needs import title_of
from bot.store.handling import held_by, staff_at_work
from bot.store.models import Need, Staff
from bot.store.needs import DRAFT, OVER
from bot.store.notes import add_note
from bot.store.reading_marks import add_mentions
from bot.store.staff import names_of

TOLD = "请您经办需求 {number}：{title}"


async def set_handler(
    session: AsyncSession, need: Need, wanted: str | None, seen: str | None, hand: Hand
) -> bool:
    """``need`` is locked. ``seen``: who answered for it when the caller looked: of two who take it
    at once, the second hears who was first (Conflict). The need's version stays: whoever corrects
    it meanwhile corrects something else. Whether anything changed is answered."""
    if need.state == DRAFT or need.state in OVER:
        raise Conflict(f"需求{NEED_STATES[need.state]}，不能定经办人", state=need.state)
    if need.handler_id == wanted:
        return False
    if need.handler_id != seen:
        raise Conflict(await _who_now(session, need), handler_id=need.handler_id)
    if wanted is not None and await staff_at_work(session, wanted) is None:
        raise BadRequest("这位同事的账号不在了或已停用，请换一位")
    before, need.handler_id = need.handler_id, wanted
    await _note(session, need, before, hand)
    if wanted is not None and wanted != hand.staff.id:
        await _tell(session, need, wanted, hand)
    await session.flush()
    return True


async def give_up_all_of(session: AsyncSession, staff: Staff, hand: Hand) -> None:
    """What a colleague whose account ends still had to carry on: colleagues see that nobody does.
    What is over keeps the name of who did it."""
    for need in await held_by(session, staff.id):
        need.handler_id = None
        await _note(session, need, staff.id, hand)


async def _note(session: AsyncSession, need: Need, before: str | None, hand: Hand) -> None:
    now = need.handler_id
    if now is None:
        await remember(session, hand, need.id, "need_without_handler", before_staff=before)
    elif now == hand.staff.id:
        await remember(session, hand, need.id, "need_taken", staff=now, before_staff=before)
    else:
        await remember(session, hand, need.id, "need_given", staff=now, before_staff=before)


async def _who_now(session: AsyncSession, need: Need) -> str:
    if need.handler_id is None:
        return "刚改成没有经办人，请刷新后再定"
    name = (await names_of(session, {need.handler_id})).get(need.handler_id, "")
    return f"刚由{name}经办，请刷新后再定"


async def _tell(session: AsyncSession, need: Need, wanted: str, hand: Hand) -> None:
    """As colleagues call each other everywhere: a note that names them, which waits for whoever is
    not there now."""
    text = TOLD.format(number=need.number or "", title=title_of(need))
    note = await add_note(session, need.conversation_id, hand.staff.id, text, hand.now, None)
    await add_mentions(session, note.id, need.conversation_id, [wanted])
