"""What owners send beside words, whether they follow, and notices: on the sandbox's phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.programme.data_rights import erase, list_holdings
from bot.store.models import Conversation, Medium
from connectors.sandbox.account import NOTICE_SETTINGS
from tests.fixtures.colleagues import Colleague, hire, queue_up
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.sandbox import SandboxPhone, open_sandbox
from tests.fixtures.waiting import eventually

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(2_000)


@pytest.fixture
async def phone(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[SandboxPhone]:
    """Of a follower of an account that may send on its own."""
    notices = {name.lower(): value for name, value in NOTICE_SETTINGS.items()}
    async with open_sandbox(
        engine, sqlite_stores.migrated(), tmp_path, wechat_account="verified", **notices
    ) as opened:
        await opened.do("follow")
        await opened.heard(1)
        yield opened


@pytest.fixture
async def clerk(phone: SandboxPhone) -> Colleague:
    return await hire(phone.door, "王老师")


async def conversation_id(phone: SandboxPhone) -> str:
    async with phone.database.read() as session:
        return (await session.scalars(select(Conversation.id))).one()


async def case_of(phone: SandboxPhone, clerk: Colleague) -> dict[str, Any]:
    return await clerk.get(f"/conversations/{await conversation_id(phone)}")


async def medium_of(phone: SandboxPhone, clerk: Colleague) -> dict[str, Any]:
    """The latest, once it is no more under way."""
    found: list[dict[str, Any]] = []

    async def fetched() -> bool:
        messages = (await case_of(phone, clerk))["messages"]
        found[:] = [each["medium"] for each in messages if each["medium"] is not None]
        return bool(found) and found[-1]["state"] != "waiting"

    await eventually(fetched)
    return found[-1]


async def download(phone: SandboxPhone, clerk: Colleague, url: str) -> tuple[int, bytes, Any]:
    async with phone.client.get(url, headers=clerk.headers) as response:
        return response.status, await response.read(), response.headers


class TestMedia:
    async def test_a_picture_is_fetched_for_staff_and_no_browser_runs_it(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.send_picture(PICTURE)
        medium = await medium_of(phone, clerk)
        assert (medium["state"], medium["content_type"]) == ("kept", "image/png")
        assert medium["size"] == len(PICTURE)
        status, data, headers = await download(phone, clerk, medium["url"])
        assert (status, data) == (200, PICTURE)
        assert headers["Content-Disposition"].startswith("attachment; filename=")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        async with phone.client.get(medium["url"]) as response:
            assert response.status == 401
        status, _, _ = await download(phone, clerk, medium["url"] + "9")
        assert status == 404

    async def test_what_only_calls_itself_a_picture_is_not_kept(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.send_picture(b"<svg onload=alert(1)>")
        medium = await medium_of(phone, clerk)
        assert (medium["state"], medium["url"]) == ("failed", None)
        assert "不是图片" in medium["reason"]

    async def test_a_voice_that_wechat_did_not_understand_can_be_heard_by_staff(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.do("voice", recognition="", seconds=70)
        assert "没有听清" in (await phone.heard(2))[-1]
        medium = await medium_of(phone, clerk)
        assert (medium["kind"], medium["content_type"]) == ("voice", "audio/amr")
        status, data, _ = await download(phone, clerk, medium["url"])
        assert (status, data) == (200, b"#!AMR\n")

    async def test_what_lay_too_long_is_said_to_be_gone(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.send_picture(PICTURE)
        await medium_of(phone, clerk)
        async with phone.database.write() as session:
            (row,) = (await session.scalars(select(Medium))).all()
            row.state, row.remote_id, row.attempts = "waiting", "gone", 1
        medium = await medium_of(phone, clerk)
        assert (medium["state"], medium["reason"]) == ("failed", "素材已经过期或不存在")

    async def test_erasure_reaches_it(self, phone: SandboxPhone, clerk: Colleague) -> None:
        await phone.send_picture(PICTURE)
        medium = await medium_of(phone, clerk)
        its = await conversation_id(phone)
        now = phone.settings.clock.now()
        async with phone.database.write() as session:
            assert "1份图片" in (await list_holdings(session, its)).describe()
            await erase(session, its, now)
        async with phone.database.read() as session:
            assert (await list_holdings(session, its)).is_empty
            assert (await session.scalars(select(Medium.data))).all() == [None]
        assert (await download(phone, clerk, medium["url"]))[0] == 404
        assert (await medium_of(phone, clerk))["state"] == "erased"


class TestWhatIsNoWords:
    async def test_staff_see_where_a_link_leads(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.do("link", title="砂眼怎么治", description="三步", url="https://a.cn/x?y=1")
        assert "链接收到了" in (await phone.heard(2))[-1]
        texts = [each["text"] for each in (await case_of(phone, clerk))["messages"]]
        assert "〔链接〕砂眼怎么治\n三步\nhttps://a.cn/x?y=1" in texts

    async def test_what_wechat_keeps_back_is_asked_for_in_words(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.do("withheld", what="视频号")
        assert "打不开" in (await phone.heard(2))[-1]
        texts = [each["text"] for each in (await case_of(phone, clerk))["messages"]]
        assert "〔打不开的消息〕" in texts


async def state_of(phone: SandboxPhone, clerk: Colleague) -> dict[str, Any]:
    state: dict[str, Any] = (await case_of(phone, clerk))["channel_state"]
    return state


async def test_staff_see_whether_the_account_may_write_first(
    phone: SandboxPhone, clerk: Colleague
) -> None:
    assert (await state_of(phone, clerk))["may_write"]
    await phone.set(verified=False)
    assert not (await state_of(phone, clerk))["may_write"]


class TestFollowers:
    async def test_how_they_came_is_asked_and_shown(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        async def known() -> bool:
            return (await state_of(phone, clerk))["came_by"] is not None

        await eventually(known)
        state = await state_of(phone, clerk)
        assert (state["following"], state["came_by"]) == (True, "搜索公众号")

    async def test_nothing_is_sent_to_who_has_left_until_they_come_back(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.say("转人工")
        await phone.heard(2)
        await phone.do("unfollow")
        await phone.delivered(3)
        assert (await state_of(phone, clerk))["following"] is False
        its = await conversation_id(phone)
        await clerk.claim(its)
        status, _ = await clerk.reply(its, "我是王老师")
        assert status in (200, 201)
        reason = await undelivered(phone, clerk)
        assert "取消关注" in reason
        assert not sends(await phone.look())
        await phone.do("follow")
        await phone.say("我又来了")
        await phone.until(lambda view: "我是王老师" in str(view["bubbles"]))


async def undelivered(phone: SandboxPhone, clerk: Colleague) -> str:
    async def told() -> bool:
        return (await state_of(phone, clerk))["last_undelivered"] is not None

    await eventually(told)
    return str((await state_of(phone, clerk))["last_undelivered"]["reason"])


def sends(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [call for call in view["calls"] if call["name"] == "message/custom/send"]


class TestNotices:
    async def test_who_allowed_it_is_told_once_that_something_waits(
        self, phone: SandboxPhone, clerk: Colleague
    ) -> None:
        await phone.say("转人工")
        await phone.heard(2)
        await phone.do("notice", accept=True)
        await phone.move_clock(1 / 60)
        await phone.do("notice", accept=True)
        await phone.delivered(4)
        assert (await state_of(phone, clerk))["notices_left"] == 2
        await phone.move_clock(49)
        its = await conversation_id(phone)
        await clerk.claim(its)
        await clerk.reply(its, "专家找到了")
        reason = await undelivered(phone, clerk)
        assert "48小时窗口已关闭" in reason
        assert "已用订阅通知告诉对方" in reason
        await clerk.reply(its, "请回个话")

        async def both_held() -> bool:
            messages = (await case_of(phone, clerk))["messages"]
            said = {each["text"]: each["delivery"] for each in messages}
            return all(said[text]["state"] == "held" for text in ("专家找到了", "请回个话"))

        await eventually(both_held)
        view = await phone.until(lambda view: len(notices(view)) >= 1)
        assert notices(view)[0]["values"][0] == "您的需求有新回复"
        await phone.delivered(5)
        assert (await state_of(phone, clerk))["notices_left"] == 1
        await phone.say("我来了")
        view = await phone.until(lambda view: "请回个话" in str(view["bubbles"]))
        assert "专家找到了" in str(view["bubbles"])
        assert len(notices(view)) == 1

    async def test_a_refusal_takes_the_permits(self, phone: SandboxPhone, clerk: Colleague) -> None:
        await phone.do("notice", accept=True)
        await phone.delivered(2)
        await phone.do("notice", accept=False)
        await phone.delivered(3)
        assert (await state_of(phone, clerk))["notices_left"] == 0


def notices(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["body"] for each in view["bubbles"] if each["kind"] == "subscription"]


class TestWaitingForAPerson:
    async def test_a_word_and_the_bots_answer_cost_none_of_the_few_messages(
        self, phone: SandboxPhone
    ) -> None:
        its = await conversation_id(phone)
        await queue_up(phone.door, its)
        await phone.say("开放许可怎么收费？")
        offer = (await phone.heard(2))[-1]
        assert "让机器人先答" in offer
        await phone.say("让机器人先答")
        answer = (await phone.heard(3))[-1]
        assert "听到了：开放许可怎么收费？" in answer, "in the reply to the very press"
        assert not sends(await phone.look())
