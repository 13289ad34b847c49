"""Endpoints: staff accept or reject what was suggested, and add to it."""

from __future__ import annotations

from typing import cast

from aiohttp import web

from bot.clock import Clock
from bot.coordination.topics import DESK, NEED, desk_payload
from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.ink import Bus
from bot.handoff.need_schema import SuggestionView
from bot.handoff.programme.needs_api import hand_of
from bot.handoff.programme.owner_news import OwnerNews, held_need
from bot.handoff.programme.schema import (
    CandidateQuery,
    Candidates,
    CandidateView,
    SuggestedKind,
    SuggestionNew,
    VerdictEdit,
)
from bot.programme import candidates
from bot.programme.judging import judge, suggest
from bot.programme.proposing import propose
from bot.store.database import Database
from bot.store.models import Need, Suggestion


class SuggestionsApi:
    def __init__(
        self,
        database: Database,
        candidates: candidates.Candidates,
        news: OwnerNews,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._news = news
        self._candidates = candidates
        self._database = database
        self._bus = bus
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/needs/{{id}}/candidates", self.look, "目录里可以推荐的",
                     Candidates, query=CandidateQuery),
            Endpoint("POST", f"{root}/needs/{{id}}/suggestions", self.add, "补充一条推荐",
                     SuggestionView, body=SuggestionNew, status=201),
            Endpoint("PUT", f"{root}/suggestions/{{id}}/verdict", self.judge, "推荐合适或不合适",
                     SuggestionView, body=VerdictEdit),
            Endpoint("POST", f"{root}/suggestions/{{id}}/introduction", self.propose,
                     "在对话里问企业主要不要对接", None, status=204),
        ]  # fmt: skip

    async def look(self, call: Call) -> Candidates:
        query: CandidateQuery = call.query
        async with self._database.read() as session:
            need = await session.get(Need, call.path["id"])
        if need is None:
            raise NotFound("没有这个需求")
        found = await self._candidates.look(need, query.q.strip(), query.kind)
        return Candidates(items=[_view(each) for each in found])

    async def add(self, call: Call) -> SuggestionView:
        new: SuggestionNew = call.body
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            hand = hand_of(call, self._clock)
            row = await suggest(session, need, new.kind, new.item_id, new.reasons, hand)
        await self._announce(need)
        return SuggestionView.model_validate(row)

    async def judge(self, call: Call) -> SuggestionView:
        edit: VerdictEdit = call.body
        async with self._database.write() as session:
            row = await session.get(Suggestion, call.path["id"])
            if row is None:
                raise NotFound("没有这条推荐")
            need = await session.get_one(Need, row.need_id)
            hand = hand_of(call, self._clock)
            await judge(session, row, need, edit.verdict, edit.objection, edit.note, hand)
        await self._announce(need)
        return SuggestionView.model_validate(row)

    async def propose(self, call: Call) -> web.Response:
        async with self._database.write() as session:
            row = await session.get(Suggestion, call.path["id"])
            if row is None:
                raise NotFound("没有这条推荐")
            need = await held_need(session, row.need_id)
            proposal = await propose(session, need, row, hand_of(call, self._clock))
            await self._news.tell(session, need, proposal.question)
        await self._news.ring(need, proposal.question)
        return web.Response(status=204)

    async def _announce(self, need: Need) -> None:
        await self._bus.publish(DESK, desk_payload(NEED, need.conversation_id))


def _view(found: candidates.Candidate) -> CandidateView:
    card = found.card
    return CandidateView(
        kind=cast(SuggestedKind, card.kind), item_id=card.id, title=card.title,
        subtitle=card.subtitle, reasons=list(card.reasons), facts=card.facts, demo=card.demo,
        suggested=found.suggested,
    )  # fmt: skip
