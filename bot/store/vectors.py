"""Keeps the vectors of records in step with the catalogue, where an endpoint is set for them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from itertools import batched
from pathlib import Path

import structlog

from bot.matching.documents import Document
from bot.matching.index_writer import IndexBusy, sole_writer
from bot.matching.vectors import VectorFile
from bot.semantics.embeddings import Embeddings
from bot.semantics.endpoint import EndpointFailed
from bot.store.database import Database
from bot.store.search import (
    Watermark,
    changes_after,
    latest_change,
    read_watermark,
    write_watermark,
)
from bot.store.search_rows import all_documents, documents_of

log = structlog.get_logger(__name__)

FOLDER = "vectors"
_BATCH = 32
_SECONDS = 30.0
# What is said of a record at the end of a long text moves its vector little.
_LONGEST = 600


class VectorIndex:
    """Writer of the vectors below ``path``; many processes may hold one, one of them writes."""

    def __init__(self, database: Database, path: Path, embeddings: Embeddings) -> None:
        self._database = database
        self._path = path
        self._embeddings = embeddings

    async def sync(self) -> int:
        """How many vectors were made. Raises EndpointFailed where the endpoint does not do its
        part; what was made before that stays."""
        try:
            with sole_writer(self._path):
                file = await asyncio.to_thread(VectorFile, self._path, self._embeddings.model)
                return await self._bring_up(file)
        except IndexBusy:
            return 0

    async def follow(self, interval: float) -> None:
        """Sync every ``interval`` seconds until cancelled; a failure is logged and tried again."""
        while True:
            try:
                await self.sync()
            except asyncio.CancelledError:
                raise
            except EndpointFailed as error:
                log.warning("vectors.behind", reason=str(error))
            except Exception:
                log.exception("vectors.failed")
            await asyncio.sleep(interval)

    async def _bring_up(self, file: VectorFile) -> int:
        done = read_watermark(file.mark)
        async with self._database.read() as session:
            latest = await latest_change(session)
        if done is None or done.origin != latest.origin or done.change_id > latest.change_id:
            made, seen = 0, set[str]()
            async for documents in self._everything():
                made += await self._embed(file, documents)
                seen |= {_key(document) for document in documents}
            gone = [key for key in file.digests if key not in seen]
            await asyncio.to_thread(file.append, {}, gone, write_watermark(latest))
            return made
        if done.change_id == latest.change_id:
            return 0
        async with self._database.read() as session:
            changes = await changes_after(session, done.change_id)
            wanted = {(change.kind, change.item_id) for change in changes}
            documents = await documents_of(session, wanted)
        made = await self._embed(file, documents)
        kept = {_key(document) for document in documents}
        gone = [f"{kind}:{item}" for kind, item in wanted if f"{kind}:{item}" not in kept]
        mark = write_watermark(Watermark(changes[-1].id, done.origin))
        await asyncio.to_thread(file.append, {}, gone, mark)
        return made

    async def _everything(self) -> AsyncIterator[Sequence[Document]]:
        async with self._database.read() as session:
            async for documents in all_documents(session):
                yield documents

    async def _embed(self, file: VectorFile, documents: Sequence[Document]) -> int:
        texts = {_key(document): document.text.strip()[:_LONGEST] for document in documents}
        digests = {
            key: hashlib.sha256(text.encode()).hexdigest()[:16] for key, text in texts.items()
        }
        stale = [key for key in texts if texts[key] and file.digests.get(key) != digests[key]]
        for keys in batched(stale, _BATCH):
            vectors = await self._embeddings.embed([texts[key] for key in keys], _SECONDS)
            fresh = {k: (digests[k], v) for k, v in zip(keys, vectors, strict=True)}
            await asyncio.to_thread(file.append, fresh, (), None)
        return len(stale)


def _key(document: Document) -> str:
    return f"{document.kind}:{document.id}"
