"""Endpoint: who of the staff answers for a need (经办人)."""

from __future__ import annotations

from bot.clock import Clock
from bot.coordination.topics import DESK, MENTION, NEED, NOTES, desk_payload
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.ink import Bus
from bot.handoff.need_schema import NeedView
from bot.handoff.programme.needs_api import hand_of
from bot.handoff.programme.owner_news import held_need
from bot.handoff.programme.schema import HandlerWish
from bot.handoff.views import view_need
from bot.programme.handling import set_handler
from bot.store.database import Database


class HandlersApi:
    def __init__(self, database: Database, bus: Bus, clock: Clock) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("PUT", "/api/v1/needs/{id}/handler", self.set, "定一个需求的经办人", NeedView,
                     body=HandlerWish),
        ]  # fmt: skip

    async def set(self, call: Call) -> NeedView:
        """Answers without the contact, so that it is no read of personal data."""
        wish: HandlerWish = call.body
        hand = hand_of(call, self._clock)
        async with self._database.write() as session:
            need = await held_need(session, call.path["id"])
            changed = await set_handler(session, need, wish.staff_id, wish.seen, hand)
            view = view_need(need, None)
        if changed:
            await self._ring(view, call.caller.id)
        return view

    async def _ring(self, need: NeedView, caller_id: str) -> None:
        await self._bus.publish(DESK, desk_payload(NEED, need.conversation_id))
        if need.handler_id is None or need.handler_id == caller_id:
            return
        await self._bus.publish(DESK, desk_payload(NOTES, need.conversation_id))
        named = f"{need.conversation_id}/{need.handler_id}"
        await self._bus.publish(DESK, desk_payload(MENTION, named))
