"""Endpoints: conversations with what was collected in them, and the list of needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.channel_state import read_channel_state
from bot.handoff.choosing_needs import chosen
from bot.handoff.conversation_schema import ConversationDetail
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.message_schema import MessageQuery
from bot.handoff.need_schema import NeedQuery, NeedView
from bot.handoff.reads import note_read
from bot.handoff.rows import RowViews, staff_in
from bot.handoff.shapes import Listing
from bot.handoff.views import view_case, view_need
from bot.messages import Channel
from bot.store.casebook import list_needs, open_case
from bot.store.database import Database
from bot.store.staff import names_of


class CasesApi:
    def __init__(
        self,
        database: Database,
        rows: RowViews,
        pushing: Collection[Channel],
        carried: Mapping[Channel, Collection[str]],
        clock: Clock,
    ) -> None:
        self._database = database
        self._rows = rows
        self._pushing = pushing
        self._carried = carried
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/conversations/{{id}}", self.conversation, "一个会话",
                     ConversationDetail, query=MessageQuery),
            Endpoint("GET", f"{root}/needs", self.needs, "需求列表", Listing[NeedView],
                     query=NeedQuery),
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
            channel = await read_channel_state(
                session, case.conversation, self._pushing, self._clock.now(), self._carried
            )
        if case.contacts:
            await note_read(
                self._database, call, ("conversation", call.path["id"]), self._clock.now()
            )
        return view_case(case, row, names).model_copy(update={"channel_state": channel})

    async def needs(self, call: Call) -> Listing[NeedView]:
        query: NeedQuery = call.query
        async with self._database.read() as session:
            rows, total = await list_needs(
                session, chosen(query, call), sort=query.sort, limit=query.page_size,
                offset=query.offset,
            )  # fmt: skip
        # A list shows no personal data; opening one need does, and is audited.
        items = [view_need(row, None) for row in rows]
        return Listing[NeedView](
            items=items, total=total, page=query.page, page_size=query.page_size
        )
