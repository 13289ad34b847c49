"""Keeps the index of conversation logs in step with the store, and asks it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from itertools import islice
from pathlib import Path

import structlog
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.index_writer import IndexBusy, sole_writer
from bot.matching.log_index import SHARD_SIZE, Entry, LogIndex, Question, State
from bot.matching.log_index_writer import LogIndexWriter
from bot.messages import Author
from bot.store.database import Database
from bot.store.models import LogChange, Message, new_id
from bot.store.store_marks import mark_of

log = structlog.get_logger(__name__)

IDENTITY = "identity"
# Read in parts, so that others get their turn in between.
_PART = 500
# On PostgreSQL a lower id may become visible after a higher one: so far back, and so many seconds
# long, what was not there is looked for again.
_LOOK_BACK = 2_000
_PATIENCE = 60.0
_TAKE_OVER_AFTER = 5.0


class MessageSearch:
    """Many processes may hold one on the same folder: whoever has the file lock writes."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._path = path
        self._index = LogIndex(path)
        self._top = -1
        self._gaps: dict[int, float] = {}

    async def search(self, question: Question, limit: int) -> list[int]:
        """Ids of messages that may fit, newest first, at most ``limit``."""
        return await asyncio.to_thread(lambda: list(islice(self._index.search(question), limit)))

    async def follow(self, interval: float = 1.0) -> None:
        """Write what comes up, until cancelled, as soon as no other process does."""
        while True:
            try:
                with sole_writer(self._path):
                    self._top, self._gaps = -1, {}
                    while True:
                        await self.bring_up()
                        await asyncio.sleep(interval)
            except IndexBusy:
                await asyncio.sleep(_TAKE_OVER_AFTER)
            except Exception:
                log.exception("message_search.failed")
                await asyncio.sleep(_TAKE_OVER_AFTER)

    async def bring_up(self) -> None:
        """One pass. The caller holds the lock of the folder."""
        writer = LogIndexWriter(self._path)
        state, (latest, last_change) = writer.state(), await self._latest()
        identity = await mark_of(self._database, IDENTITY, new_id)
        if state.origin != identity or _is_ahead(state, latest, last_change):
            state = await asyncio.to_thread(writer.begin_anew, identity, last_change)
            self._top, self._gaps = -1, {}
        touched = await self._touched(state.changes)
        wanted = set(range(latest // SHARD_SIZE + 1))
        newest, last = max(state.shards, default=-1), latest // SHARD_SIZE
        if 0 <= newest < last:
            # The log has gone on into another shard: what came into this one before is still due.
            await self._append(writer, newest, closes=True)
        # The newest first: there is looked for most.
        for number in sorted((wanted - state.shards.keys()) | touched, reverse=True):
            await self._write_shard(writer, number)
        if last_change != state.changes:
            await asyncio.to_thread(writer.note_changes, last_change)
        if latest >= 0:
            await self._append(writer, last)

    async def _append(self, writer: LogIndexWriter, number: int, *, closes: bool = False) -> None:
        """What is new in the last shard, and what has become visible late."""
        if self._top < number * SHARD_SIZE:
            self._top = await asyncio.to_thread(writer.highest, number)
            after = max(self._top - _LOOK_BACK, number * SHARD_SIZE - 1)
            fresh = await self._entries_after(after, number)
        else:
            fresh = await self._entries_after(self._top, number)
        if fresh:
            await asyncio.to_thread(writer.append, number, fresh)
        end = (number + 1) * SHARD_SIZE if closes else None
        self._note_gaps({entry.id for entry in fresh}, end)
        for entry in await self._late():
            await asyncio.to_thread(writer.append, entry.id // SHARD_SIZE, [entry])
            del self._gaps[entry.id]

    def _note_gaps(self, fresh: Collection[int], end: int | None) -> None:
        """``end``: the number behind the last of a shard that nothing new comes into."""
        now = time.monotonic()
        highest = end or max(fresh, default=self._top)
        if highest > self._top:
            missing = set(range(self._top + 1, highest)) - set(fresh)
            self._gaps |= dict.fromkeys(sorted(missing)[-_LOOK_BACK:], now + _PATIENCE)
            self._top = highest
        self._gaps = {id_: until for id_, until in self._gaps.items() if until > now}

    async def _late(self) -> list[Entry]:
        if not self._gaps:
            return []
        async with self._database.read() as session:
            rows = await session.scalars(
                select(Message).where(Message.id.in_(list(self._gaps)), _is_searched())
            )
            return [_entry(row) for row in rows]

    async def _write_shard(self, writer: LogIndexWriter, number: int) -> None:
        started = time.monotonic()
        build = await asyncio.to_thread(writer.begin_shard)
        after, count = number * SHARD_SIZE - 1, 0
        while part := await self._entries_after(after, number, _PART):
            await asyncio.to_thread(build.add, part)
            after, count = part[-1].id, count + len(part)
        await asyncio.to_thread(writer.publish, number, build)
        self._top = -1
        took = round(time.monotonic() - started, 2)
        log.info("message_search.shard_written", shard=number, messages=count, seconds=took)

    async def _entries_after(self, after: int, number: int, limit: int = SHARD_SIZE) -> list[Entry]:
        async with self._database.read() as session:
            rows = await session.execute(
                select(Message.id, Message.conversation_id, Message.author, Message.text)
                .where(Message.id > after, Message.id < (number + 1) * SHARD_SIZE, _is_searched())
                .order_by(Message.id)
                .limit(limit)
            )
            return [Entry(*row) for row in rows]

    async def _latest(self) -> tuple[int, int]:
        async with self._database.read() as session:
            latest = await session.scalar(select(func.max(Message.id)))
            change = await session.scalar(select(func.max(LogChange.id)))
        return (-1 if latest is None else latest), change or 0

    async def _touched(self, after: int) -> set[int]:
        """The shards in which something was changed or deleted."""
        async with self._database.read() as session:
            ids = await session.scalars(
                select(LogChange.message_id).where(LogChange.id > after).distinct()
            )
            return {id_ // SHARD_SIZE for id_ in ids}


async def read_messages(session: AsyncSession, ids: Sequence[int]) -> dict[int, Message]:
    rows = await session.scalars(select(Message).where(Message.id.in_(ids)))
    return {row.id: row for row in rows}


def _is_ahead(state: State, latest: int, last_change: int) -> bool:
    """An older state of the store was put back: numbers will be given a second time."""
    return last_change < state.changes or any(
        number * SHARD_SIZE > latest for number in state.shards
    )


def _is_searched() -> ColumnElement[bool]:
    return Message.author != Author.SYSTEM


def _entry(row: Message) -> Entry:
    return Entry(row.id, row.conversation_id, row.author, row.text)
