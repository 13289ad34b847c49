"""Terms that a model proposed: which needs it is asked about, and what staff make of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.additions import Addition
from bot.store.keyset import Key, cursor_at, in_order
from bot.store.models import Need, TermAsk, TermProposal, new_id

# A failed question is put again after twice the time, and not for ever.
_AGAIN_AFTER = timedelta(minutes=10)
MOST_TRIES = 6
# Needs recorded before an endpoint was set are not all asked about at once.
_RECENT = timedelta(days=30)
# The owner's own matter, or no longer there.
_NOT_ASKED = ("draft", "withdrawn")


async def enlist_needs(session: AsyncSession, now: datetime) -> None:
    """Every need recorded lately is to be asked about, once."""
    fresh = (
        select(Need.id, literal("waiting"), literal(0), literal(now, TermAsk.due_at.type))
        .outerjoin(TermAsk, TermAsk.need_id == Need.id)
        .where(
            TermAsk.need_id.is_(None),
            Need.recorded_at > now - _RECENT,
            Need.state.not_in(_NOT_ASKED),
            Need.confidential.is_(None),
            Need.problem.is_not(None),
        )
    )
    columns = ["need_id", "state", "tries", "due_at"]
    try:
        async with session.begin_nested():
            await session.execute(insert(TermAsk).from_select(columns, fresh))
    except IntegrityError:
        # Another replica enlisted them in the same moment.
        return


async def claim_ask(session: AsyncSession, now: datetime) -> Need | None:
    """A need that this caller, and nobody else, is to ask about now; None where none waits. A
    caller that vanishes loses it after a while."""
    ask = await session.scalar(
        select(TermAsk)
        .where(TermAsk.state == "waiting", TermAsk.due_at <= now)
        .order_by(TermAsk.due_at, TermAsk.need_id)
        .limit(1)
    )
    if ask is None:
        return None
    claimed = await session.scalar(
        update(TermAsk)
        .where(TermAsk.need_id == ask.need_id, TermAsk.tries == ask.tries)
        .values(
            tries=ask.tries + 1,
            due_at=now + _AGAIN_AFTER * 2**ask.tries,
            state="waiting" if ask.tries + 1 < MOST_TRIES else "failed",
        )
        .returning(TermAsk.need_id)
        .execution_options(synchronize_session=False)
    )
    return await session.get(Need, claimed) if claimed is not None else None


async def settle_ask(session: AsyncSession, need_id: str) -> None:
    await session.execute(
        update(TermAsk)
        .where(TermAsk.need_id == need_id)
        .values(state="done")
        .execution_options(synchronize_session=False)
    )


async def keep_proposals(
    session: AsyncSession, need_id: str, proposed: Iterable[Addition], model: str, now: datetime
) -> int:
    """What was never proposed before, for whatever need; how many that is."""
    kept = 0
    for each in proposed:
        row = TermProposal(
            id=new_id(), need_id=need_id, said=each.said, kind=each.kind, term=each.term,
            state="proposed", model=model[:80], proposed_at=now,
        )  # fmt: skip
        try:
            async with session.begin_nested():
                session.add(row)
                await session.flush()
            kept += 1
        except IntegrityError:
            continue
    return kept


async def list_proposals(
    session: AsyncSession, state: str, cursor: str | None, limit: int
) -> tuple[Sequence[tuple[TermProposal, Need]], str | None]:
    """Newest first, each with its need, and the cursor behind them where there are more."""
    query = (
        select(TermProposal, Need)
        .join(Need, Need.id == TermProposal.need_id)
        .where(TermProposal.state == state)
    )
    newest = (Key(TermProposal.proposed_at, falling=True), Key(TermProposal.id))
    found = (await session.execute(in_order(query, newest, cursor).limit(limit + 1))).all()
    told = [(row, need) for row, need in found[:limit]]
    last = told[-1][0] if len(found) > limit else None
    return told, cursor_at((last.proposed_at, last.id)) if last is not None else None


async def count_proposals(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        select(TermProposal.state, func.count()).group_by(TermProposal.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 - rows are not plain tuples


async def taken_terms(session: AsyncSession) -> list[Addition]:
    rows = await session.scalars(select(TermProposal).where(TermProposal.state == "taken"))
    return sorted(Addition(row.said, row.kind, row.term) for row in rows)
