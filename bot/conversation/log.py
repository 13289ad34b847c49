"""The conversation's log as clients read it: rows in order, payloads left out, new rows awaited."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.presses import button_id
from bot.coordination.topics import CHANGED, DESK, desk_payload, topic_of
from bot.messages import Button, Outbound
from bot.store.conversations import messages_after, messages_before
from bot.store.database import Database
from bot.store.models import Conversation, Message
from bot.store.staff import names_of

PAGE = 200
# A reader looks again after this many seconds even where no signal came.
LOOK_AGAIN = 10.0


class Signals(Protocol):
    async def next(self, timeout: float) -> str | None: ...  # noqa: ASYNC109


class Bus(Protocol):
    async def publish(self, topic: str, payload: str = "") -> None: ...

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Signals]: ...


@dataclass(frozen=True, slots=True)
class LogPage:
    """``has_more``: further rows lie where the reading goes, behind the page or in front of it."""

    messages: list[dict[str, Any]]
    owner: str
    has_more: bool
    last_seq: int


class Log:
    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus

    async def announce(self, conversation_id: str, event: str = "messages") -> None:
        """Wake the conversation's readers; what changed in the log is told to the desk too."""
        await self._bus.publish(topic_of(conversation_id), event)
        if event == "messages":
            await self._bus.publish(DESK, desk_payload(CHANGED, conversation_id))

    async def read(self, conversation_id: str, after: int) -> LogPage:
        async with self._database.read() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            rows = await messages_after(session, conversation_id, after, PAGE)
            last = rows[-1].seq if rows else after
            return await _page(session, conversation, rows, last < conversation.last_seq)

    async def read_before(self, conversation_id: str, before: int, limit: int = PAGE) -> LogPage:
        """The last rows in front of ``before``: a long log is read from its end."""
        async with self._database.read() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            rows = await messages_before(session, conversation_id, before, limit + 1)
            return await _page(session, conversation, rows[-limit:], len(rows) > limit)

    async def last_seq(self, conversation_id: str) -> int:
        async with self._database.read() as session:
            return (await session.get_one(Conversation, conversation_id)).last_seq

    async def wait(self, conversation_id: str, after: int, seconds: float) -> LogPage:
        """Read at once where there is something, else hold on up to ``seconds``."""
        deadline = asyncio.get_running_loop().time() + seconds
        async with self.signals(conversation_id) as signals:
            while True:
                page = await self.read(conversation_id, after)
                remaining = deadline - asyncio.get_running_loop().time()
                if page.messages or remaining <= 0:
                    return page
                # Somebody who types has added nothing to read yet.
                while await signals.next(min(remaining, LOOK_AGAIN)) == "typing":
                    remaining = deadline - asyncio.get_running_loop().time()

    @asynccontextmanager
    async def signals(self, conversation_id: str) -> AsyncIterator[Signals]:
        async with self._bus.subscribe(topic_of(conversation_id)) as signals:
            yield signals


async def _page(
    session: AsyncSession, conversation: Conversation, rows: Sequence[Message], has_more: bool
) -> LogPage:
    names = await names_of(session, {row.staff_id for row in rows if row.staff_id})
    return LogPage(
        messages=[as_entry(row, names.get(row.staff_id or "")) for row in rows],
        owner=conversation.owner,
        has_more=has_more,
        last_seq=conversation.last_seq,
    )


def as_entry(row: Message, author_name: str | None = None) -> dict[str, Any]:
    """The public shape of DESIGN §6; a button's id is its place in the row.

    ``event`` names the change of owner that a system row tells of, ``rating`` what the owner said
    of the service that it closed; ``file`` describes what a visitor sent beside words.
    """
    own = len(row.buttons)
    cards, next_index = [], own
    for card in row.cards:
        buttons = card.get("buttons", [])
        cards.append({**card, "buttons": _public(row.seq, buttons, next_index)})
        next_index += len(buttons)
    return {
        "seq": row.seq,
        "author": row.author,
        "author_name": author_name,
        "event": row.meta.get("event"),
        "rating": row.meta.get("rating"),
        "file": row.meta.get("file"),
        "client_msg_id": row.client_msg_id,
        "text": row.text,
        "buttons": _public(row.seq, row.buttons, 0),
        "cards": cards,
        "numbered": row.numbered,
        "reply_to": row.reply_to,
        "created_at": row.created_at.isoformat(),
    }


def _public(seq: int, buttons: list[dict[str, Any]], start: int) -> list[dict[str, str]]:
    return [
        {"id": button_id(seq, start + index), "title": button["title"]}
        for index, button in enumerate(buttons)
    ]


def stored_buttons(buttons: tuple[Button, ...]) -> list[dict[str, Any]]:
    return [{"title": button.title, "payload": button.payload} for button in buttons]


def stored_cards(outbound: Outbound) -> list[dict[str, Any]]:
    cards = [
        {
            "kind": card.kind,
            "id": card.id,
            "title": card.title,
            "subtitle": card.subtitle,
            "reasons": list(card.reasons),
            "facts": dict(card.facts),
            "demo": card.demo,
            "buttons": stored_buttons(card.buttons),
        }
        for card in outbound.cards
    ]
    json.dumps(cards)  # a card that cannot be stored must fail here, before the transaction
    return cards
