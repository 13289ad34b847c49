"""Endpoints: messages that were misunderstood, and what they were meant as."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.message_schema import PurposeView
from bot.handoff.programme.needs_api import hand_of
from bot.handoff.shapes import Shape, TrailQuery
from bot.programme.lessons import ENTITIES, PURPOSES, dismiss, label
from bot.store.conversations import find_by_seq
from bot.store.database import Database
from bot.store.lessons import Told, add_lesson, count_lessons, list_lessons
from bot.store.models import Lesson
from bot.store.staff import names_of

type LessonState = Literal["open", "labelled", "dismissed"]
MAX_DIGITS = 18


class LessonQuery(TrailQuery):
    state: LessonState = "open"


class LessonRow(Shape):
    """``text``: the owner's words; ``asked``: what the desk had said just before; ``readings``:
    what it was taken for, best first. ``taught``: it is in the training sources."""

    id: str
    conversation_id: str
    seq: int
    text: str
    asked: str | None
    readings: list[PurposeView]
    state: LessonState
    purpose: str | None
    entities: dict[str, str]
    staff_name: str | None
    taught: bool
    said_at: datetime


class PurposeName(Shape):
    name: str
    title: str


class LessonTrail(Shape):
    """``purposes``: what a message may be labelled with; ``kinds``: what may be marked in it."""

    items: list[LessonRow]
    next_cursor: str | None
    open: int
    labelled: int
    dismissed: int
    purposes: list[PurposeName]
    kinds: list[PurposeName]


class LessonNew(Shape):
    seq: int = Field(ge=1, le=2**31 - 1)


class LessonLabel(Shape):
    """``entities``: the words that should have been read beside it, by kind, as they stand in the
    message: {"region": "宁波"}."""

    purpose: str = Field(max_length=40)
    entities: dict[str, str] = Field(default_factory=dict, max_length=20)


class LessonsApi:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        path = "/api/v1/lessons"
        return [
            Endpoint("GET", path, self.listed, "没读懂的消息", LessonTrail, query=LessonQuery),
            Endpoint("POST", "/api/v1/conversations/{id}/lessons", self.add,
                     "把一条消息标为没读懂", None, body=LessonNew, status=204),
            Endpoint("PUT", f"{path}/{{id}}", self.label, "这条消息其实是什么意思", None,
                     body=LessonLabel, status=204),
            Endpoint("DELETE", f"{path}/{{id}}", self.dismiss, "这条消息不用学", None, status=204),
        ]  # fmt: skip

    async def listed(self, call: Call) -> LessonTrail:
        query: LessonQuery = call.query
        async with self._database.read() as session:
            rows, more = await list_lessons(session, query.state, query.cursor, query.limit)
            counts = await count_lessons(session)
            judges = {row.lesson.staff_id for row in rows if row.lesson.staff_id}
            names = await names_of(session, judges)
        return LessonTrail(
            items=[_view(row, names) for row in rows],
            next_cursor=more,
            open=counts.get("open", 0),
            labelled=counts.get("labelled", 0),
            dismissed=counts.get("dismissed", 0),
            purposes=[PurposeName(name=name, title=title) for name, title in PURPOSES.items()],
            kinds=[PurposeName(name=name, title=title) for name, title in ENTITIES.items()],
        )

    async def add(self, call: Call) -> web.Response:
        new: LessonNew = call.body
        async with self._database.write() as session:
            message = await find_by_seq(session, call.path["id"], new.seq)
            if message is None or message.author != "user":
                raise NotFound("没有企业的这条消息")
            await add_lesson(session, message, self._clock.now())
        return web.Response(status=204)

    async def label(self, call: Call) -> web.Response:
        edit: LessonLabel = call.body
        async with self._database.write() as session:
            row = await _held(session, call.path["id"])
            hand = hand_of(call, self._clock)
            await label(session, row, edit.purpose, edit.entities, hand)
        return web.Response(status=204)

    async def dismiss(self, call: Call) -> web.Response:
        async with self._database.write() as session:
            row = await _held(session, call.path["id"])
            await dismiss(session, row, hand_of(call, self._clock))
        return web.Response(status=204)


async def _held(session: AsyncSession, given: str) -> Lesson:
    row = None
    if given.isascii() and given.isdigit() and len(given) <= MAX_DIGITS:
        row = await session.get(Lesson, int(given), with_for_update=True)
    if row is None:
        raise NotFound("没有这条消息")
    return row


def _view(row: Told, names: dict[str, str]) -> LessonRow:
    lesson, message = row.lesson, row.message
    readings = (message.understanding or {}).get("purposes", ())
    return LessonRow(
        id=str(lesson.message_id),
        conversation_id=message.conversation_id,
        seq=message.seq,
        text=message.text,
        asked=row.asked,
        readings=[PurposeView.model_validate(each) for each in readings],
        state=cast(LessonState, lesson.state),
        purpose=lesson.purpose,
        entities={kind: str(value) for kind, value in lesson.entities.items()},
        staff_name=names.get(lesson.staff_id or ""),
        taught=lesson.taught_at is not None,
        said_at=message.created_at,
    )
