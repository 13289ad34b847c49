"""What was suggested for a need, why, and what the owner did with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Mentor, Need, Patent, Platform, Suggestion, University, new_id
from bot.store.needs import OVER


@dataclass(frozen=True, slots=True)
class NewSuggestion:
    kind: str
    item_id: str
    title: str
    score: float
    reasons: tuple[str, ...]
    origin: str = "bot"
    parts: tuple[dict[str, Any], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


async def add_suggestions(
    session: AsyncSession, need_id: str, fresh: Sequence[NewSuggestion], now: datetime
) -> list[Suggestion]:
    """Store what is shown for the first time, and return that; a card shown again keeps its first
    row."""
    known = {(row.kind, row.item_id) for row in await list_suggestions(session, need_id)}
    last = await session.scalar(
        select(func.max(Suggestion.rank)).where(Suggestion.need_id == need_id)
    )
    unseen = [each for each in fresh if (each.kind, each.item_id) not in known]
    rows = [
        Suggestion(
            id=new_id(), need_id=need_id, kind=each.kind, item_id=each.item_id,
            title=each.title, rank=rank, score=each.score, reasons=list(each.reasons),
            shown_at=now, origin=each.origin,
            parts=list(each.parts),
            links=[{"said": said, "found": found} for said, found in each.links],
        )
        for rank, each in enumerate(unseen, start=(last or 0) + 1)
    ]  # fmt: skip
    session.add_all(rows)
    await session.flush()
    return rows


async def list_suggestions(session: AsyncSession, need_id: str) -> Sequence[Suggestion]:
    rows = await session.scalars(
        select(Suggestion).where(Suggestion.need_id == need_id).order_by(Suggestion.rank)
    )
    return rows.all()


async def find_suggestion(
    session: AsyncSession, need_id: str, kind: str, item_id: str
) -> Suggestion | None:
    return await session.scalar(
        select(Suggestion).where(
            Suggestion.need_id == need_id, Suggestion.kind == kind, Suggestion.item_id == item_id
        )
    )


async def need_shown_it(
    session: AsyncSession, conversation_id: str, kind: str, item_id: str
) -> Need | None:
    """The newest need of the conversation for which this was suggested, by whomever."""
    return await session.scalar(
        select(Need)
        .join(Suggestion, Suggestion.need_id == Need.id)
        .where(
            Need.conversation_id == conversation_id, Need.state.not_in(OVER),
            Suggestion.kind == kind, Suggestion.item_id == item_id,
        )
        .order_by(Need.created_at.desc(), Need.id)
        .limit(1)
    )  # fmt: skip


async def note_reaction(
    session: AsyncSession, need_id: str, kind: str, item_id: str, reaction: str, now: datetime
) -> Suggestion | None:
    """A pick outlasts a question: ``asked_why`` never replaces ``picked``."""
    row = await find_suggestion(session, need_id, kind, item_id)
    if row is not None and not (row.reaction == "picked" and reaction == "asked_why"):
        row.reaction, row.reacted_at = reaction, now
        await session.flush()
    return row


async def is_invented(session: AsyncSession, kind: str, item_id: str) -> bool:
    """Whether the catalogue marks this record as demo data; True for what it no longer holds."""
    tables: dict[str, type[University | Mentor | Patent | Platform]] = {
        "university": University,
        "mentor": Mentor,
        "patent": Patent,
        "platform": Platform,
    }
    table = tables.get(kind)
    if table is None:
        return True
    invented = await session.scalar(select(table.is_demo).where(table.id == item_id))
    return invented is not False
