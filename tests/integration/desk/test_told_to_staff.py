"""A need that an owner told to a person: begun with their words, confirmed in words, recorded."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.store.models import Audit, Need, NeedEvent
from tests.fixtures.colleagues import Answer, Colleague, begin_draft
from tests.fixtures.front_door import Door, Visitor

WORDS = "我们做阀门的，密封面老漏，预算20万以内，我叫张建国，电话13800138000"
HOW = "企业主在对话里确认"


async def begin(staff: Colleague, visitor: Visitor, problem: str = WORDS) -> Answer:
    return await staff.act(visitor.conversation_id, "needs", problem=problem)


async def record(staff: Colleague, visitor: Visitor, need: dict[str, Any], **more: Any) -> Answer:
    body = {"need_id": need["id"], "updated_at": need["updated_at"], "how": HOW, **more}
    return await staff.act(visitor.conversation_id, "need/record", **body)


class TestBeginning:
    async def test_reads_the_owners_words_as_the_bot_would_and_keeps_no_person(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        status, need = await begin(wang, visitor)
        assert (status, need["state"], need["number"]) == (201, "draft", None)
        assert "密封面老漏" in need["problem"]
        assert "张建国" not in need["problem"]
        assert "13800138000" not in need["problem"]
        assert (need["budget"]["max"], need["contact"]) == (200_000, None)
        case = await wang.get(f"/conversations/{visitor.conversation_id}")
        assert [each["id"] for each in case["needs"]] == [need["id"]]

    async def test_only_by_who_talks_with_the_owner(
        self, visitor: Visitor, wang: Colleague, boss: Colleague
    ) -> None:
        assert (await begin(wang, visitor))[0] == 409
        await wang.claim(visitor.conversation_id)
        status, answer = await begin(boss, visitor)
        assert (status, answer["holder"]["id"]) == (409, wang.id)

    async def test_not_beside_one_that_is_being_collected(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        draft = await begin_draft(door, visitor)
        await wang.claim(visitor.conversation_id)
        status, answer = await begin(wang, visitor)
        assert (status, answer["need_id"]) == (409, draft.id)


class TestRecording:
    async def test_the_owner_reads_number_and_summary(
        self, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        _, need = await begin(wang, visitor)
        status, recorded = await record(wang, visitor, need)
        assert (status, recorded["state"]) == (200, "recorded")
        line = (await visitor.log())[-1]
        assert (line["author"], line["author_name"]) == ("staff", "小王")
        assert recorded["number"] in line["text"]
        (card,) = line["cards"]
        assert (card["kind"], card["subtitle"]) == ("need", recorded["number"])
        assert "密封面老漏" in "".join(card["facts"].values())

    async def test_history_and_audit_say_who_and_how(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        await wang.claim(visitor.conversation_id)
        _, need = await begin(wang, visitor)
        await record(wang, visitor, need, how=f"{HOW}，手机13800138000")
        async with door.database.read() as session:
            events = (await session.scalars(select(NeedEvent).order_by(NeedEvent.id))).all()
            audits = await session.scalars(
                select(Audit.action).where(Audit.subject_kind == "need").order_by(Audit.id)
            )
        assert [(each.event, each.actor) for each in events] == [
            ("need_begun", f"staff:{wang.id}"), ("recorded", f"staff:{wang.id}"),
        ]  # fmt: skip
        assert HOW in events[1].data["reason"]
        assert "13800138000" not in events[1].data["reason"]
        assert list(audits) == ["need_begun", "need_recorded"]

    async def test_what_the_bot_had_collected_too(
        self, door: Door, visitor: Visitor, wang: Colleague
    ) -> None:
        draft = await begin_draft(door, visitor)
        await wang.claim(visitor.conversation_id)
        seen = {"id": draft.id, "updated_at": draft.updated_at.isoformat()}
        status, recorded = await record(wang, visitor, seen)
        assert (status, recorded["problem"]) == (200, "气孔多")

    @pytest.mark.parametrize("fault", ["again", "changed", "not in hand", "nothing told"])
    async def test_refuses(
        self, door: Door, visitor: Visitor, wang: Colleague, boss: Colleague, fault: str
    ) -> None:
        draft = await begin_draft(door, visitor)
        seen = {"id": draft.id, "updated_at": draft.updated_at.isoformat()}
        if fault != "not in hand":
            await wang.claim(visitor.conversation_id)
        if fault == "again":
            await record(wang, visitor, seen)
        elif fault == "changed":
            await wang.ask(
                "PATCH", f"/conversations/{visitor.conversation_id}/need",
                json={"updated_at": seen["updated_at"], "company": "甲厂"},
            )  # fmt: skip
        elif fault == "nothing told":
            async with door.database.write() as session:
                (await session.get_one(Need, draft.id)).problem = None
        lines = len(await visitor.log())
        status, _ = await record(wang, visitor, seen)
        assert status == (400 if fault == "nothing told" else 409)
        assert len(await visitor.log()) == lines
