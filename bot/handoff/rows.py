"""Conversations and messages as the console lists them, with everything that stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handoff.schema import ConversationRow, MessageView
from bot.handoff.views import view_message, view_row
from bot.store.casebook import Case, beside_messages, last_messages
from bot.store.models import Conversation, Message
from bot.store.staff import names_of


async def view_rows(
    session: AsyncSession, conversations: Sequence[Conversation]
) -> list[ConversationRow]:
    last = await last_messages(session, conversations)
    names = await names_of(session, {each.staff_id for each in conversations if each.staff_id})
    return [view_row(each, last.get(each.id), names) for each in conversations]


async def view_messages(session: AsyncSession, rows: Sequence[Message]) -> list[MessageView]:
    turns, deliveries = await beside_messages(session, rows)
    names = await names_of(session, {row.staff_id for row in rows if row.staff_id})
    return [view_message(row, turns.get(row.id), deliveries.get(row.id), names) for row in rows]


def staff_in(case: Case) -> set[str]:
    """Everybody of the staff whose name the case shows."""
    writers = {row.staff_id for row in case.messages if row.staff_id}
    holder = case.conversation.staff_id
    return writers | {holder} if holder else writers
