"""Endpoints: the inbox, how many conversations each view holds, and marks of what was read."""

from __future__ import annotations

from typing import get_args

from aiohttp import web
from pydantic import Field

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.conversation_schema import ConversationListing, ConversationQuery
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.rows import RowViews
from bot.handoff.rules import RuleBook
from bot.handoff.shapes import Shape
from bot.store.database import Database
from bot.store.inbox import MOST_COUNTED, count_inbox, count_views, list_inbox
from bot.store.inbox_views import View, Wanted
from bot.store.models import Conversation
from bot.store.reading_marks import mark_seen

# All that grows without end is not counted.
UNCOUNTED = frozenset({"all", "closed"})


class InboxCounts(Shape):
    """Each at most ``most``: then there are so many, or more."""

    mine: int
    queue: int
    open: int
    bot: int
    unread: int
    mentioned: int
    overdue: int
    undelivered: int
    failed: int
    most: int = MOST_COUNTED


class SeenUpTo(Shape):
    seq: int = Field(ge=0, lt=2**31)


class ListsApi:
    def __init__(self, database: Database, rows: RowViews, rules: RuleBook, clock: Clock) -> None:
        self._database = database
        self._rows = rows
        self._rules = rules
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/conversations", self.conversations, "会话列表",
                     ConversationListing, query=ConversationQuery),
            Endpoint("GET", f"{root}/inbox/counts", self.counts, "各视图的会话数", InboxCounts),
            Endpoint("POST", f"{root}/conversations/{{id}}/seen", self.see, "看到这一条了", None,
                     body=SeenUpTo, status=204),
        ]  # fmt: skip

    async def conversations(self, call: Call) -> ConversationListing:
        query: ConversationQuery = call.query
        lateness = (await self._rules.current()).lateness(self._clock.now())
        wanted = query.wanted(call.caller.id, lateness)
        async with self._database.read() as session:
            page = await list_inbox(
                session, wanted, sort=query.sort, cursor=query.cursor, limit=query.page_size,
                offset=0 if query.cursor else query.offset,
            )  # fmt: skip
            total = None if query.cursor else await count_inbox(session, wanted)
            items = await self._rows.of(session, page.rows, call.caller.id)
        return ConversationListing(
            items=items, total=total, page=query.page, page_size=query.page_size,
            next_cursor=page.next_cursor,
        )  # fmt: skip

    async def counts(self, call: Call) -> InboxCounts:
        lateness = (await self._rules.current()).lateness(self._clock.now())
        views: tuple[View, ...] = get_args(View.__value__)
        wanted = {
            view: Wanted(viewer=call.caller.id, view=view, lateness=lateness)
            for view in views
            if view not in UNCOUNTED
        }
        async with self._database.read() as session:
            return InboxCounts.model_validate(await count_views(session, wanted))

    async def see(self, call: Call) -> web.Response:
        body: SeenUpTo = call.body
        async with self._database.write() as session:
            conversation = await session.get(Conversation, call.path["id"])
            if conversation is None:
                raise NotFound("没有这个会话")
            seq = min(body.seq, conversation.last_seq)
            await mark_seen(session, call.caller.id, conversation.id, seq, self._clock.now())
        return web.Response(status=204)
