"""Endpoints: files to take away. Each download is audited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, time, timedelta

from aiohttp import web
from pydantic import Field

from bot.clock import CHINA, Clock
from bot.errors import BadRequest, NotFound
from bot.handoff.catalogue.editing_api import PLACES
from bot.handoff.catalogue.schema import ExportQuery
from bot.handoff.choosing_needs import chosen
from bot.handoff.conversation_schema import ConversationRow, InboxFilters
from bot.handoff.endpoint import IN_CHARGE, Allowance, Call, Endpoint
from bot.handoff.message_schema import MessageView
from bot.handoff.need_schema import NeedFilters
from bot.handoff.programme.schema import IntroductionExportQuery, LicenceExportQuery
from bot.handoff.rows import RowViews, view_messages
from bot.handoff.rules import RuleBook
from bot.handoff.shapes import Shape
from bot.handoff.transcripts import MEDIA as TRANSCRIPT_MEDIA
from bot.handoff.transcripts import Transcript, TranscriptForm, as_page, as_text
from bot.programme.catalogue.exporting import catalogue_rows, headers_of
from bot.programme.licences import standing_on
from bot.programme.life import INTRODUCTION_TURNS, states_on
from bot.programme.needs import describe
from bot.programme.sheets.cases import (
    CONVERSATION_HEADERS,
    NEED_HEADERS,
    conversation_row,
    need_row,
)
from bot.programme.sheets.partners import (
    INTRODUCTION_HEADERS,
    LICENCE_HEADERS,
    introduction_row,
    licence_row,
)
from bot.programme.sheets.writing import MEDIA, Cell, Format, write_table
from bot.store.audit import record_audit
from bot.store.case_rows import conversations_to_export, needs_to_export
from bot.store.casebook import needs_of
from bot.store.catalogue_writes import Kind
from bot.store.conversations import messages_after
from bot.store.database import Database
from bot.store.introductions import list_all
from bot.store.item_names import patents_named
from bot.store.licences import list_licences
from bot.store.models import Conversation

MOST_ROWS = 50_000
# One conversation is read so many messages at a time.
PAGE = 500


class NeedExportQuery(NeedFilters, ExportQuery):
    region: str | None = Field(None, pattern=r"^\d{6}$")


class ConversationExportQuery(ExportQuery, InboxFilters):
    """``since`` and ``until``: days in China, both included."""

    since: date | None = None
    until: date | None = None


class TranscriptQuery(Shape):
    form: TranscriptForm = "html"


class TranscriptFile(Shape):
    """``needs``: of each, its fields by their labels."""

    conversation: ConversationRow
    needs: list[dict[str, str]]
    messages: list[MessageView]


class ExportsApi:
    def __init__(self, database: Database, rows: RowViews, rules: RuleBook, clock: Clock) -> None:
        self._database = database
        self._rows = rows
        self._rules = rules
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        def export(what: str, title: str, handler: Handler, query: type[ExportQuery]) -> Endpoint:
            return Endpoint("GET", f"/api/v1/exports/{what}", handler, f"导出{title}", None,
                            query=query, roles=IN_CHARGE, downloads=tuple(MEDIA.values()),
                            allowance=Allowance(20))  # fmt: skip

        return [
            *(export(place, title, self._exporter(kind, place), ExportQuery)
              for kind, (place, title, _, _) in PLACES.items()),
            export("needs", "需求", self.needs, NeedExportQuery),
            export("introductions", "对接请求", self.introductions, IntroductionExportQuery),
            export("licences", "专利许可", self.licences, LicenceExportQuery),
            export("conversations", "会话", self.conversations, ConversationExportQuery),
            Endpoint("GET", "/api/v1/conversations/{id}/export", self.conversation,
                     "一个会话的对话记录", None, query=TranscriptQuery, roles=IN_CHARGE,
                     downloads=tuple(TRANSCRIPT_MEDIA.values()), allowance=Allowance(20)),
        ]  # fmt: skip

    def _exporter(self, kind: Kind, place: str) -> Handler:
        async def catalogue(call: Call) -> web.Response:
            rows: list[list[Cell]] = []
            if not call.query.template:
                async with self._database.read() as session:
                    rows = await catalogue_rows(session, kind)
            return await self._send(call, place, headers_of(kind), rows)

        return catalogue

    async def needs(self, call: Call) -> web.Response:
        query: NeedExportQuery = call.query
        async with self._database.read() as session:
            needs = await needs_to_export(session, chosen(query, call), limit=MOST_ROWS + 1)
        return await self._send(call, "needs", NEED_HEADERS, [need_row(each) for each in needs])

    async def introductions(self, call: Call) -> web.Response:
        query: IntroductionExportQuery = call.query
        async with self._database.read() as session:
            found, _ = await list_all(
                session, states_on(INTRODUCTION_TURNS, query.turn, query.state), query.kind,
                query.q, sort=query.sort, limit=MOST_ROWS + 1,
            )  # fmt: skip
            ids = [row.item_id for row, _ in found if row.kind == "patent"]
            patents = await patents_named(session, ids)
        rows = [introduction_row(row, need, patents) for row, need in found]
        return await self._send(call, "introductions", INTRODUCTION_HEADERS, rows)

    async def licences(self, call: Call) -> web.Response:
        query: LicenceExportQuery = call.query
        async with self._database.read() as session:
            found, _ = await list_licences(
                session, standing_on(query.turn, query.state), query.q,
                sort=query.sort, limit=MOST_ROWS + 1,
            )  # fmt: skip
        rows = [licence_row(*each) for each in found]
        return await self._send(call, "licences", LICENCE_HEADERS, rows)

    async def conversations(self, call: Call) -> web.Response:
        query: ConversationExportQuery = call.query
        since = _begin(query.since) if query.since else None
        until = _begin(query.until + timedelta(days=1)) if query.until else None
        lateness = (await self._rules.current()).lateness(self._clock.now())
        wanted = query.wanted(call.caller.id, lateness)
        async with self._database.read() as session:
            found = await conversations_to_export(
                session, wanted, since, until, limit=MOST_ROWS + 1
            )
        rows = [conversation_row(each) for each in found]
        return await self._send(call, "conversations", CONVERSATION_HEADERS, rows)

    async def conversation(self, call: Call) -> web.Response:
        query: TranscriptQuery = call.query
        conversation_id = call.path["id"]
        async with self._database.read() as session:
            conversation = await session.get(Conversation, conversation_id)
            if conversation is None:
                raise NotFound("没有这个会话")
            (row,) = await self._rows.of(session, [conversation])
            needs = await needs_of(session, conversation_id)
            messages: list[MessageView] = []
            while page := await messages_after(
                session, conversation_id, messages[-1].seq if messages else 0, PAGE
            ):
                messages += await view_messages(session, page)
        told = Transcript(row, [describe(need) for need in needs], messages, self._clock.now())
        data = await asyncio.to_thread(_written, told, query.form)
        await self._note(call, ("conversation", conversation_id), len(messages), query.form)
        name = f"conversation-{conversation_id[:8]}"
        return self._file(data, name, query.form, TRANSCRIPT_MEDIA[query.form])

    async def _send(
        self, call: Call, what: str, headers: Sequence[str], rows: list[list[Cell]]
    ) -> web.Response:
        if len(rows) > MOST_ROWS:
            raise BadRequest(f"超过 {MOST_ROWS} 行，请加上筛选条件")
        form: Format = call.query.form
        data = await asyncio.to_thread(write_table, headers, rows, form)
        await self._note(call, ("export", what), len(rows), form)
        return self._file(data, what, form, MEDIA[form])

    async def _note(self, call: Call, subject: tuple[str, str], rows: int, form: str) -> None:
        async with self._database.write() as session:
            await record_audit(
                session, at=self._clock.now(), actor=("staff", call.caller.id), action="exported",
                subject=subject, rows=rows, form=form,
            )  # fmt: skip

    def _file(self, data: bytes, name: str, form: str, media: str) -> web.Response:
        day = self._clock.now().astimezone(CHINA)
        return web.Response(
            body=data,
            content_type=media,
            charset="utf-8" if media.startswith("text/") else None,
            headers={
                "Content-Disposition": f'attachment; filename="{name}-{day:%Y%m%d}.{form}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


type Handler = Callable[[Call], Awaitable[web.Response]]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _written(told: Transcript, form: TranscriptForm) -> bytes:
    if form == "json":
        whole = TranscriptFile(
            conversation=told.row, needs=[dict(need) for need in told.needs],
            messages=list(told.messages),
        )  # fmt: skip
        return whole.model_dump_json(indent=1).encode()
    return (as_page(told) if form == "html" else as_text(told)).encode()
