"""Conversations and messages as the console lists them, with everything that stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.handoff.conversation_schema import ConversationRow, WaitView
from bot.handoff.message_schema import MessageView
from bot.handoff.rules import RuleBook, Rules
from bot.handoff.views import view_message, view_row
from bot.store.casebook import Case, beside_messages
from bot.store.inbox_rows import read_beside
from bot.store.models import Conversation, Label, Message
from bot.store.staff import names_of


class RowViews:
    def __init__(self, rules: RuleBook, clock: Clock) -> None:
        self._rules = rules
        self._clock = clock

    async def of(
        self,
        session: AsyncSession,
        conversations: Sequence[Conversation],
        viewer: str | None = None,
    ) -> list[ConversationRow]:
        """``viewer``: whose marks of what was read are shown; None for rows meant for all."""
        if not conversations:
            return []
        rules = await self._rules.current()
        beside = await read_beside(session, conversations, viewer)
        return [
            view_row(each, beside, self._wait(each, beside.labels.get(each.id, ()), rules))
            for each in conversations
        ]

    def _wait(
        self, conversation: Conversation, labels: Sequence[Label], rules: Rules
    ) -> WaitView | None:
        since = conversation.awaiting_since
        if since is None:
            return None
        now, first = self._clock.now(), conversation.answered_at is None
        policy = rules.policy_for(conversation, [label.id for label in labels])
        minutes = policy and (policy.first_minutes if first else policy.next_minutes)
        elapsed = rules.hours.worked(since, now)
        due = rules.hours.due(since, timedelta(minutes=minutes)) if minutes else None
        return WaitView(
            kind="first" if first else "next",
            since=since,
            at=now,
            elapsed=int(elapsed.total_seconds()),
            limit=minutes * 60 if minutes else None,
            due_at=due,
            overdue=due is not None and due <= now,
            paused=not rules.hours.is_open(now),
            pauses_at=rules.hours.next_closing(now),
            resumes_at=rules.hours.next_opening(now),
        )


async def view_messages(session: AsyncSession, rows: Sequence[Message]) -> list[MessageView]:
    turns, deliveries, media = await beside_messages(session, rows)
    names = await names_of(session, {row.staff_id for row in rows if row.staff_id})
    return [
        view_message(row, turns.get(row.id), deliveries.get(row.id), names, media.get(row.id))
        for row in rows
    ]


def staff_in(case: Case) -> set[str]:
    """Everybody of the staff whose name the case shows."""
    writers = {row.staff_id for row in case.messages if row.staff_id}
    holder = case.conversation.staff_id
    return writers | {holder} if holder else writers
