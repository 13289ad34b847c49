"""Staff send pictures and documents to owners in WeChat, with accounts of either kind."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.messages import Attachment
from bot.programme.data_rights import erase
from bot.store.media import note_medium
from bot.store.models import ChannelSend, Conversation, Delivery, Message
from connectors.enclosures.links import FileLinks
from tests.fixtures.colleagues import Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.staff_files import PDF, PNG, send_file
from tests.fixtures.waiting import eventually
from tests.fixtures.wechat_account import AES_KEY
from tests.fixtures.wechat_api import SECRET, ApiStandIn
from tests.fixtures.wechat_platform import Platform
from tests.integration.test_wechat_front_door import ACCOUNT, OPENID, post

PUBLIC = "https://desk.example.cn"
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "


@dataclass
class Desk:
    """An owner in WeChat whose conversation is in the clerk's hands."""

    door: Door
    clerk: Colleague
    conversation_id: str
    platform: Platform

    async def say(self, content: str) -> str:
        """What the owner reads at once."""
        push = self.platform.secure(self.platform.text(OPENID, content))
        status, body = await post(self.door, push)
        assert status == 200
        return "" if body in ("", "success") else self.platform.open_reply(body)["Content"]

    async def send(self, data: bytes, name: str = "合同草案.pdf") -> dict[str, Any]:
        status, row = await send_file(self.clerk, self.conversation_id, data, name)
        assert status == 200, row
        return row

    async def reply(self, text: str) -> None:
        assert (await self.clerk.reply(self.conversation_id, text))[0] == 200

    async def delivery(self, seq: int) -> tuple[str, str | None]:
        async with self.door.database.read() as session:
            found = await session.execute(
                select(Delivery.state, Delivery.reason)
                .join(Message, Message.id == Delivery.message_id)
                .where(Message.seq == seq, Message.conversation_id == self.conversation_id)
            )
            state, reason = found.one()
            return state, reason

    async def becomes(self, seq: int, state: str) -> str | None:
        """The reason, once the row is in that state."""

        async def is_so() -> bool:
            return (await self.delivery(seq))[0] == state

        await eventually(is_so)
        return (await self.delivery(seq))[1]

    async def state(self) -> dict[str, Any]:
        case = await self.clerk.get(f"/conversations/{self.conversation_id}")
        state: dict[str, Any] = case["channel_state"]
        return state

    async def open(self, url: str) -> tuple[int, str, bytes, Any]:
        """As the owner's browser does with a link of the chat's."""
        assert url.startswith(PUBLIC)
        async with self.door.client.get(url.removeprefix(PUBLIC)) as response:
            return response.status, response.content_type, await response.read(), response.headers


@asynccontextmanager
async def open_desk(engine: FakeEngine, url: str, **settings: Any) -> AsyncIterator[Desk]:
    async with open_door(engine, url, bot_desk_hours="always", **ACCOUNT, **settings) as door:
        desk = Desk(door, await hire(door, "王老师"), "", Platform())
        await desk.say("要看合同")
        async with door.database.read() as session:
            desk.conversation_id = (await session.scalars(select(Conversation.id))).one()
        await desk.clerk.claim(desk.conversation_id)
        yield desk


def account(api: ApiStandIn) -> dict[str, Any]:
    return {
        "wechat_account": "verified", "wechat_app_secret": SECRET, "wechat_api_base": api.url,
    }  # fmt: skip


@pytest.fixture
async def verified(
    engine: FakeEngine, sqlite_stores: SqliteStores, api: ApiStandIn
) -> AsyncIterator[Desk]:
    url = sqlite_stores.migrated()
    async with open_desk(engine, url, bot_public_url=PUBLIC, **account(api)) as opened:
        yield opened


@pytest.fixture
async def nowhere(
    engine: FakeEngine, sqlite_stores: SqliteStores, api: ApiStandIn
) -> AsyncIterator[Desk]:
    """Verified, and without an address that owners could open."""
    async with open_desk(engine, sqlite_stores.migrated(), **account(api)) as opened:
        yield opened


def link_in(text: str) -> str:
    (url,) = re.findall(r'<a href="([^"]+)">点这里打开</a>', text)
    return str(url)


class TestVerified:
    async def test_a_picture_is_a_message_of_its_own_in_its_place(
        self, verified: Desk, api: ApiStandIn
    ) -> None:
        await verified.reply("样件是这样的")
        row = await verified.send(PNG, "样件.png")
        await verified.reply("您看行吗")
        await verified.becomes(row["seq"] + 1, "sent")
        kinds = [message["msgtype"] for message in api.sent]
        assert kinds[-3:] == ["text", "image", "text"]
        assert api.sent[-3]["text"]["content"].endswith("样件是这样的")
        assert api.sent[-1]["text"]["content"] == "您看行吗"
        picture = api.sent[-2]
        assert picture["touser"] == OPENID
        taken = api.media[picture["image"]["media_id"]]
        assert (taken.kind, taken.name, taken.content_type, taken.data) == (
            "image", "样件.png", "image/png", PNG,
        )  # fmt: skip
        assert (await verified.state())["quota_left"] == 5 - len(api.sent)

    async def test_a_document_is_a_line_with_a_link_to_it(
        self, verified: Desk, api: ApiStandIn
    ) -> None:
        row = await verified.send(PDF, "合同<草案>.pdf")
        await verified.becomes(row["seq"], "sent")
        said = api.texts()[-1]
        assert "「合同_草案_.pdf」（1 KB）" in said
        status, kind, page, headers = await verified.open(link_in(said))
        assert (status, kind) == (200, "text/html")
        assert "合同_草案_.pdf" in page.decode()
        assert headers["Cache-Control"] == "private, no-store"
        (inside,) = re.findall(r"class='open' href='([^']+)'", page.decode())
        status, kind, data, headers = await verified.open(PUBLIC + inside)
        assert (status, kind, data) == (200, "application/pdf", PDF)
        assert headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "refusal",
        [
            pytest.param('{"errcode":40009,"errmsg":"invalid image size"}', id="too large"),
            pytest.param('{"errcode":45001,"errmsg":"media size out of limit"}', id="file size"),
            pytest.param("<html>502</html>", id="nobody knows"),
        ],
    )
    async def test_a_picture_that_wechat_does_not_take_is_a_link(
        self, verified: Desk, api: ApiStandIn, refusal: str
    ) -> None:
        api.upload_answers = [refusal]
        row = await verified.send(PNG, "样件.png")
        await verified.becomes(row["seq"], "sent")
        assert "image" not in [message["msgtype"] for message in api.sent]
        page = (await verified.open(link_in(api.texts()[-1])))[2].decode()
        assert "<img src='/f/" in page
        assert sum("样件.png" in text for text in api.texts()) == 1
        assert (await verified.state())["quota_left"] == 5 - len(api.sent)

    async def test_a_picture_that_wechat_does_not_know_is_a_link(
        self, verified: Desk, api: ApiStandIn
    ) -> None:
        row = await verified.send(WEBP, "样件.webp")
        await verified.becomes(row["seq"], "sent")
        assert "样件.webp" in api.texts()[-1]
        assert api.media == {}

    async def test_what_may_have_arrived_is_not_sent_again(
        self, verified: Desk, api: ApiStandIn
    ) -> None:
        await verified.becomes(3, "sent")
        before = len(api.sent)
        api.garbage = "<html>"
        row = await verified.send(PNG, "样件.png")
        assert "看不懂" in (await verified.becomes(row["seq"], "failed") or "")
        api.garbage = None
        calls = api.calls
        await verified.reply("收到图了吗")
        await verified.becomes(row["seq"] + 1, "sent")
        assert [message["msgtype"] for message in api.sent[before:]] == ["text"]
        assert api.calls == calls + 1
        async with verified.door.database.read() as session:
            spent = (await session.scalars(select(ChannelSend.id))).all()
        assert len(spent) == len(api.sent) + 1

    async def test_once_the_window_has_closed_all_wait_until_the_owner_writes(
        self, verified: Desk, api: ApiStandIn
    ) -> None:
        await verified.becomes(3, "sent")
        before = len(api.sent)
        async with verified.door.database.write() as session:
            past = verified.door.settings.clock.now() - timedelta(hours=49)
            await session.execute(update(Message).values(created_at=past))
        await verified.reply("样件是这样的")
        picture = (await verified.send(PNG, "样件.png"))["seq"]
        await verified.reply("您看行吗")
        for seq in range(picture - 1, picture + 2):
            assert "窗口已关闭" in (await verified.becomes(seq, "held") or "")
        assert len(api.sent) == before
        # What stands in front of the picture is the reply; the rest follows in its order.
        assert await verified.say("在的") == "样件是这样的"
        await verified.becomes(picture + 1, "sent")
        assert [message["msgtype"] for message in api.sent[before:]] == ["image", "text"]
        assert api.sent[-1]["text"]["content"] == "您看行吗"

    async def test_what_is_erased_before_it_goes_never_goes(
        self, verified: Desk, api: ApiStandIn
    ) -> None:
        sent = await verified.send(PDF)
        await verified.becomes(sent["seq"], "sent")
        link = link_in(api.texts()[-1])
        async with verified.door.database.write() as session:
            past = verified.door.settings.clock.now() - timedelta(hours=49)
            await session.execute(update(Message).values(created_at=past))
        held = await verified.send(PNG, "样件.png")
        await verified.becomes(held["seq"], "held")
        async with verified.door.database.write() as session:
            await erase(session, verified.conversation_id, verified.door.settings.clock.now())
        before = len(api.sent)
        await verified.say("在的")
        assert "已经删除" in (await verified.becomes(held["seq"], "failed") or "")
        assert len(api.sent) == before
        assert (await verified.open(link))[0] == 404


class TestLinks:
    async def test_they_end_after_a_month_and_open_nothing_else(
        self, verified: Desk, api: ApiStandIn
    ) -> None:
        row = await verified.send(PDF)
        await verified.becomes(row["seq"], "sent")
        link = link_in(api.texts()[-1])
        assert (await verified.open(link + "/合同.pdf"))[0] == 200
        for forged in (link[:-1] + ("A" if link[-1] != "A" else "B"), link + "AA", PUBLIC + "/f/x"):
            assert (await verified.open(forged))[0] == 404
            assert (await verified.open(forged + "/合同.pdf"))[0] == 404
        # A link to suggestions is none to a file.
        assert (await verified.open(link.replace("/f/", "/r/")))[0] == 404
        async with verified.door.database.write() as session:
            past = verified.door.settings.clock.now() - timedelta(days=31)
            await session.execute(update(Message).values(created_at=past))
        status, _, page, _ = await verified.open(link)
        assert status == 404
        assert "过期" in page.decode()
        assert (await verified.open(link + "/合同.pdf"))[0] == 404

    async def test_they_open_no_file_of_an_owners(self, verified: Desk) -> None:
        links = FileLinks(PUBLIC, [AES_KEY])
        async with verified.door.database.write() as session:
            row = await session.scalar(select(Message).where(Message.author == "user"))
            assert row is not None
            own = Attachment("file", "", name="a.pdf", content_type="application/pdf", data=PDF)
            await note_medium(session, row, own)
        assert (await verified.open(links.url_of(row.id)))[0] == 404


class TestWithoutAnAddress:
    async def test_staff_learn_at_once_that_a_document_cannot_be_sent(
        self, nowhere: Desk, api: ApiStandIn
    ) -> None:
        assert (await nowhere.state())["files"] == "pictures"
        before = (await nowhere.clerk.get(f"/conversations/{nowhere.conversation_id}"))["last_seq"]
        status, refusal = await send_file(nowhere.clerk, nowhere.conversation_id, PDF)
        assert (status, refusal["code"]) == (400, "bad_request")
        assert "BOT_PUBLIC_URL" in refusal["detail"]
        after = (await nowhere.clerk.get(f"/conversations/{nowhere.conversation_id}"))["last_seq"]
        assert after == before
        row = await nowhere.send(PNG, "样件.png")
        await nowhere.becomes(row["seq"], "sent")
        assert api.sent[-1]["msgtype"] == "image"

    async def test_a_picture_that_wechat_does_not_take_is_told_to_staff(
        self, nowhere: Desk, api: ApiStandIn
    ) -> None:
        api.upload_answers = ['{"errcode":40009,"errmsg":"invalid image size"}']
        row = await nowhere.send(PNG, "样件.png")
        assert "大小限制" in (await nowhere.becomes(row["seq"], "failed") or "")
        assert "样件.png" not in str(api.sent)
        assert (await nowhere.state())["quota_left"] == 5 - len(api.sent)


class TestUnverified:
    async def test_the_next_word_of_the_owner_brings_the_link(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        url = sqlite_stores.migrated()
        async with open_desk(engine, url, bot_public_url=PUBLIC) as desk:
            assert (await desk.state())["files"] == "all"
            row = await desk.send(PNG, "样件.png")
            said = await desk.say("好了吗")
            assert "「样件.png」（1 KB）" in said
            assert "image" in (await desk.open(link_in(said) + "/a"))[1]
            await desk.becomes(row["seq"], "sent")

    async def test_without_an_address_nothing_is_taken(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_desk(engine, sqlite_stores.migrated()) as desk:
            assert (await desk.state())["files"] == "none"
            status, refusal = await send_file(desk.clerk, desk.conversation_id, PNG)
            assert (status, refusal["code"]) == (400, "bad_request")

    async def test_what_lost_its_address_on_the_way_is_told_to_staff(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        """The setting was taken away while the file waited."""
        url = sqlite_stores.migrated()
        async with open_desk(engine, url, bot_public_url=PUBLIC) as desk:
            row = await desk.send(PDF)
        async with open_door(engine, url, bot_desk_hours="always", **ACCOUNT) as door:
            later = Desk(door, desk.clerk.at(door), desk.conversation_id, desk.platform)
            assert "合同" not in await later.say("好了吗")
            assert "BOT_PUBLIC_URL" in (await later.becomes(row["seq"], "failed") or "")
