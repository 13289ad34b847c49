"""Endpoints: open licences of patents that firms take."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.programme.needs_api import hand_of
from bot.handoff.programme.owner_news import OwnerNews, held_need
from bot.handoff.programme.schema import (
    LicenceDays,
    LicenceMove,
    LicenceNew,
    LicenceQuery,
    TakenLicence,
)
from bot.handoff.programme.views import view_licence
from bot.handoff.shapes import Listing
from bot.programme.carrying import Wish, check_version
from bot.programme.licences import ask_licence, carry_licence, correct_days, standing_on
from bot.programme.news import news_of_licence
from bot.store.database import Database
from bot.store.licences import list_licences
from bot.store.models import Licence, Need


class LicencesApi:
    def __init__(self, database: Database, news: OwnerNews, clock: Clock) -> None:
        self._database = database
        self._news = news
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/licences", self.listed, "专利许可", Listing[TakenLicence],
                     query=LicenceQuery),
            Endpoint("GET", f"{root}/licences/{{id}}", self.show, "一件专利许可", TakenLicence),
            Endpoint("POST", f"{root}/needs/{{id}}/licences", self.ask, "为企业办理专利开放许可",
                     TakenLicence, body=LicenceNew, status=201),
            Endpoint("POST", f"{root}/licences/{{id}}/moves", self.move, "推进一件专利许可",
                     TakenLicence, body=LicenceMove),
            Endpoint("PATCH", f"{root}/licences/{{id}}", self.correct, "更正办理许可的日期",
                     TakenLicence, body=LicenceDays),
        ]  # fmt: skip

    async def listed(self, call: Call) -> Listing[TakenLicence]:
        query: LicenceQuery = call.query
        hand = hand_of(call, self._clock)
        async with self._database.read() as session:
            rows, total = await list_licences(
                session, standing_on(query.turn, query.state), query.q,
                sort=query.sort, limit=query.page_size, offset=query.offset,
            )  # fmt: skip
        items = [view_licence(licence, need, hand) for licence, need in rows]
        return Listing[TakenLicence](
            items=items, total=total, page=query.page, page_size=query.page_size
        )

    async def show(self, call: Call) -> TakenLicence:
        async with self._database.read() as session:
            licence = await session.get(Licence, call.path["id"])
            if licence is None:
                raise NotFound("没有这件许可")
            need = await session.get_one(Need, licence.need_id)
        return view_licence(licence, need, hand_of(call, self._clock))

    async def ask(self, call: Call) -> TakenLicence:
        new: LicenceNew = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            begun = await ask_licence(session, need, new.patent_id, hand)
            news = news_of_licence(begun.licence, "ask", None) if begun.new else None
            await self._news.tell(session, need, news)
        await self._news.ring(need, news)
        return view_licence(begun.licence, need, hand)

    async def correct(self, call: Call) -> TakenLicence:
        edit: LicenceDays = call.body
        days = edit.model_dump(exclude_none=True, exclude={"updated_at"})
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            licence, need = await _held_licence(session, call.path["id"])
            changed = await correct_days(session, licence, days, edit.updated_at, hand)
            # The only day that the owner was told.
            heard = "effective_on" in changed
            news = news_of_licence(licence, "corrected", None) if heard else None
            await self._news.tell(session, need, news)
        await self._news.ring(need, news)
        return view_licence(licence, need, hand)

    async def move(self, call: Call) -> TakenLicence:
        wish: LicenceMove = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            licence, need = await _held_licence(session, call.path["id"])
            check_version(licence.updated_at, wish.updated_at)
            asked = Wish(wish.move, wish.reason)
            move = await carry_licence(session, licence, asked, wish.on, hand)
            news = news_of_licence(licence, move.name, wish.reason)
            await self._news.tell(session, need, news)
        await self._news.ring(need, news)
        return view_licence(licence, need, hand)


async def _held_licence(session: AsyncSession, licence_id: str) -> tuple[Licence, Need]:
    """Under the lock of its need: whatever comes of one need comes one after the other."""
    licence = await session.get(Licence, licence_id)
    if licence is None:
        raise NotFound("没有这件许可")
    need = await held_need(session, licence.need_id)
    await session.refresh(licence)
    return licence, need
