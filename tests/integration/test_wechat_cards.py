"""Many suggestions on a phone: briefly with the way to a page, as an article where the account may
send one, in words where there is no page (checks 24 and 25 of docs/WECHAT-CHECKS.md)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.engine import read_reply
from bot.messages import EngineReply
from bot.store.models import Message
from bot.store.turns import OpenTurn
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.fake_engine import Answer, Asked, FakeEngine, custom
from tests.fixtures.sandbox import SandboxPhone, open_sandbox
from tests.fixtures.waiting import eventually
from tests.fixtures.wechat_api import SECRET, ApiStandIn, open_api
from tests.fixtures.wechat_door import LATE, Door, open_door, wechat_settings
from tests.fixtures.wechat_platform import as_shown

OPENID = "oTESTabcdefghijklmnopqrstuv1"
PUBLIC = "https://desk.example.cn"
COUNT = 9
LINK = re.compile(
    r'<a href="http://127\.0\.0\.1:\d+(/r/[\w-]+)">为您找到 9 条推荐，点开看理由和详情</a>'
)


def suggests(asked: Asked) -> Answer:
    """More than one reply can hold."""
    if asked.message.startswith("/"):
        return [custom(text=f"按下 {asked.message}")]
    kinds = ("university", "mentor", "patent")
    cards = [
        {
            "kind": kinds[at // 3], "id": f"r{at}", "title": f"第{at + 1}条推荐的名称",
            "subtitle": "江海大学 · 教授", "reasons": ["工艺与您的问题相近，" * 8, "另一条理由"],
            "facts": {"研究方向": "压铸"}, "demo": True,
            "buttons": [
                {"title": "想联系", "payload": f"/pick{at}"},
                {"title": "为什么", "payload": "/why"},
            ],
        }
        for at in range(COUNT)
    ]  # fmt: skip
    rows = [custom(text=f"第{at}组：", cards=cards[at * 3 : at * 3 + 3]) for at in range(3)]
    choices = [{"title": "换一批", "payload": "/more"}, {"title": "补充需求", "payload": "/add"}]
    return [*rows, custom(text="接下来？", buttons=choices)]


@asynccontextmanager
async def follower(
    engine: FakeEngine, stores: SqliteStores, folder: Path, **changes: Any
) -> AsyncIterator[SandboxPhone]:
    async with open_sandbox(engine, stores.migrated(), folder, **changes) as opened:
        await opened.do("follow")
        await opened.heard(1)
        engine.reply = suggests
        yield opened


@dataclass
class Desk:
    """A verified account whose answer comes too late for a reply, once ``gate`` opens."""

    door: Door
    api: ApiStandIn
    gate: asyncio.Event

    async def ask(self) -> None:
        delivery = self.door.platform.secure(self.door.platform.text(OPENID, "推荐"))
        assert await self.door.post_late(delivery) == (200, "success")

    async def suggest(self) -> None:
        await self.ask()
        self.gate.set()

    async def texts(self, count: int) -> list[str]:
        async def enough() -> bool:
            return len(self.api.sent) >= count

        await eventually(enough)
        return [words_of(message) for message in self.api.sent]


def words_of(message: dict[str, Any]) -> str:
    if message["msgtype"] == "msgmenu":
        return str(message["msgmenu"]["head_content"])
    return str(message["text"]["content"])


@pytest.fixture
def public() -> str | None:
    """Where the front door is reached from outside."""
    return PUBLIC


@pytest.fixture
async def desk(sqlite_stores: SqliteStores, public: str | None) -> AsyncIterator[Desk]:
    gate, database = asyncio.Event(), open_store(sqlite_stores.migrated())

    async def answers(turn: OpenTurn) -> EngineReply:
        await gate.wait()
        return read_reply(suggests(Asked("", turn.text, {})))

    async with open_api() as api:
        settings = wechat_settings(
            wechat_account="verified", wechat_app_secret=SECRET, wechat_api_base=api.url,
            **({"bot_public_url": public} if public else {}),
        )  # fmt: skip
        async with open_door(database, settings, patience=LATE) as door:
            door.engine.script = answers
            yield Desk(door, api, gate)
            gate.set()
    await database.close()


@pytest.fixture
async def phone(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[SandboxPhone]:
    async with follower(engine, sqlite_stores, tmp_path) as opened:
        yield opened


@pytest.fixture
async def verified(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[SandboxPhone]:
    async with follower(engine, sqlite_stores, tmp_path, wechat_account="verified") as opened:
        yield opened


async def page(phone: SandboxPhone, path: str) -> tuple[int, str]:
    async with phone.client.get(path) as response:
        return response.status, await response.text()


def path_of_sheet(text: str) -> str:
    found = LINK.search(text)
    assert found is not None, text
    return found[1]


class TestPassive:
    async def test_one_reply_names_all_and_leads_to_the_rest(self, phone: SandboxPhone) -> None:
        await phone.say("推荐")
        text = as_shown((await phone.heard(2))[-1])
        assert all(f"{at}. 第{at}条推荐的名称【演示数据】" in text for at in range(1, COUNT + 1))
        assert "可回复「换一批」「补充需求」" in text
        assert "继续" not in text
        path = path_of_sheet(text)
        status, html = await page(phone, path)
        assert status == 200
        assert html.count("另一条理由") == COUNT
        assert html.count("演示数据") == COUNT
        assert "在聊天里回复 9：想联系" in html
        await phone.say("9")
        assert (await phone.heard(3))[-1].startswith("按下 /pick8")
        # The numbers of the chat mean something else now.
        assert "在聊天里回复" not in (await page(phone, path))[1]

    async def test_the_page_ends_and_says_so(self, phone: SandboxPhone) -> None:
        await phone.say("推荐")
        path = path_of_sheet((await phone.heard(2))[-1])
        async with phone.client.get(path) as response:
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert "noindex" in response.headers["X-Robots-Tag"]
        for wrong in (path[:-1], path + "A", "/r/x"):
            status, html = await page(phone, wrong)
            assert (status, "已经过期" in html) == (404, True)
        async with phone.database.write() as session:
            for row in await session.scalars(select(Message)):
                row.created_at -= timedelta(days=31)
        assert (await page(phone, path))[0] == 404


class TestCustomerService:
    async def late(self, phone: SandboxPhone, engine: FakeEngine) -> None:
        gate = engine.hold()
        await phone.say("推荐")
        await phone.hourglass.run_out("typing")
        await phone.delivered(2)
        gate.opened.set()

    async def test_an_article_and_buttons_below_it(
        self, verified: SandboxPhone, engine: FakeEngine
    ) -> None:
        await self.late(verified, engine)
        view = await verified.until(lambda view: kinds(view)[-1:] == ["msgmenu"])
        news, menu = view["bubbles"][-2:]
        assert (news["kind"], news["via"]) == ("news", "customer_service")
        (article,) = news["body"]["articles"]
        assert article["description"] == "第1条推荐的名称、第2条推荐的名称、第3条推荐的名称等"
        status, html = await page(verified, "/r/" + article["url"].rpartition("/")[2])
        assert (status, html.count("另一条理由")) == (200, COUNT)
        assert "9. 第9条推荐的名称" in menu["body"]["head"]
        assert [each["content"] for each in menu["body"]["items"]] == ["换一批", "补充需求"]
        assert "/r/" not in menu["body"]["head"]

    async def test_a_refused_article_leaves_the_way_in_words(self, desk: Desk) -> None:
        desk.api.refused_types = {"news"}
        await desk.suggest()
        (text,) = await desk.texts(1)
        assert f'<a href="{PUBLIC}/r/' in text
        assert "9. 第9条推荐的名称" in text

    async def test_where_one_message_is_left_it_carries_the_way(self, desk: Desk) -> None:
        await desk.ask()
        for number in range(4):
            await desk.door.staff_writes(f"第{number}条")
            await desk.texts(number + 1)
        desk.gate.set()
        *_, last = await desk.texts(5)
        assert f'<a href="{PUBLIC}/r/' in last

    @pytest.mark.parametrize("public", [None])
    async def test_without_a_page_everything_is_said_in_words(self, desk: Desk) -> None:
        await desk.suggest()
        texts = "".join(await desk.texts(2))
        assert texts.count("另一条理由") == COUNT
        assert "<a" not in texts


def kinds(view: dict[str, Any]) -> list[str]:
    return [each["kind"] for each in view["bubbles"]]
