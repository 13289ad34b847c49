"""Who else takes part in a turn: what the turn runner asks of leases, engine and desk."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import EngineReply, HandoffRequest, Outbound
from bot.store.turns import OpenTurn


class Leases(Protocol):
    def hold(self, key: str) -> AbstractAsyncContextManager[None]: ...


class Engine(Protocol):
    async def respond(self, turn: OpenTurn) -> EngineReply: ...


class Desk(Protocol):
    """Where owners wait for a person."""

    async def admit(
        self, session: AsyncSession, conversation_id: str, seen_epoch: int, wish: HandoffRequest
    ) -> Sequence[Outbound] | None:
        """Queue the conversation; what to tell the owner, or None where the fence had moved."""
        ...

    def minds(self, turn: OpenTurn) -> bool:
        """Whether the desk itself answers this: its own buttons, a number left while waiting, a
        card that is pressed while the bot keeps still."""
        ...

    async def reassure(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        """A word for an owner who goes on writing to people, where one is due. Nobody has
        answered by it: the turn stays silent."""
        ...

    async def attend(self, session: AsyncSession, turn: OpenTurn) -> Sequence[Outbound]:
        """Do what the turn asks of the desk, and what to tell the owner about it."""
        ...
