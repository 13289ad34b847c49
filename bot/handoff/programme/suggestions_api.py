"""Endpoints: staff accept or reject what was suggested, and add to it."""

from __future__ import annotations

from bot.clock import Clock
from bot.coordination.topics import DESK, NEED, desk_payload
from bot.errors import NotFound
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.ink import Bus
from bot.handoff.need_schema import SuggestionView
from bot.handoff.programme.needs_api import hand_of, held_need
from bot.handoff.programme.schema import SuggestionNew, VerdictEdit
from bot.programme.judging import judge, suggest
from bot.store.database import Database
from bot.store.models import Need, Suggestion


class SuggestionsApi:
    def __init__(self, database: Database, bus: Bus, clock: Clock) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        root = "/api/v1"
        return [
            Endpoint("POST", f"{root}/needs/{{id}}/suggestions", self.add, "补充一条推荐",
                     SuggestionView, body=SuggestionNew, status=201),
            Endpoint("PUT", f"{root}/suggestions/{{id}}/verdict", self.judge, "推荐合适或不合适",
                     SuggestionView, body=VerdictEdit),
        ]  # fmt: skip

    async def add(self, call: Call) -> SuggestionView:
        new: SuggestionNew = call.body
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            hand = hand_of(call, self._clock)
            row = await suggest(session, need, new.kind, new.item_id, new.reasons, hand)
        await self._announce(need)
        return SuggestionView.model_validate(row)

    async def judge(self, call: Call) -> SuggestionView:
        edit: VerdictEdit = call.body
        async with self._database.write() as session:
            row = await session.get(Suggestion, call.path["id"])
            if row is None:
                raise NotFound("没有这条推荐")
            need = await session.get_one(Need, row.need_id)
            hand = hand_of(call, self._clock)
            await judge(session, row, need, edit.verdict, edit.objection, edit.note, hand)
        await self._announce(need)
        return SuggestionView.model_validate(row)

    async def _announce(self, need: Need) -> None:
        await self._bus.publish(DESK, desk_payload(NEED, need.conversation_id))
