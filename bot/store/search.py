"""Keeps the search index in step with the catalogue."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.documents import Document
from bot.matching.index_writer import IndexBuild, IndexBusy, IndexWriter, writing
from bot.store.database import Database
from bot.store.models import CatalogueChange
from bot.store.search_rows import all_documents, documents_of

log = structlog.get_logger(__name__)

# Changes applied in one commit; a longer backlog takes several.
_MOST_CHANGES = 2_000
_RETRY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far an index has followed the change log. ``origin`` tells which log: the time of its
    first line, so that an index left over from another database is not taken for this one's."""

    change_id: int
    origin: str


class SearchIndex:
    """Writer of the index below ``path``. Many processes may hold one: whoever gets the file lock
    writes, the others find nothing to do. Readers use ``bot.matching.matcher.Matcher(path)``."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._path = path
        self._turn = asyncio.Lock()

    async def sync(self) -> int:
        """Apply what has changed, or build the index where there is none that fits. Returns how
        many changes were applied or, after a build, documents written; 0 also where another
        process is writing just now."""
        try:
            return await self._write(rebuild=False)
        except IndexBusy:
            return 0

    async def rebuild(self) -> int:
        """Build anew beside the index in use, then switch readers over; returns the documents.
        Waits while another process writes."""
        while True:
            try:
                return await self._write(rebuild=True)
            except IndexBusy:
                await asyncio.sleep(_RETRY_SECONDS)

    async def behind(self) -> int | None:
        """By how many changes; None where there is no index of this store. Raises IndexBusy while
        another process writes."""
        if not self._path.is_dir():
            return None
        with writing(self._path) as writer:
            done = read_watermark(await asyncio.to_thread(writer.watermark))
        async with self._database.read() as session:
            latest = await latest_change(session)
        if done is None or done.origin != latest.origin or done.change_id > latest.change_id:
            return None
        return latest.change_id - done.change_id

    async def follow(self, interval: float = 1.0) -> None:
        """Sync every ``interval`` seconds until cancelled; a failure is logged and tried again."""
        while True:
            try:
                await self.sync()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("search_index.sync_failed")
            await asyncio.sleep(interval)

    async def _write(self, *, rebuild: bool) -> int:
        async with self._turn:
            with writing(self._path) as writer:
                return await self._bring_up(writer, rebuild)

    async def _bring_up(self, writer: IndexWriter, rebuild: bool) -> int:
        done = read_watermark(await asyncio.to_thread(writer.watermark))
        async with self._database.read() as session:
            latest = await latest_change(session)
        fits = done is not None and done.origin == latest.origin
        if rebuild or done is None or not fits or done.change_id > latest.change_id:
            return await self._build(writer, latest)
        applied = 0
        while done.change_id < latest.change_id:
            done, count = await self._apply(writer, done)
            applied += count
        if applied and await asyncio.to_thread(writer.is_mostly_history):
            await self._build(writer, done)
        return applied

    async def _build(self, writer: IndexWriter, mark: Watermark) -> int:
        # The mark was read before the rows: a change in between is applied once more, harmlessly.
        build: IndexBuild = await asyncio.to_thread(writer.build, write_watermark(mark))
        count = 0
        try:
            async with self._database.read() as session:
                async for documents in all_documents(session):
                    await asyncio.to_thread(build.add, documents)
                    count += len(documents)
            await asyncio.to_thread(build.finish)
        except Exception:
            # The desk's own store may stand on the disk that has just become full.
            await asyncio.to_thread(build.abandon)
            raise
        log.info("search_index.built", documents=count, change_id=mark.change_id)
        return count

    async def _apply(self, writer: IndexWriter, done: Watermark) -> tuple[Watermark, int]:
        async with self._database.read() as session:
            changes = await changes_after(session, done.change_id)
            wanted = {(change.kind, change.item_id) for change in changes}
            documents: list[Document] = await documents_of(session, wanted)
        kept = {(document.kind, document.id) for document in documents}
        mark = Watermark(changes[-1].id, done.origin)
        await asyncio.to_thread(
            writer.apply, documents, sorted(wanted - kept), write_watermark(mark)
        )
        return mark, len(changes)


async def latest_change(session: AsyncSession) -> Watermark:
    last = await session.scalar(select(func.max(CatalogueChange.id)))
    first = await session.scalar(select(CatalogueChange.at).order_by(CatalogueChange.id).limit(1))
    return Watermark(last or 0, first.isoformat() if first else "")


async def changes_after(session: AsyncSession, change_id: int) -> list[CatalogueChange]:
    rows = await session.scalars(
        select(CatalogueChange)
        .where(CatalogueChange.id > change_id)
        .order_by(CatalogueChange.id)
        .limit(_MOST_CHANGES)
    )
    return list(rows)


def read_watermark(stored: str | None) -> Watermark | None:
    return Watermark(**json.loads(stored)) if stored else None


def write_watermark(mark: Watermark) -> str:
    return json.dumps(asdict(mark))
