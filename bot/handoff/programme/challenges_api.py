"""Endpoints: challenges (榜) and the bids made for them."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.programme.needs_api import hand_of
from bot.handoff.programme.owner_news import OwnerNews, held_need
from bot.handoff.programme.schema import (
    AgreementNew,
    BidNew,
    BidReview,
    BidView,
    ChallengeEdit,
    ChallengeQuery,
    ChallengeView,
    ListedChallenge,
    MoveWish,
)
from bot.handoff.programme.views import view_bid, view_listed
from bot.handoff.shapes import Listing
from bot.programme.carrying import Wish, check_version
from bot.programme.challenges import (
    NewBid,
    carry_bid,
    receive_bid,
    review_bid,
    write_challenge,
)
from bot.programme.news import news_of_bid, question_of_list
from bot.programme.publishing import ask_owner, note_agreement
from bot.store.challenges import awarded_bid, list_challenges
from bot.store.database import Database
from bot.store.figures.progress import ON_THE_LIST
from bot.store.models import Bid, Need


class ChallengesApi:
    def __init__(self, database: Database, news: OwnerNews, clock: Clock) -> None:
        self._database = database
        self._news = news
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/challenges", self.listed, "榜单", Listing[ListedChallenge],
                     query=ChallengeQuery),
            Endpoint("PUT", f"{root}/needs/{{id}}/challenge", self.write, "填写榜单",
                     ChallengeView, body=ChallengeEdit),
            Endpoint("POST", f"{root}/needs/{{id}}/agreement", self.agree,
                     "记下企业主同意张榜", None, body=AgreementNew, status=204),
            Endpoint("POST", f"{root}/needs/{{id}}/agreement/question", self.ask,
                     "在对话里问企业主同不同意张榜", None, status=204),
            Endpoint("POST", f"{root}/needs/{{id}}/bids", self.bid, "登记一家揭榜", BidView,
                     body=BidNew, status=201),
            Endpoint("PATCH", f"{root}/bids/{{id}}", self.review, "评榜：打分、写意见", BidView,
                     body=BidReview),
            Endpoint("POST", f"{root}/bids/{{id}}/moves", self.move, "推进一家揭榜", BidView,
                     body=MoveWish),
        ]  # fmt: skip

    async def listed(self, call: Call) -> Listing[ListedChallenge]:
        query: ChallengeQuery = call.query
        states = (query.state,) if query.state is not None else ON_THE_LIST
        async with self._database.read() as session:
            rows, total = await list_challenges(
                session, states, limit=query.page_size, offset=query.offset
            )
        items = [view_listed(challenge, need, bids) for challenge, need, bids in rows]
        return Listing[ListedChallenge](
            items=items, total=total, page=query.page, page_size=query.page_size
        )

    async def write(self, call: Call) -> ChallengeView:
        edit: ChallengeEdit = call.body
        terms = edit.model_dump(exclude_unset=True, exclude={"updated_at"})
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            hand = hand_of(call, self._clock)
            row = await write_challenge(session, need, terms, edit.updated_at, hand)
        await self._news.ring(need, None)
        return ChallengeView.model_validate(row)

    async def agree(self, call: Call) -> web.Response:
        new: AgreementNew = call.body
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            await note_agreement(session, need, new.how, hand_of(call, self._clock))
        await self._news.ring(need, None)
        return web.Response(status=204)

    async def ask(self, call: Call) -> web.Response:
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            challenge = await ask_owner(session, need, hand_of(call, self._clock))
            question = question_of_list(need, challenge)
            await self._news.tell(session, need, question)
        await self._news.ring(need, question)
        return web.Response(status=204)

    async def bid(self, call: Call) -> BidView:
        new: BidNew = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            row = await receive_bid(session, need, NewBid(**new.model_dump()), hand)
            news = await news_of_bid(session, need)
            await self._news.tell(session, need, news)
        await self._news.ring(need, news)
        return view_bid(row, need, None, hand)

    async def review(self, call: Call) -> BidView:
        review: BidReview = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            bid, need = await _held_bid(session, call.path["id"])
            await review_bid(session, bid, review.score, review.comment, hand)
            awarded = await awarded_bid(session, need.id)
        await self._news.ring(need, None)
        return view_bid(bid, need, awarded, hand)

    async def move(self, call: Call) -> BidView:
        wish: MoveWish = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            bid, need = await _held_bid(session, call.path["id"])
            check_version(bid.updated_at, wish.updated_at)
            await carry_bid(session, need, bid, Wish(wish.move, wish.reason), hand)
            awarded = await awarded_bid(session, need.id)
        await self._news.ring(need, None)
        return view_bid(bid, need, awarded, hand)


async def _held_bid(session: AsyncSession, bid_id: str) -> tuple[Bid, Need]:
    """Under the lock of its need: bids of one challenge change one after the other."""
    bid = await session.get(Bid, bid_id)
    if bid is None:
        raise NotFound("没有这家揭榜")
    need = await held_need(session, bid.need_id)
    await session.refresh(bid)
    return bid, need
