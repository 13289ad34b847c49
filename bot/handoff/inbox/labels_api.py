"""Endpoints: labels, and the labels of a conversation."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, Field

from bot.clock import Clock
from bot.coordination.topics import CHANGED, DESK, desk_payload
from bot.errors import BadRequest, Conflict, NotFound
from bot.handoff.conversation_schema import ConversationRow, LabelView
from bot.handoff.endpoint import IN_CHARGE, Call, Endpoint
from bot.handoff.ink import Bus
from bot.handoff.moving import hold
from bot.handoff.rows import RowViews
from bot.handoff.shapes import Colour, Items, Shape
from bot.programme.faults import faults_at
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.labels import add_label, drop_label, find_label, list_labels, set_labels
from bot.store.models import Label


def _stated(text: str) -> str:
    if not text.strip():
        raise ValueError("不能为空")
    return text.strip()


type LabelName = Annotated[str, Field(max_length=20), AfterValidator(_stated)]


class NewLabel(Shape):
    name: LabelName
    colour: Colour


class LabelEdit(Shape):
    name: LabelName | None = None
    colour: Colour | None = None


class LabelRow(LabelView):
    """``conversations``: how many bear it."""

    conversations: int


class LabelSet(Shape):
    """All the labels that the conversation is to bear."""

    label_ids: list[str] = Field(max_length=20)


class LabelsApi:
    def __init__(self, database: Database, rows: RowViews, bus: Bus, clock: Clock) -> None:
        self._database = database
        self._rows = rows
        self._bus = bus
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1/labels"
        return [
            Endpoint("GET", root, self.list, "标签", Items[LabelRow]),
            Endpoint("POST", root, self.add, "新增标签", LabelView, body=NewLabel, status=201,
                     roles=IN_CHARGE),
            Endpoint("PATCH", f"{root}/{{id}}", self.change, "修改标签", LabelView,
                     body=LabelEdit, roles=IN_CHARGE),
            Endpoint("DELETE", f"{root}/{{id}}", self.drop, "删除标签", None, status=204,
                     roles=IN_CHARGE),
            Endpoint("PUT", "/api/v1/conversations/{id}/labels", self.put, "给会话贴标签",
                     ConversationRow, body=LabelSet),
        ]  # fmt: skip

    async def list(self, _call: Call) -> Items[LabelRow]:
        async with self._database.read() as session:
            rows = await list_labels(session)
        return Items[LabelRow](
            items=[
                LabelRow(**LabelView.model_validate(label).model_dump(), conversations=count)
                for label, count in rows
            ]
        )

    async def add(self, call: Call) -> LabelView:
        new: NewLabel = call.body
        async with self._database.write() as session:
            if await find_label(session, new.name) is not None:
                raise _taken(new.name)
            label = await add_label(session, new.name, new.colour, self._clock.now())
        return LabelView.model_validate(label)

    async def change(self, call: Call) -> LabelView:
        edit: LabelEdit = call.body
        async with self._database.write() as session:
            label = await session.get(Label, call.path["id"])
            if label is None:
                raise NotFound("没有这个标签")
            taken = await find_label(session, edit.name) if edit.name else None
            if taken is not None and taken.id != label.id:
                raise _taken(edit.name or "")
            label.name, label.colour = edit.name or label.name, edit.colour or label.colour
        return LabelView.model_validate(label)

    async def drop(self, call: Call) -> web.Response:
        async with self._database.write() as session:
            label = await session.get(Label, call.path["id"])
            if label is None:
                raise NotFound("没有这个标签")
            await drop_label(session, label)
            await record_audit(
                session, at=self._clock.now(), actor=("staff", call.caller.id),
                action="label_dropped", subject=("label", label.id), name=label.name,
            )  # fmt: skip
        return web.Response(status=204)

    async def put(self, call: Call) -> ConversationRow:
        wanted: LabelSet = call.body
        async with self._database.write() as session:
            conversation = await hold(session, call.path["id"])
            if not await set_labels(session, conversation.id, wanted.label_ids):
                raise BadRequest("有的标签已经不在了，请刷新后再试")
            await session.refresh(conversation)
            (row,) = await self._rows.of(session, [conversation], call.caller.id)
        await self._bus.publish(DESK, desk_payload(CHANGED, conversation.id))
        return row


def _taken(name: str) -> Conflict:
    text = f"标签“{name}”已经有了"
    return Conflict(text, errors=faults_at(text, "name"))
