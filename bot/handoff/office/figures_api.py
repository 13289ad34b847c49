"""Endpoints: the figures of the dashboards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from bot.clock import Clock
from bot.errors import BadRequest
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.shapes import Shape
from bot.programme.life import NEED_STATES
from bot.reading.gazetteer import gazetteer
from bot.reading.industry import divisions
from bot.store.database import Database
from bot.store.figures import progress, traffic
from bot.store.figures.grouping import Period
from bot.store.figures.progress import Count
from bot.store.figures.traffic import Begun

USUAL_DAYS, MOST_DAYS = 30, 400
# 教科信厅函〔2022〕26号, 二: in five years.
UNIVERSITIES, ENTERPRISES = 1_000, 10_000


class FiguresQuery(Shape):
    """Days in China, both included; without them, the last thirty."""

    since: date | None = None
    until: date | None = None


class CountView(Shape):
    """``key`` is null for all of which it is not known; ``name`` is how people call it."""

    key: str | None
    name: str | None
    count: int


class BegunView(Shape):
    key: str | None
    name: str | None
    begun: int
    to_person: int


class ConversationFigures(Shape):
    """``to_person``: conversations in which the owner waited for a person."""

    since: date
    until: date
    begun: int
    to_person: int
    failed_turns: int
    by_day: list[BegunView]
    by_channel: list[BegunView]
    by_province: list[BegunView]
    by_industry: list[BegunView]


class NeedFigures(Shape):
    """``by_stage``: all needs as they stand now, in the order of their course. The others: those
    that were recorded in the period."""

    since: date
    until: date
    recorded: int
    by_stage: list[CountView]
    by_day: list[CountView]
    by_channel: list[CountView]
    by_province: list[CountView]
    by_industry: list[CountView]
    by_mode: list[CountView]


class AnswerDay(Shape):
    """First waits that began on this day; ``median`` and ``slow`` (nine of ten were quicker) in
    seconds, null where none was answered."""

    key: str
    waits: int
    answered: int
    median: float | None
    slow: float | None


class AnswerFigures(Shape):
    since: date
    until: date
    waits: int
    answered: int
    by_day: list[AnswerDay]


class Target(Shape):
    name: Literal["universities", "enterprises"]
    reached: int
    target: int


class ProgrammeFigures(Shape):
    """Since the beginning. Served = a signed contract, an introduction that was answered, or a
    licence in force; each university and each firm (by its credit code) is counted once."""

    targets: list[Target]
    needs: int
    on_the_list: int
    introductions: int
    contracts: int
    contract_yuan: int = Field(description="合同额")
    technology_yuan: int = Field(description="技术交易额")
    registered: int
    accepted: int
    licences: int


class FiguresApi:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root, query = "/api/v1/figures", FiguresQuery
        return [
            Endpoint("GET", f"{root}/conversations", self.conversations, "会话的数字",
                     ConversationFigures, query=query),
            Endpoint("GET", f"{root}/needs", self.needs, "需求的数字", NeedFigures, query=query),
            Endpoint("GET", f"{root}/answers", self.answers, "多久有人回复", AnswerFigures,
                     query=query),
            Endpoint("GET", f"{root}/programme", self.programme, "千校万企的进度",
                     ProgrammeFigures),
        ]  # fmt: skip

    async def conversations(self, call: Call) -> ConversationFigures:
        period = self._period(call.query)
        async with self._database.read() as session:
            days = await traffic.by_day(session, period)
            return ConversationFigures(
                since=period.first,
                until=period.last,
                begun=sum(each.begun for each in days),
                to_person=sum(each.to_person for each in days),
                failed_turns=await traffic.failed_turns(session, period),
                by_day=_begun(_every_day(days, period)),
                by_channel=_begun(await traffic.by_channel(session, period)),
                by_province=_begun(await traffic.by_province(session, period), _provinces()),
                by_industry=_begun(await traffic.by_industry(session, period), divisions()),
            )

    async def needs(self, call: Call) -> NeedFigures:
        period = self._period(call.query)
        async with self._database.read() as session:
            found = await progress.by_day(session, period)
            stages = {each.key: each.count for each in await progress.by_stage(session)}
            counts = {each.key: each.count for each in found}
            return NeedFigures(
                since=period.first,
                until=period.last,
                recorded=sum(counts.values()),
                by_stage=[
                    CountView(key=state, name=name, count=stages.get(state, 0))
                    for state, name in NEED_STATES.items()
                ],
                by_day=_counted(Count(day, counts.get(day, 0)) for day in _days(period)),
                by_channel=_counted(await progress.by_channel(session, period)),
                by_province=_counted(await progress.by_province(session, period), _provinces()),
                by_industry=_counted(await progress.by_industry(session, period), divisions()),
                by_mode=_counted(await progress.by_mode(session, period)),
            )

    async def answers(self, call: Call) -> AnswerFigures:
        period = self._period(call.query)
        async with self._database.read() as session:
            days = await traffic.first_answers(session, period)
        return AnswerFigures(
            since=period.first,
            until=period.last,
            waits=sum(each.waits for each in days),
            answered=sum(each.answered for each in days),
            by_day=[AnswerDay.model_validate(each) for each in days],
        )

    async def programme(self, _call: Call) -> ProgrammeFigures:
        async with self._database.read() as session:
            reached = await progress.reached(session)
        return ProgrammeFigures(
            targets=[
                Target(name="universities", reached=reached.universities, target=UNIVERSITIES),
                Target(name="enterprises", reached=reached.enterprises, target=ENTERPRISES),
            ],
            needs=reached.needs,
            on_the_list=reached.published,
            introductions=reached.introductions,
            contracts=reached.contracts,
            contract_yuan=reached.contract_yuan,
            technology_yuan=reached.technology_yuan,
            registered=reached.registered,
            accepted=reached.accepted,
            licences=reached.licences,
        )

    def _period(self, query: FiguresQuery) -> Period:
        last = query.until or self._clock.today()
        first = query.since or last - timedelta(days=USUAL_DAYS - 1)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise BadRequest(f"起止日期颠倒，或超过 {MOST_DAYS} 天")
        return Period(first, last)


def _days(period: Period) -> list[str]:
    length = (period.last - period.first).days + 1
    return [f"{period.first + timedelta(days=at)}" for at in range(length)]


def _every_day(found: Iterable[Begun], period: Period) -> list[Begun]:
    """With the days on which nothing happened, so that a chart has no gaps."""
    by_day = {each.key: each for each in found}
    return [by_day.get(day, Begun(day, 0, 0)) for day in _days(period)]


def _begun(found: Iterable[Begun], names: dict[str, str] | None = None) -> list[BegunView]:
    return [
        BegunView(
            key=each.key, name=(names or {}).get(each.key or ""), begun=each.begun,
            to_person=each.to_person,
        )
        for each in found
    ]  # fmt: skip


def _counted(found: Iterable[Count], names: dict[str, str] | None = None) -> list[CountView]:
    return [
        CountView(key=each.key, name=(names or {}).get(each.key or ""), count=each.count)
        for each in found
    ]


def _provinces() -> dict[str, str]:
    return {code[:2]: each.name for code, each in gazetteer().by_code.items() if each.level == 1}
