"""Endpoint: full-text search over everything that was written in conversations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import BadRequest
from bot.handoff.conversation_schema import ConversationRow
from bot.handoff.endpoint import Allowance, Call, Endpoint
from bot.handoff.rows import RowViews
from bot.handoff.shapes import AuthorName, Shape, Trail
from bot.matching.log_index import Question, occurrences, read_words
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.desk import read_conversations
from bot.store.message_search import read_messages
from bot.store.models import Message
from bot.store.staff import names_of

# Around the first place that was found.
BEFORE, LONGEST = 24, 120
MOST_ROUNDS = 8


class Finder(Protocol):
    async def search(self, question: Question, limit: int) -> list[int]: ...


class SearchQuery(Shape):
    """``q``: words with blanks between, each of which must occur in the message as it is."""

    q: str = Field(min_length=1, max_length=100)
    author: list[Literal["user", "bot", "staff"]] = Field(default_factory=list, max_length=3)
    conversation_id: str | None = Field(None, max_length=64)
    cursor: str | None = Field(None, pattern=r"^\d{1,18}$")
    limit: int = Field(20, ge=1, le=100)


class Mark(Shape):
    """Characters of ``text`` from ``start`` up to and without ``end``."""

    start: int
    end: int


class MessageHit(Shape):
    """``text``: the part of the message around what was found. ``conversation``: its row, with
    ``seen_seq`` and ``unread`` null."""

    conversation: ConversationRow
    seq: int
    author: AuthorName
    author_name: str | None
    text: str
    marks: list[Mark]
    created_at: datetime


class SearchApi:
    def __init__(self, database: Database, finder: Finder, rows: RowViews, clock: Clock) -> None:
        self._database = database
        self._finder = finder
        self._rows = rows
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("GET", "/api/v1/search/messages", self.search, "搜索消息",
                     Trail[MessageHit], query=SearchQuery, allowance=Allowance(120)),
        ]  # fmt: skip

    async def search(self, call: Call) -> Trail[MessageHit]:
        query: SearchQuery = call.query
        words = read_words(query.q)
        if not words:
            raise BadRequest("请输入要找的字词")
        question = Question(
            words, tuple(query.author), query.conversation_id,
            int(query.cursor) if query.cursor else None,
        )  # fmt: skip
        found, cursor = await self._find(question, query.limit)
        async with self._database.write() as session:
            # Logs hold personal data. What was looked for may itself be a name: it is not kept.
            await record_audit(
                session, at=self._clock.now(), actor=("staff", call.caller.id),
                action="searched_messages", subject=("messages", ""), found=len(found),
            )  # fmt: skip
        async with self._database.read() as session:
            items = await self._view(session, found, words)
        return Trail[MessageHit](items=items, next_cursor=cursor)

    async def _find(self, question: Question, limit: int) -> tuple[list[Message], str | None]:
        """The index only proposes: what counts is the text as the store holds it now."""
        found: list[Message] = []
        for _ in range(MOST_ROUNDS):
            ids = await self._finder.search(question, limit + 1)
            async with self._database.read() as session:
                rows = await read_messages(session, ids)
            found += [
                rows[id_]
                for id_ in ids
                if id_ in rows and occurrences(rows[id_].text, question.words) is not None
            ]
            if len(ids) <= limit or len(found) > limit:
                break
            question = Question(question.words, question.authors, question.conversation_id, ids[-1])
        else:
            # Much was proposed and little fits: there may be more behind it.
            return found, str(question.before)
        shown = found[:limit]
        return shown, str(shown[-1].id) if len(found) > limit else None

    async def _view(
        self, session: AsyncSession, found: Sequence[Message], words: Sequence[str]
    ) -> list[MessageHit]:
        conversations = await read_conversations(session, {row.conversation_id for row in found})
        views = {row.id: row for row in await self._rows.of(session, conversations)}
        names = await names_of(session, {row.staff_id for row in found if row.staff_id})
        return [
            _view_hit(row, words, views[row.conversation_id], names.get(row.staff_id or ""))
            for row in found
        ]


def _view_hit(
    row: Message, words: Sequence[str], conversation: ConversationRow, author_name: str | None
) -> MessageHit:
    spans = occurrences(row.text, words) or []
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    end = start + LONGEST
    return MessageHit.model_validate(
        {
            "conversation": conversation, "seq": row.seq, "author": row.author,
            "author_name": author_name, "text": row.text[start:end],
            "marks": [
                {"start": at - start, "end": min(to, end) - start} for at, to in spans if at < end
            ],
            "created_at": row.created_at,
        }
    )  # fmt: skip
