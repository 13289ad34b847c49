"""Counts what people thought of suggestions, for matching to learn from."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.files import replace_text
from bot.matching.learned import FILE, Learned, Link, Tally, as_text, from_text
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.models import Audit, Suggestion

log = structlog.get_logger(__name__)

RESET = "matching_unlearnt"
# The newest only: what people thought years ago of another catalogue says little.
_MOST = 20_000
# Which feature of a record a reason for rejecting it speaks of.
_FEATURE_OF = {"too_far": "region", "too_dear": "cost", "unavailable": "availability"}
# These say that the words led astray; all others, that something else was in the way.
_ASTRAY = frozenset({"off_topic", "too_general"})
_LIKED = "picked"
_JUDGED = or_(Suggestion.verdict.is_not(None), Suggestion.reaction == _LIKED)


async def count_verdicts(session: AsyncSession) -> Learned:
    """Of all suggestions that anyone judged since the last reset."""
    since = await session.scalar(select(func.max(Audit.at)).where(Audit.action == RESET))
    judged_at = func.coalesce(Suggestion.verdict_at, Suggestion.reacted_at)
    query = (
        select(Suggestion.verdict, Suggestion.verdict_reason, Suggestion.links)
        .where(_JUDGED)
        .order_by(judged_at.desc())
        .limit(_MOST)
    )
    if since is not None:
        query = query.where(judged_at > since)
    return _tallied((await session.execute(query)).all(), since)


async def _state(session: AsyncSession) -> tuple[object, ...]:
    """Differs where a verdict, a wish or a reset came since; cheaper than the counts."""
    reset = select(func.max(Audit.id)).where(Audit.action == RESET).scalar_subquery()
    latest = select(
        func.count(), func.max(Suggestion.verdict_at), func.max(Suggestion.reacted_at), reset
    ).where(_JUDGED)
    return tuple((await session.execute(latest)).one())


def _tallied(rows: Iterable[Any], since: datetime | None) -> Learned:
    good: Counter[Link] = Counter()
    bad: Counter[Link] = Counter()
    features: Counter[str] = Counter()
    judged = 0
    for row in rows:
        judged += 1
        links = [(each["said"], each["found"]) for each in row.links]
        if row.verdict == "rejected":
            if row.verdict_reason in _ASTRAY:
                bad.update(links)
            elif row.verdict_reason in _FEATURE_OF:
                features[_FEATURE_OF[row.verdict_reason]] += 1
        else:
            good.update(links)
    tallies = {link: Tally(good[link], bad[link]) for link in sorted({*good, *bad})}
    return Learned(tallies, dict(features), judged, since)


class LearnedWeights:
    """Writes what was learnt beside the index below ``path``, where the matcher reads it."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        self._file = path / FILE
        self._state: tuple[object, ...] | None = None

    async def refresh(self) -> Learned:
        async with self._database.read() as session:
            learned = await count_verdicts(session)
        if learned != self._written():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_text(self._file, as_text(learned))
            log.info("matching.learned", judged=learned.judged, links=len(learned.links))
        return learned

    async def forget(self, actor: tuple[str, str], now: datetime) -> Learned:
        """Verdicts so far count no longer; they stay where they are, and the reset is audited."""
        async with self._database.write() as session:
            await record_audit(
                session, at=now, actor=actor, action=RESET, subject=("matching", "weights")
            )
        return await self.refresh()

    async def follow(self, interval: float) -> None:
        """Refresh every ``interval`` seconds until cancelled; a failure is tried again."""
        while True:
            try:
                await self._keep_up()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("matching.learning_failed")
            await asyncio.sleep(interval)

    async def _keep_up(self) -> None:
        async with self._database.read() as session:
            state = await _state(session)
        if state != self._state:
            await self.refresh()
            self._state = state

    def _written(self) -> Learned | None:
        try:
            return from_text(self._file.read_text("utf-8"))
        except (FileNotFoundError, ValueError, KeyError):
            return None
