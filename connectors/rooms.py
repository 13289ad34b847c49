"""What every channel that must be pushed to works with."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock, Hourglass
from bot.conversation.inbox import Inbox
from bot.conversation.log import Log
from bot.conversation.outbox import Outbox
from bot.conversation.phrases import Phrases
from bot.store.database import Database


class Signals(Protocol):
    async def next(self, timeout: float) -> str | None: ...  # noqa: ASYNC109

    def drain(self) -> list[str]: ...


class Bus(Protocol):
    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Signals]: ...


class Leases(Protocol):
    def hold(self, key: str) -> AbstractAsyncContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class Rooms:
    database: Database
    journal: Log
    inbox: Inbox
    outbox: Outbox
    phrases: Phrases
    bus: Bus
    leases: Leases
    clock: Clock
    hourglass: Hourglass
