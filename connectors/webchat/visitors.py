"""Who is calling: a web visitor is known by a bearer token and nothing else."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.exc import IntegrityError

from bot.clock import Clock
from bot.errors import Conflict, Unauthorised
from bot.store.database import Database
from bot.store.identities import bind_identity
from bot.store.visitor_sessions import (
    close_visitor_session,
    find_visitor,
    open_visitor_session,
)

SUBPROTOCOL = "bearer"


@dataclass(frozen=True, slots=True)
class Visitor:
    conversation_id: str
    address: str
    token: str


class Visitors:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(self) -> tuple[str, str]:
        async with self._database.write() as session:
            return await open_visitor_session(session, self._clock.now())

    async def find(self, token: str) -> Visitor | None:
        async with self._database.read() as session:
            found = await find_visitor(session, token, self._clock.now())
        return Visitor(*found, token) if found is not None else None

    async def bind(self, token: str, visitor: Visitor, identity: str) -> str:
        """The conversation of whom a site vouches for; the token opens it from now on."""
        for _ in range(2):
            # Two devices of one person may come at the same moment: the second try finds the first.
            with contextlib.suppress(IntegrityError):
                async with self._database.write() as session:
                    return await bind_identity(
                        session, token, visitor.conversation_id, identity, self._clock.now()
                    )
        raise Conflict

    async def close(self, token: str) -> None:
        async with self._database.write() as session:
            await close_visitor_session(session, token)

    async def recognise(self, request: web.Request) -> Visitor:
        """Raise Unauthorised where the request carries no valid token."""
        token = bearer_token(request)
        visitor = await self.find(token) if token else None
        if visitor is None:
            raise Unauthorised("会话已过期，请重新打开对话")
        return visitor


def bearer_token(request: web.Request) -> str | None:
    """From the header; browsers cannot set it on a WebSocket and send a subprotocol instead."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    offered = [
        part.strip() for part in request.headers.get("Sec-WebSocket-Protocol", "").split(",")
    ]
    if len(offered) == 2 and offered[0] == SUBPROTOCOL:
        return offered[1]
    return None
