"""Brings what staff took into the thesaurus to the matcher of this replica."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from bot.matching.additions import FILE, Addition, as_text, from_text
from bot.matching.files import replace_text
from bot.store.database import Database
from bot.store.term_proposals import taken_terms

log = structlog.get_logger(__name__)


class TakenTerms:
    """Writes them beside the index below ``path``, where the matcher reads them."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._file = path / FILE

    async def refresh(self) -> list[Addition]:
        async with self._database.read() as session:
            taken = await taken_terms(session)
        if taken != self._written():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_text(self._file, as_text(taken))
            log.info("matching.additions", count=len(taken))
        return taken

    async def follow(self, interval: float) -> None:
        """Refresh every ``interval`` seconds until cancelled; a failure is tried again."""
        while True:
            try:
                await self.refresh()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("matching.additions_failed")
            await asyncio.sleep(interval)

    def _written(self) -> list[Addition]:
        try:
            return from_text(self._file.read_text("utf-8"))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return []
