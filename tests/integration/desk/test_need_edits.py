"""Staff change the need that is collected beside the conversation."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.programme.data_rights import erase
from bot.store.models import Contact, Need, NeedEvent
from tests.fixtures.colleagues import (
    Colleague,
    audited,
    begin_draft,
)
from tests.fixtures.front_door import Door, Visitor

PHONE = "13800138000"


class TestEditingTheNeed:
    def edit(self, wang: Colleague, visitor: Visitor, **body: Any) -> Any:
        return wang.ask("PATCH", f"/conversations/{visitor.conversation_id}/need", json=body)

    async def test_its_title_is_what_is_wrong_and_not_who_writes(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await begin_draft(door, visitor)
        status, view = await self.edit(
            wang, visitor, updated_at=need.updated_at.isoformat(),
            problem="你好 我是开纸箱厂的，纸箱受潮发软，有没有老师懂",
        )  # fmt: skip
        assert (status, view["title"]) == (200, "纸箱受潮发软")
        assert view["problem"].startswith("你好")

    async def test_only_the_fields_that_were_sent_change(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await begin_draft(door, visitor)
        status, view = await self.edit(
            wang, visitor, updated_at=need.updated_at.isoformat(), industry="C33", region="420600",
            budget={"max": 800_000}, metrics=[{"text": "废品率3%以内", "role": "target"}],
            deadline={"text": "年底前", "by": "2026-12-31"}, mode="技术导师",
        )  # fmt: skip
        assert status == 200, view
        assert view["problem"] == "气孔多"
        assert view["industry"] == {"code": "C33", "name": "金属制品业"}
        assert (view["budget"]["min"], view["budget"]["max"]) == (None, 800_000)
        assert view["budget"]["text"] is None
        assert view["deadline"]["by"] == "2026-12-31"
        assert view["skipped"] == []
        assert view["updated_at"] > need.updated_at.isoformat().replace("+00:00", "Z")

    async def test_the_history_says_who_changed_what(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await begin_draft(door, visitor)
        await self.edit(wang, visitor, updated_at=need.updated_at.isoformat(), company=None)
        async with door.database.read() as session:
            (event,) = await session.scalars(select(NeedEvent))
        assert (event.event, event.actor) == ("edited", f"staff:{wang.id}")
        assert event.data == {"fields": ["company"]}

    @pytest.mark.parametrize(("secret", "written"), [(None, None), ("配方", "密封的问题")])
    async def test_a_summary_sent_back_as_it_was_shown_is_not_written(
        self, door: Door, visitor: Visitor, wang: Colleague, secret: str | None, written: str | None
    ) -> None:
        """What was derived goes on following the need; what staff wrote outlives a secrecy."""
        need = await begin_draft(door, visitor)
        async with door.database.write() as session:
            held = await session.merge(need)
            held.state, held.number, held.confidential = "recorded", "QX-1", secret
            held.public_summary = written
        shown = await wang.get(f"/needs/{need.id}")
        status, _ = await self.edit(
            wang, visitor, updated_at=shown["updated_at"], need_id=need.id, company="甲厂",
            public_summary=shown["public_summary"],
        )  # fmt: skip
        assert status == 200
        async with door.database.read() as session:
            (row,) = await session.scalars(select(Need))
        assert (row.company, row.public_summary) == ("甲厂", written)

    async def test_what_changed_since_is_not_overwritten(
        self, door: Door, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        need = await begin_draft(door, visitor)
        seen = need.updated_at.isoformat()
        assert (await self.edit(wang, visitor, updated_at=seen, problem="甲"))[0] == 200
        status, answer = await self.edit(li, visitor, updated_at=seen, problem="乙")
        assert (status, answer["code"]) == (409, "conflict")
        assert (await wang.get(f"/needs/{need.id}"))["problem"] == "甲"

    @pytest.mark.parametrize(
        "fields",
        [{"region": "999999"}, {"industry": "Z99"}, {"mode": "随便"}, {"budget": {}},
         {"budget": {"min": 2, "max": 1}}, {"uscc": "91420000000000000X"}, {"problem": " "},
         {"deadline": {"from": "2027-01-01", "by": "2026-01-01"}}, {"state": "closed"},
         {"contact": {"phone": "1"}}, {}],
    )  # fmt: skip
    async def test_what_is_no_value_of_the_field_is_refused(
        self, door: Door, visitor: Visitor, wang: Colleague, fields: dict[str, Any]
    ) -> None:
        need = await begin_draft(door, visitor)
        sent = {"updated_at": need.updated_at.isoformat(), **fields}
        status, answer = await self.edit(wang, visitor, **sent)
        assert (status, answer["code"]) == (400, "bad_request")

    async def test_a_deadline_is_no_day_before_the_need_or_beyond_belief(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        need = await begin_draft(door, visitor)
        async with door.database.write() as session:
            # As the owner told it: what stands there is not found fault with for its words.
            (await session.merge(need)).deadline_by = date(2020, 1, 1)

        async def save(by: str) -> Any:
            version = (await wang.get(f"/needs/{need.id}"))["updated_at"]
            deadline = {"text": "年底前", "by": by}
            return await self.edit(wang, visitor, updated_at=version, deadline=deadline)

        for by in ("2019-12-31", f"{need.created_at.year + 21}-01-01"):
            status, problem = await save(by)
            assert (status, problem["errors"][0]["field"]) == (400, "deadline"), by
        for by in ("2020-01-01", f"{need.created_at.year + 1}-01-01"):
            assert (await save(by))[0] == 200, by

    async def test_not_while_a_colleague_has_it_in_hand(
        self, door: Door, visitor: Visitor, wang: Colleague, li: Colleague
    ) -> None:
        need = await begin_draft(door, visitor)
        await wang.claim(visitor.conversation_id)
        sent = {"updated_at": need.updated_at.isoformat(), "problem": "x"}
        assert (await self.edit(li, visitor, **sent))[0] == 409
        assert (await self.edit(wang, visitor, **sent))[0] == 200


class TestErasure:
    async def test_it_reaches_what_colleagues_wrote(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        await wang.reply(visitor.conversation_id, f"我打 {PHONE} 找您")
        await wang.act(visitor.conversation_id, "notes", text=f"老板电话 {PHONE}")
        async with door.database.write() as session:
            await erase(session, visitor.conversation_id, door.settings.clock.now())
        detail = await wang.get(f"/conversations/{visitor.conversation_id}")
        notes = await wang.get(f"/conversations/{visitor.conversation_id}/notes")
        assert PHONE not in json.dumps([detail, notes])


async def test_an_edit_is_no_read_of_the_telephone(
    door: Door, visitor: Visitor, wang: Colleague
) -> None:
    need = await begin_draft(door, visitor)
    async with door.database.write() as session:
        contact = Contact(
            id="c", conversation_id=visitor.conversation_id, phone=PHONE,
            created_at=need.updated_at, updated_at=need.updated_at,
        )  # fmt: skip
        session.add(contact)
        await session.flush()
        await session.execute(update(Need).values(contact_id="c"))
    path = f"/conversations/{visitor.conversation_id}"
    body = {"updated_at": need.updated_at.isoformat(), "company": None}
    status, view = await wang.ask("PATCH", f"{path}/need", json=body)
    assert (status, view["contact"]) == (200, None)
    assert "read_contact" not in await audited(door, visitor.conversation_id)
    assert (await wang.get(path))["need"]["contact"]["phone"] == PHONE
    assert "read_contact" in await audited(door, visitor.conversation_id)
