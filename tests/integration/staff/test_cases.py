"""One case as staff open it: what was collected, its messages, and the note that it was read."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.models import Audit, Need, Staff
from tests.fixtures.case import CONTACT, NEED, within
from tests.fixtures.front_door import Visitor
from tests.fixtures.office import Office


class TestCases:
    async def test_a_conversation_shows_what_was_collected(
        self, office: Office, case: Visitor
    ) -> None:
        detail = await office.get(f"/conversations/{case.conversation_id}")

        assert within(
            {"id": case.conversation_id, "owner": "bot", "channel": "webchat", "last_seq": 2},
            detail,
        )
        assert within({**NEED, "contact": CONTACT}, detail["need"])
        assert detail["needs"] == [detail["need"]]
        (consent,) = detail["consents"]
        assert within(
            {"purpose": "store_contact", "receiver": None, "text_version": "1",
             "withdrawn_at": None},
            consent,
        )  # fmt: skip
        assert consent["given_at"]
        asked, answered = detail["messages"]
        assert within({"seq": 1, "author": "user", "text": "气孔老是超标，废品率12%"}, asked)
        assert within({"state": "answered", "error": None}, asked["turn"])
        assert within({"seq": 2, "author": "bot", "understanding": None}, answered)
        assert [each["title"] for each in detail["suggestions"]] == ["某大学"]
        assert [each["receiver"] for each in detail["introductions"]] == ["某大学"]

    async def test_a_draft_is_shown_while_it_is_collected(
        self, office: Office, case: Visitor
    ) -> None:
        now = office.door.settings.clock.now()
        async with office.door.database.write() as session:
            session.add(
                Need(
                    id="need-2", conversation_id=case.conversation_id, state="draft",
                    problem="另一个难题", created_at=now, updated_at=now,
                )
            )  # fmt: skip
        detail = await office.get(f"/conversations/{case.conversation_id}")
        assert detail["need"]["id"] == "need-2"
        assert within(
            {"budget": None, "deadline": None, "region": None, "contact": None}, detail["need"]
        )
        assert [each["id"] for each in detail["needs"]] == ["need-2", "need-1"]

    async def test_reading_a_contact_is_written_down(self, office: Office, case: Visitor) -> None:
        await office.get(f"/conversations/{case.conversation_id}")
        await office.get("/needs/need-1")
        async with office.door.database.read() as session:
            reads = (
                await session.scalars(
                    select(Audit).where(Audit.action == "read_contact").order_by(Audit.id)
                )
            ).all()
            staff = (await session.scalars(select(Staff))).one()
        assert [(row.subject_kind, row.subject_id) for row in reads] == [
            ("conversation", case.conversation_id),
            ("need", "need-1"),
        ]
        assert {row.actor_id for row in reads} == {staff.id}

    async def test_reading_a_case_without_contact_is_not(self, office: Office) -> None:
        visitor = await office.door.visitor()
        await office.get(f"/conversations/{visitor.conversation_id}")
        async with office.door.database.read() as session:
            assert (
                await session.scalars(select(Audit).where(Audit.action == "read_contact"))
            ).all() == []

    async def test_messages_are_read_on_from_a_number(self, office: Office, case: Visitor) -> None:
        path = f"/conversations/{case.conversation_id}"
        assert [m["seq"] for m in (await office.get(path, after="1"))["messages"]] == [2]
        assert [m["seq"] for m in (await office.get(path, before="3", limit="1"))["messages"]] == [
            2
        ]
        assert [m["seq"] for m in (await office.get(path, limit="1"))["messages"]] == [1]

    async def test_a_need_comes_with_its_history(self, office: Office, case: Visitor) -> None:
        detail = await office.get("/needs/need-1")
        assert within({**NEED, "contact": CONTACT, "conversation_id": case.conversation_id}, detail)
        assert [each["event"] for each in detail["history"]] == ["recorded"]
        assert detail["suggestions"][0]["reasons"] == ["同为压铸"]
