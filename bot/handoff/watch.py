"""One reader of the bus for all staff sockets of this process: what changed, each thing once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.coordination.topics import CHANGED, DESK, SESSIONS
from bot.handoff.conversation_schema import ConversationRow
from bot.handoff.rows import RowViews
from bot.store.database import Database
from bot.store.desk import changed_since, read_conversations
from bot.store.models import Conversation

log = structlog.get_logger(__name__)

# Seconds after which the store is asked even where no signal came: signals may be lost.
LOOK_AGAIN = 10.0
# How far back such a look goes: rows may be committed later than they are dated.
LOOK_BACK = timedelta(seconds=45)
MOST_KNOWN = 5_000
# Signals kept for the next look where this one failed; what was left out is found by looking.
MOST_UNTOLD = 1_000
PAUSE_AFTER_FAULT = 1.0


type State = tuple[int, int, bool, int]


class Signals(Protocol):
    async def next(self, timeout: float) -> str | None: ...  # noqa: ASYNC109

    def drain(self) -> list[str]: ...


class Bus(Protocol):
    def subscribe(self, topic: str) -> AbstractAsyncContextManager[Signals]: ...


@dataclass(slots=True)
class News:
    """What one socket has not passed on yet; later news of the same thing replaces earlier."""

    rows: dict[str, ConversationRow] = field(default_factory=dict)
    # (presence | notes | need, conversation id)
    parts: set[tuple[str, str]] = field(default_factory=set)
    sessions: bool = False


class Listener:
    def __init__(self) -> None:
        self._news = News()
        self._woken = asyncio.Event()

    def hear(self, news: News) -> None:
        self._news.rows.update(news.rows)
        self._news.parts |= news.parts
        self._news.sessions |= news.sessions
        self._woken.set()

    def wake(self) -> None:
        self._woken.set()

    async def next(self, seconds: float) -> News:
        """What has come up; empty where nothing did within ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return News()
        self._woken.clear()
        news, self._news = self._news, News()
        return news


class DeskWatch:
    def __init__(self, database: Database, bus: Bus, rows: RowViews, clock: Clock) -> None:
        self._database = database
        self._rows = rows
        self._bus = bus
        self._clock = clock
        self._listeners: set[Listener] = set()
        self._known: dict[str, State] = {}

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def run_forever(self) -> None:
        async with self._bus.subscribe(DESK) as signals:
            untold: list[str] = []
            while True:
                signal = await signals.next(0.0 if untold else LOOK_AGAIN)
                heard = list(dict.fromkeys([*untold, signal or "", *signals.drain()]))
                untold = []
                if not self._listeners:
                    continue
                try:
                    await self._spread(heard)
                except Exception:
                    log.exception("desk.watch_failed")
                    untold = heard[-MOST_UNTOLD:]
                    await asyncio.sleep(PAUSE_AFTER_FAULT)

    async def _spread(self, heard: list[str]) -> None:
        said = [payload.partition(" ") for payload in heard]
        changed = {about for what, _, about in said if what == CHANGED}
        news = News(
            rows=await self._changed_rows(changed, everything="" in heard),
            parts={(what, about) for what, _, about in said if what and about}
            - {(CHANGED, about) for about in changed},
            sessions=any(what == SESSIONS for what, _, _ in said),
        )
        if news.rows or news.parts or news.sessions:
            for listener in tuple(self._listeners):
                listener.hear(news)

    async def _changed_rows(self, ids: set[str], *, everything: bool) -> dict[str, ConversationRow]:
        async with self._database.read() as session:
            rows = list(await read_conversations(session, ids)) if ids else []
            if everything:
                rows += await changed_since(session, self._clock.now() - LOOK_BACK)
            fresh = {row.id: row for row in rows if self._known.get(row.id) != _state(row)}
            views = {view.id: view for view in await self._rows.of(session, list(fresh.values()))}
        # Only now: what could not be read is still news at the next look.
        if len(self._known) + len(fresh) > MOST_KNOWN:
            self._known.clear()
        self._known |= {row.id: _state(row) for row in fresh.values()}
        return views


def _state(row: Conversation) -> State:
    return row.owner_epoch, row.last_seq, row.urgent, row.row_version
