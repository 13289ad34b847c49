"""The console's inbox: pages of conversations in order, and how many each view holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Integer, Label, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Owner
from bot.store.inbox_views import View, Wanted, fits
from bot.store.keyset import Key, cursor_at, in_order
from bot.store.models import Conversation

type Sort = Literal["recent", "waiting", "queue"]
# Counting stops here: whoever has so many looks at the first ones anyway.
MOST_COUNTED = 1_000

LATEST = (Key(Conversation.last_message_at, falling=True), Key(Conversation.id))
ORDERS: dict[str, tuple[Key, ...]] = {
    "recent": LATEST,
    "waiting": (Key(Conversation.awaiting_since, last_if_null=True), *LATEST),
    "queue": (
        # SQL compares no booleans; the urgent ones come first.
        Key(cast(Conversation.urgent, Integer), falling=True),
        Key(Conversation.queued_at, last_if_null=True),
        Key(Conversation.id),
    ),
}
USUAL_ORDER: dict[str, Sort] = {"queue": "queue", "overdue": "waiting", "unread": "waiting"}


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Conversation]
    next_cursor: str | None


async def list_inbox(
    session: AsyncSession, wanted: Wanted, *, sort: Sort | None, cursor: str | None, limit: int,
    offset: int = 0,
) -> Page:  # fmt: skip
    """Conversations in which something was written; one more is read to know if there are more."""
    keys = ORDERS[sort or _usual_order(wanted)]
    places: list[Label[Any]] = [key.column.label(f"key_{at}") for at, key in enumerate(keys)]
    query = in_order(select(Conversation, *places).where(fits(wanted)), keys, cursor)
    found = (await session.execute(query.limit(limit + 1).offset(offset))).all()
    shown = found[:limit]
    more = cursor_at(tuple(shown[-1])[1:]) if len(found) > limit else None
    return Page([row[0] for row in shown], more)


async def count_inbox(session: AsyncSession, wanted: Wanted) -> int:
    return await session.scalar(select(func.count()).where(fits(wanted))) or 0


async def count_views(session: AsyncSession, wanted: Mapping[View, Wanted]) -> dict[View, int]:
    """Each up to MOST_COUNTED, all in one question."""
    counted = [
        select(func.count())
        .select_from(select(Conversation.id).where(fits(each)).limit(MOST_COUNTED).subquery())
        .scalar_subquery()
        .label(name)
        for name, each in wanted.items()
    ]
    row = (await session.execute(select(*counted))).one()
    return dict(zip(wanted, row, strict=True))


def _usual_order(wanted: Wanted) -> Sort:
    if wanted.owner == Owner.QUEUE:
        return "queue"
    return USUAL_ORDER.get(wanted.view, "recent")
