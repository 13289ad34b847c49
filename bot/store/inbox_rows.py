"""What stands beside each conversation in a list; one question each for a whole page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.casebook import last_messages, last_words
from bot.store.inbox_views import has_failed, is_undelivered
from bot.store.labels import labels_of
from bot.store.models import Contact, Conversation, Label, Message, Need
from bot.store.reading_marks import count_unread, seen_by
from bot.store.staff import names_of


@dataclass(frozen=True, slots=True)
class Beside:
    """Each by conversation id, ``names`` by staff id. ``seen`` and ``unread`` are of one viewer,
    and None where there is none."""

    last: dict[str, Message]
    said: dict[str, Message]
    labels: dict[str, list[Label]]
    needs: dict[str, Need]
    contacts: dict[str, Contact]
    names: dict[str, str]
    failed: set[str] = field(default_factory=set)
    undelivered: set[str] = field(default_factory=set)
    seen: dict[str, int] | None = None
    unread: dict[str, int] | None = None


async def read_beside(
    session: AsyncSession, conversations: Sequence[Conversation], viewer: str | None
) -> Beside:
    ids = [each.id for each in conversations]
    return Beside(
        last=await last_messages(session, conversations),
        said=await last_words(session, conversations),
        labels=await labels_of(session, ids),
        needs=await latest_needs(session, ids),
        contacts=await _contacts(session, ids),
        names=await names_of(session, {each.staff_id for each in conversations if each.staff_id}),
        failed=set(await session.scalars(_among(ids).where(has_failed()))),
        undelivered=set(await session.scalars(_among(ids).where(is_undelivered()))),
        seen=await seen_by(session, viewer, ids) if viewer else None,
        unread=await count_unread(session, viewer, ids) if viewer else None,
    )


def _among(ids: Collection[str]) -> Select[str]:
    return select(Conversation.id).where(Conversation.id.in_(ids))


async def latest_needs(session: AsyncSession, ids: Collection[str]) -> dict[str, Need]:
    newest = (
        select(Need.conversation_id, func.max(Need.created_at).label("at"))
        .where(Need.conversation_id.in_(ids))
        .group_by(Need.conversation_id)
        .subquery()
    )
    rows = await session.scalars(
        select(Need)
        .join(
            newest,
            (Need.conversation_id == newest.c.conversation_id) & (Need.created_at == newest.c.at),
        )
        .order_by(Need.id.desc())
    )
    return {row.conversation_id: row for row in rows}


async def _contacts(session: AsyncSession, ids: Collection[str]) -> dict[str, Contact]:
    rows = await session.scalars(
        select(Contact).where(Contact.conversation_id.in_(ids)).order_by(Contact.created_at)
    )
    return {row.conversation_id: row for row in rows}
