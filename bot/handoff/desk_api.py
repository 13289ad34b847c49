"""Endpoints: take over, reply, note, pass on, hand back, close; and who else is looking."""

from __future__ import annotations

from bot.handoff.attendance import Attendance
from bot.handoff.conversation_schema import ConversationRow
from bot.handoff.desk_schema import (
    CardReply,
    Claim,
    Close,
    HandBack,
    NewNote,
    Notes,
    NoteView,
    Presence,
    Reply,
    Step,
    Transfer,
    Viewers,
    ViewerView,
)
from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.message_schema import MessageView
from bot.handoff.ownership import Ownership
from bot.handoff.rows import RowViews, view_messages
from bot.handoff.writing import Writing
from bot.store.database import Database
from bot.store.models import Conversation, Message, Note, Staff

ONE = "/api/v1/conversations/{id}"


class DeskApi:
    def __init__(
        self,
        database: Database,
        ownership: Ownership,
        writing: Writing,
        attendance: Attendance,
        rows: RowViews,
    ) -> None:
        self._database = database
        self._rows = rows
        self._ownership = ownership
        self._writing = writing
        self._attendance = attendance

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint("POST", f"{ONE}/claim", self.claim, "接管会话", ConversationRow, body=Claim),
            Endpoint("POST", f"{ONE}/transfer", self.transfer, "转给同事", ConversationRow,
                     body=Transfer),
            Endpoint("POST", f"{ONE}/release", self.release, "放回队列", ConversationRow,
                     body=Step),
            Endpoint("POST", f"{ONE}/handback", self.hand_back, "交还机器人", ConversationRow,
                     body=HandBack),
            Endpoint("POST", f"{ONE}/close", self.close, "结束会话", ConversationRow, body=Close),
            Endpoint("POST", f"{ONE}/reply", self.reply, "以工作人员身份回复", MessageView,
                     body=Reply),
            Endpoint("POST", f"{ONE}/card", self.card, "把一条推荐作为卡片发给企业主", MessageView,
                     body=CardReply),
            Endpoint("GET", f"{ONE}/notes", self.notes, "内部备注", Notes),
            Endpoint("POST", f"{ONE}/notes", self.note, "写内部备注", NoteView, body=NewNote,
                     status=201),
            Endpoint("GET", f"{ONE}/presence", self.viewers, "谁在看", Viewers),
            Endpoint("POST", f"{ONE}/presence", self.see, "正在看、正在输入", Viewers,
                     body=Presence),
        ]  # fmt: skip

    async def claim(self, call: Call) -> ConversationRow:
        body: Claim = call.body
        staff = call.caller
        held = await self._ownership.claim(staff, call.path["id"], body.seen_epoch)
        return await self._row(held, staff)

    async def transfer(self, call: Call) -> ConversationRow:
        body: Transfer = call.body
        staff = call.caller
        moved = await self._ownership.transfer(
            staff, call.path["id"], body.staff_id, body.seen_epoch
        )
        if body.remark is not None:
            remark = NewNote(text=body.remark, mentions=[body.staff_id])
            await self._writing.note(staff, call.path["id"], remark)
        return await self._row(moved, staff)

    async def release(self, call: Call) -> ConversationRow:
        body: Step = call.body
        staff = call.caller
        released = await self._ownership.release(staff, call.path["id"], body.seen_epoch)
        return await self._row(released, staff)

    async def hand_back(self, call: Call) -> ConversationRow:
        body: HandBack = call.body
        staff = call.caller
        back = await self._ownership.hand_back(staff, call.path["id"], body)
        return await self._row(back, staff)

    async def close(self, call: Call) -> ConversationRow:
        body: Close = call.body
        staff = call.caller
        closed = await self._ownership.close(staff, call.path["id"], body)
        return await self._row(closed, staff)

    async def reply(self, call: Call) -> MessageView:
        body: Reply = call.body
        row = await self._writing.reply(call.caller, call.path["id"], body.client_msg_id, body.text)
        return await self._message(row)

    async def card(self, call: Call) -> MessageView:
        body: CardReply = call.body
        row = await self._writing.send_card(
            call.caller, call.path["id"], body.client_msg_id, body.suggestion_id
        )
        return await self._message(row)

    async def notes(self, call: Call) -> Notes:
        rows, beside = await self._writing.notes(call.path["id"])
        return Notes(
            items=[
                _view_note(row, beside.names.get(row.staff_id), beside.mentions.get(row.id, []))
                for row in rows
            ]
        )

    async def note(self, call: Call) -> NoteView:
        body: NewNote = call.body
        row = await self._writing.note(call.caller, call.path["id"], body)
        return _view_note(row, call.caller.display_name, sorted(set(body.mentions)))

    async def viewers(self, call: Call) -> Viewers:
        viewers = await self._attendance.viewers(call.path["id"])
        return Viewers(items=[ViewerView.model_validate(each) for each in viewers])

    async def see(self, call: Call) -> Viewers:
        body: Presence = call.body
        viewers = await self._attendance.see(call.caller, call.path["id"], body.state)
        return Viewers(items=[ViewerView.model_validate(each) for each in viewers])

    async def _message(self, row: Message) -> MessageView:
        async with self._database.read() as session:
            (view,) = await view_messages(session, [row])
        return view

    async def _row(self, conversation: Conversation, viewer: Staff) -> ConversationRow:
        async with self._database.read() as session:
            (row,) = await self._rows.of(session, [conversation], viewer.id)
        return row


def _view_note(note: Note, author_name: str | None, mentions: list[str]) -> NoteView:
    return NoteView(
        id=note.id, staff_id=note.staff_id, author_name=author_name, text=note.text,
        mentions=mentions, created_at=note.created_at,
    )  # fmt: skip
