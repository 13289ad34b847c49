"""Owners read in their conversation what staff did with their need, in its words and in time."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from bot.conversation.phrases import load_phrases
from bot.programme.licences import UNDONE
from bot.programme.life import INTRODUCTION_MOVES, LICENCE_MOVES, NEED_MOVES
from bot.store.models import LicenceDeclaration, Need
from tests.fixtures.carrying import (
    NUMBER,
    Case,
    ask_to_meet,
    carry,
    list_it,
    move,
    open_case,
    write,
)
from tests.fixtures.colleagues import Colleague
from tests.fixtures.front_door import Door, Message

TITLE = "铝合金压铸气孔超标"


@pytest.fixture
async def case(door: Door) -> Case:
    return await open_case(door)


async def told(case: Case) -> list[str]:
    return [each["text"] for each in await case.owner.log()]


async def last(case: Case) -> Message:
    return (await case.owner.log())[-1]


async def test_a_need_that_is_returned_says_why_and_offers_to_add(
    case: Case, boss: Colleague
) -> None:
    await move(boss, case.need_id, "review_form")
    assert await told(case) == []
    await move(boss, case.need_id, "return", "缺现在的气孔率和 {number}。")
    news = await last(case)
    assert news["author"] == "bot"
    assert f"“{TITLE}”（{NUMBER}）" in news["text"]
    assert "要您补充：缺现在的气孔率和 {number}。补充了" in news["text"]
    assert [each["title"] for each in news["buttons"]] == ["补充说明", "转人工"]


async def test_whoever_waits_for_news_is_woken(
    case: Case, boss: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the signal can be what wakes them.
    monkeypatch.setattr("bot.conversation.log.LOOK_AGAIN", 60.0)
    await move(boss, case.need_id, "review_form")
    waiting = asyncio.create_task(case.owner.read(0, wait=30))
    await asyncio.sleep(0.2)
    await move(boss, case.need_id, "review_technology")
    async with asyncio.timeout(15):
        page = await waiting
    assert "进入技术审核" in page["messages"][0]["text"]


async def test_a_move_that_is_refused_tells_nothing(case: Case, boss: Colleague) -> None:
    for name, status in (("publish", 409), ("return", 409), ("fly", 400)):
        assert (await move(boss, case.need_id, name, "为什么"))[0] == status
    version = {"move": "withdraw", "updated_at": "2020-01-01T00:00:00Z", "reason": "电话里说的"}
    assert (await boss.ask("POST", f"/needs/{case.need_id}/moves", json=version))[0] == 409
    assert await told(case) == []


async def test_from_the_list_to_the_winner(door: Door, case: Case, boss: Colleague) -> None:
    await list_it(door, boss, case.need_id)
    assert "已张榜，标题是“〔联系方式〕降低气孔”" in (await told(case))[-1]
    path = f"/needs/{case.need_id}/bids"
    for plan in ("真空压铸", "除气"):
        _, bid = await boss.ask("POST", path, json={"plan": plan, "mentor_id": "m1"})
        assert "钱塘大学" not in (await told(case))[-1]
    assert "有 2 家揭榜" in (await told(case))[-1]
    await move(boss, case.need_id, "evaluate")
    assert "揭榜截止，共 2 家" in (await told(case))[-1]
    before = await told(case)
    wish = {"move": "award", "updated_at": bid["updated_at"]}
    await boss.ask("POST", f"/bids/{bid['id']}/moves", json=wish)
    assert await told(case) == before
    await move(boss, case.need_id, "announce")
    assert "钱塘大学 甲某中榜" in (await told(case))[-1]


async def test_from_the_contract_to_the_end(door: Door, case: Case, boss: Colleague) -> None:
    async with door.database.write() as session:
        (await session.get_one(Need, case.need_id)).state = "matched"
    await write(boss, case.need_id, "contract", kind="技术咨询", title="咨询", party="钱塘大学",
                signed_on="2026-11-20", result="气孔率1.6%")  # fmt: skip
    assert await told(case) == []
    for name, words in (("contract", "对方是钱塘大学"), ("deliver", ""), ("accept", "已验收通过"),
                        ("close", "办结了")):  # fmt: skip
        before = len(await told(case))
        assert (await move(boss, case.need_id, name))[0] == 200
        new = (await told(case))[before:]
        assert bool(new) == bool(words)
        assert words in "".join(new)


async def test_a_request_that_is_passed_on_and_answered(
    door: Door, case: Case, boss: Colleague
) -> None:
    row_id = await ask_to_meet(door, case.need_id, scope=("need", "phone"))
    await carry(boss, row_id, "forward")
    assert "已转交钱塘大学 甲某" in (await told(case))[-1]
    await carry(boss, row_id, "answer", "甲老师周四下午在实验室，可以去看设备")
    assert "的回复：甲老师周四下午在实验室，可以去看设备。" in (await told(case))[-1]
    before = await told(case)
    await carry(boss, row_id, "meet")
    assert await told(case) == before
    await carry(boss, row_id, "end", "排期太满")
    assert "没有谈成：排期太满" in (await told(case))[-1]


async def test_an_answer_without_a_word_of_it_promises_a_person(
    door: Door, case: Case, boss: Colleague
) -> None:
    row_id = await ask_to_meet(door, case.need_id, scope=("need",))
    await carry(boss, row_id, "forward")
    await carry(boss, row_id, "answer")
    news = await last(case)
    assert "有回复了，工作人员会在这里告诉您" in news["text"]
    seq = await case.owner.press_title(news, "转人工")
    await case.owner.reply_to(seq)
    assert (await boss.get("/conversations?view=queue"))["total"] == 1


async def test_a_licence_from_the_wish_to_its_filing(case: Case, boss: Colleague) -> None:
    path = f"/needs/{case.need_id}/licences"
    _, licence = await boss.ask("POST", path, json={"patent_id": "p1"})
    assert "办理专利“除气方法”" in (await told(case))[-1]
    await boss.ask("POST", path, json={"patent_id": "p1"})
    assert len(await told(case)) == 1
    for name, words in (("notify", "已书面通知专利权人"), ("take_effect", "起生效"),
                        ("file", "备案"), ("end", "到期了")):  # fmt: skip
        wish = {"move": name, "updated_at": licence["updated_at"]}
        status, licence = await boss.ask("POST", f"/licences/{licence['id']}/moves", json=wish)
        assert status == 200, licence
        assert words in (await told(case))[-1]


@pytest.mark.parametrize(
    ("terms", "words"),
    [({"fee_mode": "免费", "fee_yuan": None}, "不收许可使用费"),
     ({"pay_after_use": True}, "先使用后付费")],
)  # fmt: skip
async def test_nobody_is_told_to_pay_for_what_costs_nothing_yet(
    door: Door, case: Case, boss: Colleague, terms: dict[str, object], words: str
) -> None:
    async with door.database.write() as session:
        await session.execute(
            update(LicenceDeclaration).where(LicenceDeclaration.patent_id == "p1").values(terms)
        )
    _, licence = await boss.ask("POST", f"/needs/{case.need_id}/licences", json={"patent_id": "p1"})
    wish = {"move": "notify", "updated_at": licence["updated_at"]}
    _, licence = await boss.ask("POST", f"/licences/{licence['id']}/moves", json=wish)
    news = (await told(case))[-1]
    assert words in news
    assert "付了告诉" not in news
    assert [each["label"] for each in licence["moves"]] == [
        "许可生效", "没有办成", "撤销“已通知”",
    ]  # fmt: skip


def test_every_move_that_is_told_has_its_words() -> None:
    named = [
        *(f"need_{move.name}" for move in NEED_MOVES if move.told),
        *(f"introduction_{move.name}" for move in INTRODUCTION_MOVES if move.told),
        *(f"introduction_{move.name}_said" for move in INTRODUCTION_MOVES if move.remark),
        *(f"licence_{move.name}" for move in LICENCE_MOVES if move.name not in UNDONE),
        "need_bid", "licence_ask", "ask_list", "ask_introduction",
        "licence_notify_free", "licence_notify_later", "licence_corrected", "licence_undone",
    ]  # fmt: skip
    assert sorted(f"utter_desk_news_{each}" for each in named) == sorted(
        name for name in load_phrases().responses if name.startswith("utter_desk_news_")
    )
    for table in (NEED_MOVES, INTRODUCTION_MOVES, LICENCE_MOVES):
        assert all(move.told for move in table if move.reason), "a reason is given to be told"
