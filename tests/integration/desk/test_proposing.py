"""Staff ask an owner whether to be put in touch; nothing is passed on before the owner agrees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.store.models import Introduction
from tests.fixtures.carrying import Case, carry, move, open_case, show
from tests.fixtures.colleagues import Answer, Colleague, audited
from tests.fixtures.front_door import Door


@pytest.fixture
async def case(door: Door) -> Case:
    return await open_case(door)


async def suggested(wang: Colleague, case: Case, kind: str, item_id: str) -> dict[str, Any]:
    body = {"kind": kind, "item_id": item_id, "reasons": ["做过压铸"]}
    await wang.ask("POST", f"/needs/{case.need_id}/suggestions", json=body)
    return next(
        each for each in (await show(wang, case.need_id))["suggestions"]
        if each["item_id"] == item_id
    )  # fmt: skip


async def propose(wang: Colleague, row: dict[str, Any]) -> Answer:
    path = f"/suggestions/{row['id']}/introduction"
    status = (await wang.ask_raw("POST", path))[0]
    return (status, {}) if status == 204 else await wang.ask("POST", path)


async def answer(case: Case, title: str) -> str:
    log = await case.owner.log()
    question = next(each for each in reversed(log) if each["buttons"])
    seq = await case.owner.press_title(question, title)
    return str((await case.owner.reply_to(seq))["text"])


async def test_from_the_suggestion_to_the_need_that_is_matched(
    door: Door, wang: Colleague, boss: Colleague, case: Case
) -> None:
    for name in ("review_form", "review_technology"):
        await move(boss, case.need_id, name)
    assert "请企业主确认对接" in (await move(boss, case.need_id, "match"))[1]["detail"]
    row = await suggested(wang, case, "mentor", "m1")
    assert row["whose"] == "钱塘大学"
    assert (await propose(wang, row))[0] == 204
    question = (await case.owner.log())[-1]
    assert "找钱塘大学 甲某谈谈" in question["text"]
    assert "只交这一家" in question["text"]
    (asked,) = (await show(wang, case.need_id))["introductions"]
    assert asked["state"] == "awaiting_consent"
    assert "introduction_asked" in await audited(door, asked["id"])
    # The owner picked nobody.
    assert (await show(wang, case.need_id))["suggestions"][0]["reaction"] is None
    assert (await carry(boss, asked["id"], "forward"))[0] == 409

    await answer(case, "同意")
    assert (await carry(wang, asked["id"], "forward"))[0] == 200
    assert (await move(boss, case.need_id, "match"))[0] == 200
    await carry(wang, asked["id"], "answer", "甲老师周四在")
    assert (await wang.get(f"/introductions/{asked['id']}"))["said"] == "甲老师周四在"


async def test_who_said_no_is_not_asked_again(wang: Colleague, case: Case) -> None:
    row = await suggested(wang, case, "mentor", "m1")
    await propose(wang, row)
    await answer(case, "不同意")
    before = await case.owner.log()
    status, problem = await propose(wang, row)
    assert (status, "不用再问" in problem["detail"]) == (409, True)
    assert await case.owner.log() == before


async def test_who_does_not_answer_is_asked_once_more_the_next_day(
    door: Door, wang: Colleague, case: Case
) -> None:
    row = await suggested(wang, case, "mentor", "m1")
    await propose(wang, row)
    status, problem = await propose(wang, row)
    assert (status, "已经问过了" in problem["detail"]) == (409, True)
    async with door.database.write() as session:
        (asked,) = (await show(wang, case.need_id))["introductions"]
        held = await session.get_one(Introduction, asked["id"])
        held.updated_at -= timedelta(days=1)
    assert (await propose(wang, row))[0] == 204
    assert (await propose(wang, row))[0] == 409


async def test_nobody_is_asked_about_a_need_that_is_over(
    wang: Colleague, boss: Colleague, case: Case
) -> None:
    row = await suggested(wang, case, "mentor", "m1")
    await move(boss, case.need_id, "withdraw", "电话里说的")
    assert (await propose(wang, row))[0] == 409
    assert (await wang.ask("POST", "/suggestions/nowhere/introduction"))[0] == 404


async def test_of_a_patent_it_is_said_which(door: Door, boss: Colleague, case: Case) -> None:
    row = await suggested(boss, case, "patent", "p1")
    await propose(boss, row)
    which = "除气方法（ZL201610270273.7）"
    (asked,) = (await show(boss, case.need_id))["introductions"]
    assert (asked["receiver"], asked["item_title"]) == ("钱塘大学", which)
    (listed,) = (await boss.get("/introductions"))["items"]
    assert listed["item_title"] == which
    path = "/api/v1/exports/introductions?form=csv"
    async with door.client.get(path, headers=boss.headers) as file:
        assert which in await file.text(encoding="utf-8-sig")
