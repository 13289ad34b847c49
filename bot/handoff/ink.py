"""What the desk needs of the conversation core, which it does not import: words, rows, a bell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.messages import Author, Outbound, Stamp
from bot.store.models import Message


class Phrases(Protocol):
    def say(self, name: str, author: Author = ..., **values: object) -> Outbound: ...

    def recite(self, name: str, author: Author, **values: object) -> Outbound: ...

    def asks_for_person(self, text: str) -> bool: ...


class StoreReplies(Protocol):
    """Append to the log inside the caller's transaction, with deliveries where one must push."""

    async def __call__(
        self,
        session: AsyncSession,
        conversation_id: str,
        channel: str,
        replies: Sequence[Outbound],
        clock: Clock,
        stamp: Stamp = ...,
    ) -> list[Message]: ...


class Journal(Protocol):
    async def announce(self, conversation_id: str, event: str = ...) -> None: ...


class Bell(Protocol):
    """Tells the turn runner and the readers that a conversation has something new."""

    async def ring(self, conversation_id: str) -> None: ...


class Bus(Protocol):
    async def publish(self, topic: str, payload: str = "") -> None: ...
