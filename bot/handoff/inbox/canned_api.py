"""Endpoints: canned replies, everybody's and one's own, and one of them filled in for a
conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import CHINA, Clock
from bot.errors import Conflict, Forbidden, NotFound
from bot.handoff.endpoint import IN_CHARGE, Call, Endpoint
from bot.handoff.inbox.canned import VARIABLES, check_blanks, fill
from bot.handoff.rules import RuleBook
from bot.handoff.shapes import Shape, shaped
from bot.programme.contacts import known_contact
from bot.programme.faults import faults_at
from bot.programme.life import NEED_STATES
from bot.programme.needs import title_of
from bot.store.audit import record_audit
from bot.store.canned import count_use, drop_canned, find_usable, is_shortcut_taken, list_canned
from bot.store.casebook import needs_of
from bot.store.database import Database
from bot.store.models import CannedReply, Conversation, Staff, new_id


def _stated(text: str) -> str:
    if not text.strip():
        raise ValueError("不能为空")
    return text.strip()


type Shortcut = Annotated[
    str,
    Field(max_length=32),
    shaped(r"[^\s/{}]+", "快捷词写成一个词，如“报价”：没有空格，也没有 / { }"),
]
type Title = Annotated[str, Field(max_length=60), AfterValidator(_stated)]
type Text = Annotated[str, Field(max_length=2000), AfterValidator(_stated)]


class NewCanned(Shape):
    """``shared``: for everybody, which only managers may write. ``shortcut``: typed after "/"."""

    shared: bool = False
    shortcut: Shortcut
    title: Title
    text: Text


class CannedEdit(Shape):
    shortcut: Shortcut | None = None
    title: Title | None = None
    text: Text | None = None


class CannedView(Shape):
    id: str
    shared: bool
    shortcut: str
    title: str
    text: str
    used: int
    updated_at: datetime


class Variable(Shape):
    name: str
    label: str


class CannedReplies(Shape):
    items: list[CannedView]
    variables: list[Variable]


class FillFor(Shape):
    conversation_id: str = Field(min_length=1, max_length=64)


class FilledView(Shape):
    """``missing``: variables that nothing is known for; they still stand in the text as blanks."""

    text: str
    missing: list[str]


class CannedApi:
    def __init__(self, database: Database, rules: RuleBook, clock: Clock) -> None:
        self._database = database
        self._rules = rules
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1/canned"
        return [
            Endpoint("GET", root, self.list, "快捷回复", CannedReplies),
            Endpoint("POST", root, self.add, "新增快捷回复", CannedView, body=NewCanned,
                     status=201),
            Endpoint("PATCH", f"{root}/{{id}}", self.change, "修改快捷回复", CannedView,
                     body=CannedEdit),
            Endpoint("DELETE", f"{root}/{{id}}", self.drop, "删除快捷回复", None, status=204),
            Endpoint("POST", f"{root}/{{id}}/fill", self.fill, "按会话填好一条快捷回复",
                     FilledView, body=FillFor),
        ]  # fmt: skip

    async def list(self, call: Call) -> CannedReplies:
        async with self._database.read() as session:
            rows = await list_canned(session, call.caller.id)
        variables = [Variable(name=name, label=label) for name, label in VARIABLES.items()]
        return CannedReplies(items=[_view(row) for row in rows], variables=variables)

    async def add(self, call: Call) -> CannedView:
        new: NewCanned = call.body
        owner_id = None if new.shared else call.caller.id
        _check_right(owner_id, call.caller)
        check_blanks(new.text)
        async with self._database.write() as session:
            await self._check_shortcut(session, new.shortcut, owner_id)
            row = CannedReply(
                id=new_id(), staff_id=owner_id, shortcut=new.shortcut, title=new.title,
                text=new.text, used=0, updated_at=self._clock.now(),
            )  # fmt: skip
            session.add(row)
        return _view(row)

    async def change(self, call: Call) -> CannedView:
        edit: CannedEdit = call.body
        check_blanks(edit.text or "")
        async with self._database.write() as session:
            row = await self._held(session, call)
            if edit.shortcut is not None:
                await self._check_shortcut(session, edit.shortcut, row.staff_id, row.id)
            for name, value in edit.model_dump(exclude_none=True).items():
                setattr(row, name, value)
            row.updated_at = self._clock.now()
        return _view(row)

    async def drop(self, call: Call) -> web.Response:
        async with self._database.write() as session:
            row = await self._held(session, call)
            await drop_canned(session, row.id)
        return web.Response(status=204)

    async def fill(self, call: Call) -> FilledView:
        wanted: FillFor = call.body
        hours = await self._rules.hours()
        async with self._database.write() as session:
            row = await find_usable(session, call.path["id"], call.caller.id)
            conversation = await session.get(Conversation, wanted.conversation_id)
            if row is None or conversation is None:
                raise NotFound
            values = await self._values(session, conversation, call.caller, row.text)
            await count_use(session, row.id)
        filled = fill(row.text, {**values, "hours": hours.text})
        return FilledView(text=filled.text, missing=list(filled.missing))

    async def _values(
        self, session: AsyncSession, conversation: Conversation, staff: Staff, text: str
    ) -> dict[str, str | None]:
        needs = await needs_of(session, conversation.id)
        need = needs[0] if needs else None
        now = self._clock.now()
        values: dict[str, str | None] = {
            "staff_name": staff.display_name,
            "today": f"{now.astimezone(CHINA):%Y-%m-%d}",
        }
        if need is not None:
            values |= {
                "company": need.company, "need_number": need.number, "need_title": title_of(need),
                "need_state": NEED_STATES.get(need.state), "region": need.region_name,
                "industry": need.industry_name,
            }  # fmt: skip
        contact = await known_contact(session, conversation.id) if "owner_name" in text else None
        if contact is not None:
            values["owner_name"] = contact.name
            await record_audit(
                session, at=now, actor=("staff", staff.id), action="read_contact",
                subject=("conversation", conversation.id),
            )  # fmt: skip
        return values

    async def _held(self, session: AsyncSession, call: Call) -> CannedReply:
        row = await find_usable(session, call.path["id"], call.caller.id)
        if row is None:
            raise NotFound
        _check_right(row.staff_id, call.caller)
        return row

    async def _check_shortcut(
        self, session: AsyncSession, shortcut: str, owner_id: str | None, but: str | None = None
    ) -> None:
        if await is_shortcut_taken(session, shortcut, owner_id, but):
            text = f"快捷词 {shortcut} 已经有了"
            raise Conflict(text, errors=faults_at(text, "shortcut"))


def _check_right(owner_id: str | None, staff: Staff) -> None:
    if owner_id is None and staff.role not in IN_CHARGE:
        raise Forbidden("公用的快捷回复由主管维护，您可以建自己的")


def _view(row: CannedReply) -> CannedView:
    return CannedView(
        id=row.id, shared=row.staff_id is None, shortcut=row.shortcut, title=row.title,
        text=row.text, used=row.used, updated_at=row.updated_at,
    )  # fmt: skip
