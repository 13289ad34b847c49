"""An account that may not write first: owners are told to look for answers, and find them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.phrases import load_phrases
from bot.store.models import Conversation
from tests.fixtures.colleagues import Colleague, hire, queue_up
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import Asked, FakeEngine, echo
from tests.fixtures.sandbox import SandboxPhone, open_sandbox

LOOK = load_phrases().say("look_again").text
NOTHING_NEW = load_phrases().say("nothing_new").text
MORE = load_phrases().say("more_waiting").text


def to_people(asked: Asked) -> list[dict[str, Any]]:
    if asked.message == "转人工":
        return [{"recipient_id": asked.sender, "custom": {"handoff": {"reason": "要找人"}}}]
    return echo(asked)


@pytest.fixture
async def phone(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[SandboxPhone]:
    """Of a follower of an account that may not write first."""
    engine.reply = to_people
    async with open_sandbox(
        engine, sqlite_stores.migrated(), tmp_path, wechat_account="unverified"
    ) as opened:
        await opened.do("follow")
        await opened.heard(1)
        yield opened


@pytest.fixture
async def clerk(phone: SandboxPhone) -> Colleague:
    return await hire(phone.door, "王老师")


@pytest.fixture
async def its(phone: SandboxPhone) -> str:
    async with phone.database.read() as session:
        return (await session.scalars(select(Conversation.id))).one()


async def answer(phone: SandboxPhone, count: int, text: str) -> str:
    await phone.say(text)
    return (await phone.heard(count))[-1]


class TestBeingTold:
    async def test_once_when_they_are_handed_over_and_not_again(
        self, phone: SandboxPhone, clerk: Colleague, its: str
    ) -> None:
        told = await answer(phone, 2, "转人工")
        assert told.count(LOOK) == 1
        await clerk.claim(its)
        await clerk.reply(its, "您好")
        assert LOOK not in await answer(phone, 3, "在吗？我想问问")

    async def test_with_the_first_answer_where_staff_took_over_by_themselves(
        self, phone: SandboxPhone, clerk: Colleague, its: str
    ) -> None:
        await clerk.claim(its)
        await clerk.reply(its, "您好，我看到您的需求了")
        told = await answer(phone, 2, "专利费用怎么算")
        assert "工作人员王老师来了" in told
        assert "我看到您的需求了" in told
        assert told.endswith(LOOK)
        await phone.say("还有工期")
        (_, _, push) = await phone.delivered(3)
        assert push["deliveries"][-1]["outcome"] != "answered"
        assert len(await phone.heard(2)) == 2

    async def test_again_when_they_come_to_people_another_time(
        self, phone: SandboxPhone, clerk: Colleague, its: str
    ) -> None:
        await answer(phone, 2, "转人工")
        await clerk.claim(its)
        status, _ = await clerk.act(its, "handback")
        assert status == 200
        assert LOOK in await answer(phone, 3, "转人工")

    async def test_never_where_answers_come_by_themselves(
        self, phone: SandboxPhone, clerk: Colleague, its: str
    ) -> None:
        await phone.set(verified=True)
        told = await answer(phone, 2, "转人工")
        assert "已经转给工作人员" in told or "没有工作人员在线" in told
        assert LOOK not in told


class TestLooking:
    async def test_one_word_brings_all_that_staff_wrote(
        self, phone: SandboxPhone, clerk: Colleague, its: str
    ) -> None:
        await answer(phone, 2, "转人工")
        await clerk.claim(its)
        for number in range(4):
            await clerk.reply(its, f"第{number}点")
        told = await answer(phone, 3, "查看")
        assert [f"第{number}点" in told for number in range(4)] == [True] * 4
        messages = (await clerk.get(f"/conversations/{its}"))["messages"]
        assert "查看" not in [each["text"] for each in messages], "nothing for staff to read"

    async def test_and_says_so_where_there_is_nothing_yet(
        self, phone: SandboxPhone, clerk: Colleague, its: str
    ) -> None:
        await answer(phone, 2, "转人工")
        assert await answer(phone, 3, "查看") == NOTHING_NEW

    async def test_far_too_much_for_one_reply_comes_in_parts(
        self, phone: SandboxPhone, clerk: Colleague, its: str
    ) -> None:
        await queue_up(phone.door, its)
        await clerk.claim(its)
        short = [f"{number:02}好" for number in range(60)]
        long = [f"第{number}段。" + "说明" * 200 for number in range(5)]
        for text in (*short, *long):
            await clerk.reply(its, text)
        parts = [await answer(phone, 2, "材料收到了吗，怎么样了")]
        while MORE in parts[-1] and len(parts) < 12:
            parts.append(await answer(phone, 2 + len(parts), "继续"))
        read = "".join("".join(part.replace(MORE, "") for part in parts).split())
        assert [text for text in (*short, *long) if text not in read] == []
