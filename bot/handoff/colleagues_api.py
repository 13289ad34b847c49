"""Endpoints: who is there, how the queue stands, and accounts that are changed or disabled."""

from __future__ import annotations

from bot.clock import Clock
from bot.errors import BadRequest, NotFound
from bot.handoff.attendance import Attendance
from bot.handoff.desk_schema import Colleagues, ColleagueView, QueueView, StaffEdit
from bot.handoff.endpoint import ADMIN, Call, Endpoint
from bot.handoff.rules import RuleBook
from bot.handoff.session_schema import StaffView
from bot.programme.carrying import Hand
from bot.programme.handling import give_up_all_of
from bot.store.audit import record_audit
from bot.store.database import Database
from bot.store.desk import queue_figures
from bot.store.entrances import SINGLE_SIGN_ON, WECHAT, staff_bound
from bot.store.models import Staff
from bot.store.staff import end_sessions_of


class ColleaguesApi:
    def __init__(
        self, database: Database, attendance: Attendance, rules: RuleBook, clock: Clock
    ) -> None:
        self._database = database
        self._attendance = attendance
        self._rules = rules
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("GET", f"{root}/staff", self.colleagues, "同事与在线情况", Colleagues),
            Endpoint("PATCH", f"{root}/staff/{{id}}", self.change, "修改或停用账号", StaffView,
                     body=StaffEdit, roles=ADMIN),
            Endpoint("GET", f"{root}/queue", self.queue, "排队情况", QueueView),
        ]  # fmt: skip

    async def colleagues(self, _call: Call) -> Colleagues:
        rows = await self._attendance.colleagues()
        async with self._database.read() as session:
            bound = await staff_bound(session, WECHAT)
            known = await staff_bound(session, SINGLE_SIGN_ON)
        return Colleagues(
            items=[
                ColleagueView(
                    id=row.staff.id, username=row.staff.username,
                    display_name=row.staff.display_name, role=row.staff.role,
                    active=row.staff.active,
                    accepting=row.staff.accepting, present=here and row.staff.active,
                    seen_at=row.seen_at, attending=row.attending,
                    invited=not row.staff.password_hash, totp=row.staff.totp_since is not None,
                    wechat=row.staff.id in bound, identity=row.staff.id in known,
                )
                for row, here in rows
            ]
        )  # fmt: skip

    async def queue(self, _call: Call) -> QueueView:
        now, hours = self._clock.now(), await self._rules.hours()
        async with self._database.read() as session:
            figures = await queue_figures(session)
        present = sum(
            here and row.staff.active for row, here in await self._attendance.colleagues()
        )
        waited = now - figures.oldest if figures.oldest is not None else None
        return QueueView(
            waiting=figures.waiting,
            urgent=figures.urgent,
            attended=figures.attended,
            longest_wait=max(0, int(waited.total_seconds())) if waited is not None else None,
            present=present,
            open=hours.is_open(now),
            hours=hours.text,
            opens_at=hours.next_opening(now),
        )

    async def change(self, call: Call) -> StaffView:
        edit: StaffEdit = call.body
        changes = {
            name: value
            for name in ("display_name", "role", "active")
            if (value := getattr(edit, name)) is not None
        }
        if call.path["id"] == call.caller.id and changes.keys() & {"role", "active"}:
            raise BadRequest("不能停用自己，也不能改自己的角色")
        async with self._database.write() as session:
            staff = await session.get(Staff, call.path["id"])
            if staff is None:
                raise NotFound("没有这位同事")
            for name, value in changes.items():
                setattr(staff, name, value)
            if not staff.active:
                await end_sessions_of(session, staff.id, self._clock.now())
                hand = Hand(call.caller, self._clock.now(), self._clock.today())
                await give_up_all_of(session, staff, hand)
            await record_audit(
                session, at=self._clock.now(), actor=("staff", call.caller.id),
                action="staff_changed", subject=("staff", staff.id), fields=sorted(changes),
            )  # fmt: skip
            view = StaffView.model_validate(staff)
        await self._attendance.session_ended()
        return view
