"""Needs and conversations in long rows, for files that people take away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.casebook import NeedChoice
from bot.store.inbox_rows import latest_needs
from bot.store.inbox_views import Wanted, fits
from bot.store.labels import labels_of
from bot.store.models import Conversation, Need, Staff
from bot.store.staff import names_of

# So many conversations are asked about at a time: statements take a limited number of values.
_BATCH = 500
# So many rows are read before anybody else's turn comes (ADR-0005).
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class TakenConversation:
    """``need``: the newest in it. ``labels``: their names."""

    conversation: Conversation
    staff_name: str | None
    labels: tuple[str, ...]
    need: Need | None


@dataclass(frozen=True, slots=True)
class TakenNeed:
    """``labels``: names of those that its conversation bears. ``handler``: who answers for it."""

    need: Need
    labels: tuple[str, ...]
    handler: str | None


async def needs_to_export(
    session: AsyncSession, choice: NeedChoice, *, limit: int
) -> Sequence[TakenNeed]:
    """The oldest first; drafts are their owners' own and stay out."""
    query = choice.narrow(select(Need).where(Need.state != "draft"))
    rows = (await session.scalars(query.order_by(Need.recorded_at, Need.id).limit(limit))).all()
    labels = await _label_names(session, [need.conversation_id for need in rows])
    handlers = await names_of(session, {need.handler_id for need in rows if need.handler_id})
    return [
        TakenNeed(need, labels.get(need.conversation_id, ()), handlers.get(need.handler_id or ""))
        for need in rows
    ]


async def conversations_to_export(
    session: AsyncSession, wanted: Wanted, since: datetime | None, until: datetime | None, *,
    limit: int,
) -> Sequence[TakenConversation]:  # fmt: skip
    """Those of the inbox's filters, begun from ``since`` and before ``until``, with who holds it;
    the oldest first."""
    query = select(Conversation, Staff.display_name).outerjoin(
        Staff, Staff.id == Conversation.staff_id
    )
    query = query.where(fits(wanted))
    if since is not None:
        query = query.where(Conversation.created_at >= since)
    if until is not None:
        query = query.where(Conversation.created_at < until)
    found = [(conversation, name) async for conversation, name in _in_pages(session, query, limit)]
    ids = [conversation.id for conversation, _ in found]
    labels, needs = await _label_names(session, ids), await _newest_needs(session, ids)
    return [
        TakenConversation(each, name, labels.get(each.id, ()), needs.get(each.id))
        for each, name in found
    ]


async def _in_pages(
    session: AsyncSession, query: Select[Conversation, str | None], limit: int
) -> AsyncIterator[tuple[Conversation, str | None]]:
    """The oldest first. Page by page, so that whoever else is served meanwhile waits for one."""
    place = tuple_(Conversation.created_at, Conversation.id)
    ordered, left = query.order_by(Conversation.created_at, Conversation.id), limit
    page = (await session.execute(ordered.limit(min(PAGE, left)))).all()
    while page:
        for conversation, name in page:
            yield conversation, name
        left -= len(page)
        if len(page) < PAGE or not left:
            return
        await asyncio.sleep(0)
        last = page[-1][0]
        rest = ordered.where(place > (last.created_at, last.id))
        page = (await session.execute(rest.limit(min(PAGE, left)))).all()


async def _label_names(session: AsyncSession, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for some in batched(ids, _BATCH):
        borne = await labels_of(session, some)
        names |= {its: tuple(label.name for label in labels) for its, labels in borne.items()}
    return names


async def _newest_needs(session: AsyncSession, ids: Sequence[str]) -> dict[str, Need]:
    needs: dict[str, Need] = {}
    for some in batched(ids, _BATCH):
        needs |= await latest_needs(session, some)
    return needs
