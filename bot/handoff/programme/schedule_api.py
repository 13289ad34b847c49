"""Endpoint: what is due across all needs, for staff who plan their week."""

from __future__ import annotations

from datetime import date

from bot.clock import Clock
from bot.handoff.choosing_needs import chosen
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.need_schema import NeedFilters
from bot.handoff.shapes import Items, NeedState, Shape
from bot.programme.needs import title_of
from bot.programme.schedule import Due, DueKind, what_is_due
from bot.store.database import Database


class ScheduleQuery(NeedFilters):
    """``kind``: without it, everything that has a day."""

    kind: DueKind | None = None


class DueView(Shape):
    """``title``: of the milestone, the contract, the list or the patent. ``due_on``: null for a
    milestone without a day. ``overdue``: that day is over, in China."""

    kind: DueKind
    title: str
    due_on: date | None
    overdue: bool
    need_id: str
    need_number: str | None
    need_title: str
    need_state: NeedState
    company: str | None
    handler_id: str | None


class ScheduleApi:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("GET", "/api/v1/schedule", self.due, "到期的节点、揭榜、备案", Items[DueView],
                     query=ScheduleQuery),
        ]  # fmt: skip

    async def due(self, call: Call) -> Items[DueView]:
        query: ScheduleQuery = call.query
        async with self._database.read() as session:
            found = await what_is_due(session, chosen(query, call))
        today = self._clock.today()
        return Items[DueView](
            items=[_view(due, today) for due in found if query.kind in (None, due.kind)]
        )


def _view(due: Due, today: date) -> DueView:
    need = due.need
    return DueView.model_validate(
        {
            "kind": due.kind, "title": due.title, "due_on": due.due_on,
            "overdue": due.due_on is not None and due.due_on < today,
            "need_id": need.id, "need_number": need.number, "need_title": title_of(need),
            "need_state": need.state, "company": need.company, "handler_id": need.handler_id,
        }
    )  # fmt: skip
