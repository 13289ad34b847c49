"""Endpoint: staff correct the need that a conversation is about."""

from __future__ import annotations

from bot.coordination.topics import DESK, NEED, desk_payload
from bot.handoff.endpoint import IN_CHARGE, Call, Endpoint
from bot.handoff.ink import Bus
from bot.handoff.moving import hold, refuse
from bot.handoff.need_edits import NeedEdits
from bot.handoff.need_schema import NeedView
from bot.handoff.need_shapes import NeedEdit
from bot.handoff.views import view_need
from bot.messages import Owner
from bot.store.database import Database


class NeedApi:
    def __init__(self, database: Database, edits: NeedEdits, bus: Bus) -> None:
        self._database = database
        self._edits = edits
        self._bus = bus

    def endpoints(self) -> list[Endpoint]:
        path = "/api/v1/conversations/{id}/need"
        return [Endpoint("PATCH", path, self.edit, "修改需求", NeedView, body=NeedEdit)]

    async def edit(self, call: Call) -> NeedView:
        """Not while a colleague has the conversation in hand: two would correct each other.
        Answers without the contact, so that an edit is no read of personal data."""
        staff, conversation_id = call.caller, call.path["id"]
        async with self._database.write() as session:
            conversation = await hold(session, conversation_id)
            held = conversation.owner == Owner.STAFF and conversation.staff_id != staff.id
            if held and staff.role not in IN_CHARGE:
                await refuse(session, conversation_id)
            need = await self._edits.apply(session, conversation_id, call.body, staff)
        await self._bus.publish(DESK, desk_payload(NEED, conversation_id))
        return view_need(need, None)
