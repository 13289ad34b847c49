"""Endpoints: one need with all that came of it, and the moves that carry it on."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.need_schema import NeedEventView
from bot.handoff.programme.owner_news import OwnerNews, held_need
from bot.handoff.programme.schema import (
    ChallengeView,
    ContractEdit,
    ContractView,
    ListDraft,
    MoveWish,
    NeedDetail,
)
from bot.handoff.programme.views import (
    view_agreement,
    view_bid,
    view_contract,
    view_licence,
    view_open,
    view_question,
)
from bot.handoff.reads import note_read
from bot.handoff.views import view_introductions, view_need, view_suggestions
from bot.programme.carrying import Hand, Wish, staff_behind
from bot.programme.contracts import write_contract
from bot.programme.course import carry_need, open_moves
from bot.programme.list_draft import draft_list
from bot.programme.news import news_of_need
from bot.programme.publishing import standing_of
from bot.store.casebook import need_history, suggestions_and_introductions
from bot.store.challenges import bids_of, find_challenge
from bot.store.contracts import find_contract
from bot.store.database import Database
from bot.store.item_names import patents_named, whose_are
from bot.store.licences import licences_of
from bot.store.models import Contact, Need
from bot.store.staff import names_of


class NeedsApi:
    def __init__(self, database: Database, news: OwnerNews, clock: Clock) -> None:
        self._database = database
        self._news = news
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        path = "/api/v1/needs/{id}"
        return [
            Endpoint("GET", path, self.show, "一个需求", NeedDetail),
            Endpoint("POST", f"{path}/moves", self.move, "推进一个需求", NeedDetail, body=MoveWish),
            Endpoint("PUT", f"{path}/contract", self.contract, "登记技术合同", ContractView,
                     body=ContractEdit),
        ]  # fmt: skip

    async def show(self, call: Call) -> NeedDetail:
        async with self._database.read() as session:
            need = await session.get(Need, call.path["id"])
            if need is None:
                raise NotFound("没有这个需求")
            contact = await session.get(Contact, need.contact_id) if need.contact_id else None
            detail = await self._detail(session, need, contact, hand_of(call, self._clock))
        if contact is not None:
            await note_read(self._database, call, ("need", need.id), self._clock.now())
        return detail

    async def move(self, call: Call) -> NeedDetail:
        """Answers without the contact, so that a move is no read of personal data."""
        wish: MoveWish = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            asked = Wish(wish.move, wish.reason)
            move = await carry_need(session, need, asked, wish.updated_at, hand)
            news = await news_of_need(session, need, move, wish.reason)
            await self._news.tell(session, need, news)
            detail = await self._detail(session, need, None, hand)
        await self._news.ring(need, news)
        return detail

    async def contract(self, call: Call) -> ContractView:
        edit: ContractEdit = call.body
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            terms = edit.model_dump(mode="python", exclude_unset=True, exclude={"updated_at"})
            if edit.milestones:
                terms["milestones"] = [each.model_dump(mode="json") for each in edit.milestones]
            hand = hand_of(call, self._clock)
            row = await write_contract(session, need, terms, edit.updated_at, hand)
        await self._news.ring(need, None)
        return view_contract(row, need)

    async def _detail(
        self, session: AsyncSession, need: Need, contact: Contact | None, hand: Hand
    ) -> NeedDetail:
        suggestions, introductions = await suggestions_and_introductions(session, [need.id])
        challenge = await find_challenge(session, need.id)
        contract = await find_contract(session, need.id)
        bids = await bids_of(session, need.id)
        awarded = next((bid for bid in bids if bid.state == "awarded"), None)
        history = await _history(session, need.id)
        standing = await standing_of(session, need, challenge)
        return NeedDetail(
            **view_need(need, contact).model_dump(by_alias=True),
            history=history,
            suggestions=view_suggestions(
                suggestions,
                await whose_are(session, [(each.kind, each.item_id) for each in suggestions]),
            ),
            introductions=view_introductions(
                introductions,
                await patents_named(session, [each.item_id for each in introductions]),
            ),
            challenge=ChallengeView.model_validate(challenge) if challenge is not None else None,
            draft=ListDraft.model_validate(draft_list(need)) if challenge is None else None,
            bids=[view_bid(bid, need, awarded, hand) for bid in bids],
            contract=view_contract(contract, need) if contract is not None else None,
            licences=[
                view_licence(licence, need, hand) for licence in await licences_of(session, need.id)
            ],
            agreement=view_agreement(history, standing),
            question=view_question(standing, hand.now),
            moves=view_open(await open_moves(session, need, hand)),
        )


async def _history(session: AsyncSession, need_id: str) -> list[NeedEventView]:
    events = await need_history(session, need_id)
    by = {each.id: staff_behind(each.actor) for each in events}
    names = await names_of(session, {staff_id for staff_id in by.values() if staff_id})
    return [
        NeedEventView(
            event=each.event, actor=each.actor, actor_name=names.get(by[each.id] or ""),
            data=each.data, at=each.at,
        )
        for each in events
    ]  # fmt: skip


def hand_of(call: Call, clock: Clock) -> Hand:
    return Hand(call.caller, clock.now(), clock.today())
