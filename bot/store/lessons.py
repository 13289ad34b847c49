"""Messages that were misunderstood, as staff work through them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.store.keyset import Key, cursor_at, in_order
from bot.store.models import Lesson, Message

# What is read less surely than this is put before staff. The engine gives up below 0.3.
UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """``asked``: what the desk had said just before."""

    lesson: Lesson
    message: Message
    asked: str | None


def is_unsure(understanding: dict[str, Any]) -> bool:
    readings = understanding.get("purposes")
    return not readings or float(readings[0]["confidence"]) < UNSURE


async def note_unsure(session: AsyncSession, message_id: int, now: datetime) -> None:
    """Put a typed message before staff, once; a button is never misread."""
    message = await session.get(Message, message_id, populate_existing=True)
    if message is not None and message.payload is None:
        await add_lesson(session, message, now)


async def add_lesson(session: AsyncSession, message: Message, now: datetime) -> Lesson:
    """The lesson of this message, begun where there is none yet."""
    known = await session.get(Lesson, message.id)
    if known is not None:
        return known
    readings = (message.understanding or {}).get("purposes") or [{}]
    row = Lesson(
        message_id=message.id, read_as=str(readings[0].get("name", "nlu_fallback")),
        confidence=float(readings[0].get("confidence", 0.0)), state="open", entities={},
        noted_at=now,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def list_lessons(
    session: AsyncSession, state: str, cursor: str | None, limit: int
) -> tuple[list[Told], str | None]:
    """Newest first, and the cursor behind them where there are more."""
    before = aliased(Message)
    last = (
        select(before.text)
        .where(
            before.conversation_id == Message.conversation_id,
            before.seq < Message.seq,
            before.author != "user",
        )
        .order_by(before.seq.desc())
        .limit(1)
        .correlate(Message)
        .scalar_subquery()
    )
    query = (
        select(Lesson, Message, last)
        .join(Message, Message.id == Lesson.message_id)
        .where(Lesson.state == state)
    )
    newest = (Key(Lesson.message_id, falling=True),)
    rows = (await session.execute(in_order(query, newest, cursor).limit(limit + 1))).all()
    more = cursor_at((rows[limit - 1][0].message_id,)) if len(rows) > limit else None
    return [Told(*row) for row in rows[:limit]], more


async def count_lessons(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(select(Lesson.state, func.count()).group_by(Lesson.state))
    return {state: count for state, count in rows}  # noqa: C416 - rows are not plain tuples


async def untaught(session: AsyncSession) -> Sequence[tuple[Lesson, str]]:
    """Labelled ones that are not in the training sources yet, with the owner's words."""
    rows = await session.execute(
        select(Lesson, Message.text)
        .join(Message, Message.id == Lesson.message_id)
        .where(Lesson.state == "labelled", Lesson.taught_at.is_(None))
        .order_by(Lesson.message_id)
    )
    return [(lesson, text) for lesson, text in rows]


async def mark_taught(session: AsyncSession, ids: Collection[int], now: datetime) -> None:
    await session.execute(
        update(Lesson)
        .where(Lesson.message_id.in_(ids))
        .values(taught_at=now)
        .execution_options(synchronize_session=False)
    )
