"""What staff read: conversations with the need collected in them, consents and introductions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.item_names import Item, whose_are
from bot.store.media import media_of
from bot.store.models import (
    Consent,
    Contact,
    Conversation,
    Delivery,
    Introduction,
    Medium,
    Message,
    Need,
    NeedEvent,
    Suggestion,
    Turn,
)
from bot.store.ordering import order_of
from bot.store.regions import within


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one conversation, in the order it happened."""

    conversation: Conversation
    messages: Sequence[Message]
    turns: dict[int, Turn]
    deliveries: dict[int, Delivery]
    media: dict[int, Medium]
    needs: Sequence[Need]
    consents: Sequence[Consent]
    contacts: dict[str, Contact]
    suggestions: Sequence[Suggestion]
    introductions: Sequence[Introduction]
    whose: dict[Item, str]


async def last_messages(
    session: AsyncSession, conversations: Sequence[Conversation]
) -> dict[str, Message]:
    """The latest row of each conversation, for a list's preview."""
    return await _newest(session, conversations)


async def last_words(
    session: AsyncSession, conversations: Sequence[Conversation]
) -> dict[str, Message]:
    """What each owner wrote last; what they pressed are the desk's words."""
    return await _newest(
        session, conversations, Message.author == "user", Message.payload.is_(None)
    )


async def _newest(
    session: AsyncSession, conversations: Sequence[Conversation], *which: ColumnElement[bool]
) -> dict[str, Message]:
    if not conversations:
        return {}
    newest = (
        select(Message.conversation_id, func.max(Message.seq).label("seq"))
        .where(Message.conversation_id.in_([each.id for each in conversations]), *which)
        .group_by(Message.conversation_id)
        .subquery()
    )
    rows = await session.scalars(
        select(Message).join(
            newest,
            (Message.conversation_id == newest.c.conversation_id) & (Message.seq == newest.c.seq),
        )
    )
    return {row.conversation_id: row for row in rows}


async def open_case(
    session: AsyncSession, conversation_id: str, after: int, limit: int, before: int | None = None
) -> Case | None:
    """With the first ``limit`` messages behind ``after``, or the last before ``before``."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return None
    query = select(Message).where(Message.conversation_id == conversation_id, Message.seq > after)
    if before is None:
        messages = (await session.scalars(query.order_by(Message.seq).limit(limit))).all()
    else:
        query = query.where(Message.seq < before).order_by(Message.seq.desc()).limit(limit)
        messages = (await session.scalars(query)).all()[::-1]
    turns, deliveries, media = await beside_messages(session, messages)
    needs = await needs_of(session, conversation_id)
    suggestions, introductions = await suggestions_and_introductions(
        session, [need.id for need in needs]
    )
    contacts = await session.scalars(
        select(Contact).where(Contact.conversation_id == conversation_id)
    )
    return Case(
        conversation=conversation,
        messages=messages,
        turns=turns,
        deliveries=deliveries,
        media=media,
        needs=needs,
        consents=await consents_of(session, conversation_id),
        contacts={contact.id: contact for contact in contacts},
        suggestions=suggestions,
        introductions=introductions,
        whose=await whose_are(session, [(each.kind, each.item_id) for each in suggestions]),
    )


async def beside_messages(
    session: AsyncSession, messages: Sequence[Message]
) -> tuple[dict[int, Turn], dict[int, Delivery], dict[int, Medium]]:
    """How each was answered, how each was delivered, and what came with it, by message id."""
    ids = [message.id for message in messages]
    turns = await session.scalars(select(Turn).where(Turn.message_id.in_(ids)))
    deliveries = await session.scalars(select(Delivery).where(Delivery.message_id.in_(ids)))
    return (
        {each.message_id: each for each in turns},
        {each.message_id: each for each in deliveries},
        await media_of(session, ids),
    )


async def needs_of(session: AsyncSession, conversation_id: str) -> Sequence[Need]:
    """Newest first: the first is the one that is spoken of now."""
    rows = await session.scalars(
        select(Need)
        .where(Need.conversation_id == conversation_id)
        .order_by(Need.created_at.desc(), Need.id)
    )
    return rows.all()


async def suggestions_and_introductions(
    session: AsyncSession, need_ids: Sequence[str]
) -> tuple[Sequence[Suggestion], Sequence[Introduction]]:
    suggestions = await session.scalars(
        select(Suggestion)
        .where(Suggestion.need_id.in_(need_ids))
        .order_by(Suggestion.shown_at, Suggestion.kind, Suggestion.rank)
    )
    introductions = await session.scalars(
        select(Introduction)
        .where(Introduction.need_id.in_(need_ids))
        .order_by(Introduction.requested_at)
    )
    return suggestions.all(), introductions.all()


async def consents_of(session: AsyncSession, conversation_id: str) -> Sequence[Consent]:
    rows = await session.scalars(
        select(Consent)
        .where(Consent.conversation_id == conversation_id)
        .order_by(Consent.given_at, Consent.id)
    )
    return rows.all()


NOBODY = "none"


@dataclass(frozen=True, slots=True)
class NeedChoice:
    """What is left out is not asked for. ``region`` is a GB/T 2260 code or its first digits;
    ``find`` stands in the number, the problem, the public summary or the firm; ``handler`` is an id
    of staff, or ``NOBODY``."""

    state: str | None = None
    industry: str | None = None
    region: str | None = None
    find: str | None = None
    handler: str | None = None

    def narrow[*Row](self, query: Select[*Row]) -> Select[*Row]:
        """``query`` selects from needs, alone or with what came of them."""
        if self.state:
            query = query.where(Need.state == self.state)
        if self.industry:
            query = query.where(Need.industry_code == self.industry)
        if self.region:
            query = query.where(within(Need.region_code, self.region))
        if self.find and self.find.strip():
            query = query.where(_told_in_need(self.find.strip()))
        if self.handler:
            nobodys = self.handler == NOBODY
            whose = Need.handler_id.is_(None) if nobodys else Need.handler_id == self.handler
            query = query.where(whose)
        return query


async def list_needs(
    session: AsyncSession, choice: NeedChoice, *, sort: str, limit: int, offset: int
) -> tuple[Sequence[Need], int]:
    """``sort`` is a column, "-" for downwards."""
    query = choice.narrow(select(Need))
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(order_of(Need, sort), Need.id)
    rows = await session.scalars(ordered.limit(limit).offset(offset))
    return rows.all(), total


def _told_in_need(words: str) -> ColumnElement[bool]:
    looked_at = (Need.number, Need.problem, Need.public_summary, Need.company)
    return or_(*(each.icontains(words, autoescape=True) for each in looked_at))


async def need_history(session: AsyncSession, need_id: str) -> Sequence[NeedEvent]:
    rows = await session.scalars(
        select(NeedEvent).where(NeedEvent.need_id == need_id).order_by(NeedEvent.id)
    )
    return rows.all()
