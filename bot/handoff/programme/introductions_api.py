"""Endpoints: requests to be put in touch, passed on with what the owner agreed to."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.programme.needs_api import hand_of
from bot.handoff.programme.owner_news import OwnerNews, held_need
from bot.handoff.programme.schema import (
    HandoverView,
    IntroductionDetail,
    IntroductionQuery,
    IntroductionRow,
    MoveWish,
)
from bot.handoff.programme.views import view_introduction
from bot.handoff.reads import note_read
from bot.handoff.shapes import Listing
from bot.programme.carrying import Hand, Wish
from bot.programme.handover import (
    carry_introduction,
    prepare_handover,
    standing_consent,
    what_they_said,
)
from bot.programme.life import INTRODUCTION_TURNS, states_on
from bot.programme.news import news_of_introduction
from bot.store.database import Database
from bot.store.introductions import list_all, lock_introduction
from bot.store.item_names import patents_named
from bot.store.models import Introduction, Need


class IntroductionsApi:
    def __init__(self, database: Database, news: OwnerNews, clock: Clock) -> None:
        self._database = database
        self._news = news
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        path = "/api/v1/introductions"
        return [
            Endpoint("GET", path, self.listed, "对接请求", Listing[IntroductionRow],
                     query=IntroductionQuery),
            Endpoint("GET", f"{path}/{{id}}", self.show, "一个对接请求和可以转交的资料",
                     IntroductionDetail),
            Endpoint("POST", f"{path}/{{id}}/moves", self.move, "推进一个对接请求",
                     IntroductionRow, body=MoveWish),
        ]  # fmt: skip

    async def listed(self, call: Call) -> Listing[IntroductionRow]:
        query: IntroductionQuery = call.query
        hand = hand_of(call, self._clock)
        async with self._database.read() as session:
            rows, total = await list_all(
                session, states_on(INTRODUCTION_TURNS, query.turn, query.state), query.kind,
                query.q, sort=query.sort, limit=query.page_size, offset=query.offset,
            )  # fmt: skip
            items = [await _view(session, row, need, hand) for row, need in rows]
        return Listing[IntroductionRow](
            items=items, total=total, page=query.page, page_size=query.page_size
        )

    async def show(self, call: Call) -> IntroductionDetail:
        async with self._database.read() as session:
            row = await session.get(Introduction, call.path["id"])
            if row is None:
                raise NotFound("没有这个对接请求")
            need = await session.get_one(Need, row.need_id)
            view = await _view(session, row, need, hand_of(call, self._clock))
            handover = await prepare_handover(session, row, need)
            said = await what_they_said(session, row)
        if handover is not None:
            await note_read(self._database, call, ("introduction", row.id), self._clock.now())
        shown = HandoverView.model_validate(handover) if handover is not None else None
        return IntroductionDetail(**view.model_dump(), handover=shown, said=said)

    async def move(self, call: Call) -> IntroductionRow:
        wish: MoveWish = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            row, need = await _held_introduction(session, call.path["id"])
            move = await carry_introduction(
                session, row, need, Wish(wish.move, wish.reason), wish.updated_at, hand
            )
            news = news_of_introduction(row, need, move, wish.reason)
            await self._news.tell(session, need, news)
            view = await _view(session, row, need, hand)
        await self._news.ring(need, news)
        return view


async def _held_introduction(
    session: AsyncSession, introduction_id: str
) -> tuple[Introduction, Need]:
    seen = await session.get(Introduction, introduction_id)
    if seen is None:
        raise NotFound("没有这个对接请求")
    need = await held_need(session, seen.need_id)
    row = await lock_introduction(session, introduction_id)
    if row is None:
        raise NotFound("没有这个对接请求")
    return row, need


async def _view(
    session: AsyncSession, row: Introduction, need: Need, hand: Hand
) -> IntroductionRow:
    consented = await standing_consent(session, row) is not None
    patents = await patents_named(session, [row.item_id] if row.kind == "patent" else [])
    return view_introduction(row, need, patents, hand, consented=consented)
