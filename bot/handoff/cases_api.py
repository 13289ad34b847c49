"""Endpoints: conversations with what was collected in them, and needs."""

from __future__ import annotations

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.channel_state import read_channel_state
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.rows import RowViews, staff_in
from bot.handoff.schema import (
    ConversationDetail,
    IntroductionView,
    MessageQuery,
    NeedDetail,
    NeedEventView,
    NeedQuery,
    NeedView,
    SuggestionView,
)
from bot.handoff.shapes import Listing
from bot.handoff.views import view_case, view_need
from bot.store.audit import record_audit
from bot.store.casebook import (
    list_needs,
    need_history,
    open_case,
    suggestions_and_introductions,
)
from bot.store.database import Database
from bot.store.models import Contact, Need
from bot.store.staff import names_of


class CasesApi:
    def __init__(self, database: Database, rows: RowViews, clock: Clock) -> None:
        self._database = database
        self._rows = rows
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/conversations/{{id}}", self.conversation, "一个会话",
                     ConversationDetail, query=MessageQuery),
            Endpoint("GET", f"{root}/needs", self.needs, "需求列表", Listing[NeedView],
                     query=NeedQuery),
            Endpoint("GET", f"{root}/needs/{{id}}", self.need, "一个需求", NeedDetail),
        ]  # fmt: skip

    async def conversation(self, call: Call) -> ConversationDetail:
        query: MessageQuery = call.query
        async with self._database.read() as session:
            case = await open_case(
                session, call.path["id"], query.after, query.limit, before=query.before
            )
            if case is None:
                raise NotFound("没有这个会话")
            names = await names_of(session, staff_in(case))
            (row,) = await self._rows.of(session, [case.conversation], call.caller.id)
            channel = await read_channel_state(session, case.conversation, self._clock.now())
        if case.contacts:
            await self._note_read(call, "conversation", call.path["id"])
        return view_case(case, row, names).model_copy(update={"channel_state": channel})

    async def needs(self, call: Call) -> Listing[NeedView]:
        query: NeedQuery = call.query
        async with self._database.read() as session:
            rows, total = await list_needs(
                session, state=query.state, industry=query.industry, region=query.region,
                sort=query.sort, limit=query.page_size, offset=query.offset,
            )  # fmt: skip
        # A list shows no personal data; opening one need does, and is audited.
        items = [view_need(row, None) for row in rows]
        return Listing[NeedView](
            items=items, total=total, page=query.page, page_size=query.page_size
        )

    async def need(self, call: Call) -> NeedDetail:
        async with self._database.read() as session:
            need = await session.get(Need, call.path["id"])
            if need is None:
                raise NotFound("没有这个需求")
            contact = await session.get(Contact, need.contact_id) if need.contact_id else None
            history = await need_history(session, need.id)
            suggestions, introductions = await suggestions_and_introductions(session, [need.id])
        if contact is not None:
            await self._note_read(call, "need", need.id)
        return NeedDetail(
            **view_need(need, contact).model_dump(by_alias=True),
            history=[NeedEventView.model_validate(each) for each in history],
            suggestions=[SuggestionView.model_validate(each) for each in suggestions],
            introductions=[IntroductionView.model_validate(each) for each in introductions],
        )

    async def _note_read(self, call: Call, kind: str, subject: str) -> None:
        """Reads of personal data are audited (PIPL art. 51, 55)."""
        actor = ("staff", call.staff.id if call.staff else "")
        async with self._database.write() as session:
            await record_audit(
                session, at=self._clock.now(), actor=actor, action="read_contact",
                subject=(kind, subject),
            )  # fmt: skip
