"""What the end of a need brings: nothing more is passed on, no contact outlives its purpose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.erasing import forget_contact
from bot.store.consents import find_contact
from bot.store.introductions import stop_introductions_of
from bot.store.models import Need
from bot.store.needs import OVER

# How a request ends that was not passed on when its need did.
_STOPPED = {"withdrawn": "withdrawn", "closed": "no_result"}


async def end_need(session: AsyncSession, need: Need, now: datetime) -> None:
    """``need`` is withdrawn or closed already. The consent says of the contact 需求办结后删除: with
    the last need it goes."""
    await session.flush()
    await stop_introductions_of(session, need, _STOPPED[need.state], now)
    theirs = Need.conversation_id == need.conversation_id
    going_on = await session.scalar(select(exists().where(theirs, Need.state.not_in(OVER))))
    if not going_on and await find_contact(session, need.conversation_id) is not None:
        await forget_contact(session, need.conversation_id, now)
