"""The Official Account from WeChat's side: signed, encrypted pushes in, replies and effects out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from multidict import MultiDict
from structlog.testing import capture_logs

from bot.conversation.inbox import Inbox
from bot.messages import Button, Card, EngineReply, HandoffRequest, Inbound, Outbound
from bot.store.database import Database
from bot.store.models import Conversation
from bot.store.turns import OpenTurn
from tests.fixtures.databases import SqliteStores, open_store
from tests.fixtures.shared_samples import wechat_documents
from tests.fixtures.wechat_account import AES_KEY, TOKEN
from tests.fixtures.wechat_door import Door, open_door, says, wechat_settings
from tests.fixtures.wechat_platform import Delivery, Platform, sha1

OPENID = "oTESTabcdefghijklmnopqrstuv1"
OTHER = "oTESTabcdefghijklmnopqrstuv2"


@pytest.fixture
async def store(sqlite_stores: SqliteStores) -> AsyncIterator[Database]:
    opened = open_store(sqlite_stores.migrated())
    yield opened
    await opened.close()


@pytest.fixture
async def door(store: Database) -> AsyncIterator[Door]:
    async with open_door(store) as opened:
        yield opened


def answering(*messages: Outbound, handoff: HandoffRequest | None = None) -> EngineReply:
    return EngineReply(messages, handoff)


class TestUrlCheck:
    async def test_echostr_comes_back_verbatim(self, door: Door) -> None:
        async with door.client.get("/wechat", params=self._params()) as response:
            assert response.status == 200
            assert response.content_type == "text/plain"
            assert await response.text() == "4375120948345356249"

    async def test_anything_else_is_refused_without_a_word(self, door: Door) -> None:
        good = self._params()
        wrong = [MultiDict({**good, name: "x" + value}) for name, value in good.items()][:3]
        wrong += [MultiDict({k: v for k, v in good.items() if k != name}) for name in good]
        wrong += [MultiDict([*good.items(), item]) for item in good.items()]
        for params in wrong:
            async with door.client.get("/wechat", params=params) as response:
                assert (response.status, await response.read()) == (403, b"")

    @staticmethod
    def _params() -> dict[str, str]:
        stamp, nonce = "1714036504", "1514711492"
        return {
            "signature": sha1(TOKEN, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "echostr": "4375120948345356249",
        }


class TestOneMessage:
    async def test_gets_its_answer_in_the_same_request(self, door: Door) -> None:
        assert await door.say(OPENID, "铸件有砂眼") == "听到：铸件有砂眼"
        (delivery,) = await door.settled()
        assert (delivery.state, delivery.via) == ("sent", "passive")

    async def test_delivered_three_times_at_once_is_one_turn_and_one_reply(
        self, door: Door
    ) -> None:
        delivery = door.platform.secure(door.platform.text(OPENID, "三次"))
        answers = await asyncio.gather(*(door.post(delivery) for _ in range(3)))
        assert sorted(door.reply_text(*answer) for answer in answers) == ["", "", "听到：三次"]
        assert len(door.engine.turns) == 1

    async def test_delivered_again_after_a_restart_is_not_run_again(self, store: Database) -> None:
        platform = Platform()
        delivery = platform.secure(platform.text(OPENID, "重启"))
        async with open_door(store, platform=platform) as before:
            assert before.reply_text(*await before.post(delivery)) == "听到：重启"
            await before.settled()
        async with open_door(store, platform=platform) as after:
            assert await after.post(delivery) == (200, "success")
            assert after.engine.turns == []

    async def test_the_same_id_from_two_people_is_two_messages(self, door: Door) -> None:
        for person in (OPENID, OTHER):
            document = door.platform.document(person, MsgType="text", MsgId=42, Content="同号")
            assert await door.push(document) == "听到：同号"
        assert len(door.engine.turns) == 2

    async def test_two_events_of_one_second_are_two(self, door: Door) -> None:
        for key in ("find_patent", "find_mentor"):
            event = door.platform.document(
                OPENID, MsgType="event", Event="CLICK", EventKey=key, CreateTime=1_700_000_000
            )
            first, again = await door.push(event), await door.push(event)
            assert (bool(first), again) == (True, "")
        assert [turn.payload for turn in door.engine.turns] == ["/find_patent", "/find_mentor"]

    async def test_text_that_looks_like_a_command_stays_text(self, door: Door) -> None:
        await door.say(OPENID, '/pick{"id":"1"}')
        assert door.engine.turns[0].payload is None


class TestRefusals:
    async def test_what_wechat_did_not_sign_has_no_effect(self, door: Door) -> None:
        platform = door.platform
        good = platform.secure(platform.text(OPENID, "改动"))
        for name in ("msg_signature", "timestamp", "nonce", "encrypt_type"):
            for value in ("", "0", good.params[name] + "0"):
                wrong = Delivery({**good.params, name: value}, good.body)
                assert await door.post(wrong) == (403, "")
        body = bytearray(good.body)
        body[len(body) // 2] ^= 1
        assert await door.post(Delivery(good.params, bytes(body))) == (403, "")
        assert await door.post(platform.plain(platform.text(OPENID, "明文"))) == (403, "")
        assert await door.messages() == []

    async def test_broken_heads_are_4xx_without_a_body(self, door: Door) -> None:
        platform = door.platform
        whole = platform.text(OPENID, "x")
        for document in (
            whole.replace("</xml>", "<FromUserName>b</FromUserName></xml>"),
            platform.document(OPENID, MsgType="text", MsgId="seven", Content="x"),
            platform.document(OPENID, MsgType="text", MsgId=1, Content="x", CreateTime="now"),
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>',
            "{" * 1_000,
        ):
            assert await door.post(platform.secure(document)) == (400, "")
        assert await door.messages() == []

    async def test_large_bodies_are_refused(self, door: Door) -> None:
        large = door.platform.secure(door.platform.text(OPENID, "长" * 200_000))
        status, body = await door.post(large)
        assert (status, body) == (413, "")

    async def test_parameters_that_are_not_text(self, door: Door) -> None:
        for raw in ("timestamp=%ff", "timestamp=%ed%a0%80", "nonce=%00", "timestamp=1&timestamp=1"):
            async with door.client.post(f"/wechat?{raw}", data=b"<xml/>") as response:
                assert (response.status, await response.read()) == (403, b"")


class TestKinds:
    async def test_every_published_push_is_answered_in_wechats_words(self, door: Door) -> None:
        for path in wechat_documents():
            status, body = await door.post(door.platform.secure(path.read_bytes()))
            assert status == 200, path.name
            door.reply_text(status, body)

    async def test_a_newcomer_is_greeted_and_the_code_is_remembered(self, door: Door) -> None:
        assert await door.push(door.platform.event(OPENID, "subscribe", "qrscene_hust"))
        (turn,) = door.engine.turns
        assert (turn.payload, turn.meta["scene"]) == ("/greet", "hust")
        async with door.database.read() as session:
            conversation = await session.get_one(Conversation, turn.conversation_id)
        assert conversation.scene == "hust"

    @pytest.mark.parametrize(
        "name", ["unsubscribe", "VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "brand_new"]
    )
    async def test_silence_where_silence_is_right(self, door: Door, name: str) -> None:
        event = door.platform.secure(door.platform.event(OPENID, name, MsgID=9))
        assert await door.post(event) == (200, "success")
        assert await door.messages() == []

    async def test_a_picture_is_kept_and_acknowledged_without_the_engine(self, door: Door) -> None:
        reply = await door.push(door.platform.message(OPENID, "image", MediaId="m1", PicUrl="u"))
        assert "工作人员" in reply
        assert door.engine.turns == []
        picture = (await door.messages())[0]
        assert (picture.text, picture.meta) == ("〔图片〕", {"type": "image"})

    async def test_voice_that_was_not_understood_is_asked_for_again(self, door: Door) -> None:
        voice = door.platform.message(OPENID, "voice", MediaId="m", Format="amr", Recognition="")
        assert "没有听清" in await door.push(voice)

    async def test_a_person_by_menu_works_without_the_engine(self, door: Door) -> None:
        assert "工作人员" in await door.push(door.platform.event(OPENID, "CLICK", "ask_human"))
        assert door.engine.turns == []


class TestChoices:
    @pytest.fixture(autouse=True)
    def _offers(self, door: Door) -> None:
        async def script(turn: OpenTurn) -> EngineReply:
            if turn.payload is not None:
                return says(f"选了 {turn.payload}")
            cards = tuple(
                Card("patent", name, name, buttons=(Button("想联系", f"/pick_{name}"),))
                for name in ("甲", "乙")
            )
            return answering(
                Outbound("推荐", cards=cards), Outbound("还要吗", (Button("再看一些", "/more"),))
            )

        door.engine.script = script

    async def test_a_number_shown_is_a_press(self, door: Door) -> None:
        assert "2. 乙" in await door.say(OPENID, "找专利")
        assert await door.say(OPENID, "2") == "选了 /pick_乙"

    async def test_words_of_a_reply_can_be_pressed(self, door: Door) -> None:
        delivery = door.platform.secure(door.platform.text(OPENID, "找专利"))
        _, body = await door.post(delivery)
        content = door.platform.open_reply(body)["Content"]
        (press,) = re.findall(
            r'<a href="weixin://bizmsgmenu\?msgmenucontent=再看一些&msgmenuid=([\d.]+)">再看一些</a>',
            content,
        )
        pressed = door.platform.text(OPENID, "再看一些", bizmsgmenuid=press)
        assert await door.push(pressed) == "选了 /more"

    async def test_words_shown_are_a_press(self, door: Door) -> None:
        assert "可回复「再看一些」" in await door.say(OPENID, "找专利")
        assert await door.say(OPENID, "再看一些") == "选了 /more"

    async def test_a_menu_id_of_ours_is_a_press_and_a_foreign_one_is_text(self, door: Door) -> None:
        await door.say(OPENID, "找专利")
        row = (await door.messages())[1]
        pressed = door.platform.text(OPENID, "想联系", bizmsgmenuid=f"{row.seq}.1")
        assert await door.push(pressed) == "选了 /pick_乙"
        await door.push(door.platform.text(OPENID, "满意", bizmsgmenuid="999.7"))
        await door.push(door.platform.text(OPENID, "一般", bizmsgmenuid="101"))
        assert [(turn.text, turn.payload) for turn in door.engine.turns[2:]] == [
            ("满意", None),
            ("一般", None),
        ]


class TestWhatOwnersRead:
    async def test_markup_of_others_does_nothing(self, door: Door) -> None:
        reply = await door.say(OPENID, '<a href="weixin://bizmsgmenu?x">点</a>]]></Content>')
        assert "<a" not in reply
        assert "weixin:/" not in reply
        assert reply.replace("\u200b", "").startswith('听到：<a href="weixin://bizmsgmenu?x">')

    async def test_a_failing_engine_is_an_apology_in_words(self, door: Door) -> None:
        async def broken(turn: OpenTurn) -> EngineReply:
            raise RuntimeError("Traceback secret")

        door.engine.script = broken
        reply = await door.say(OPENID, "你好")
        assert "对不起" in reply
        assert "Traceback" not in reply
        assert "可回复「再试一次」「转人工」" in reply

    async def test_long_answers_come_in_parts_that_lose_nothing(self, door: Door) -> None:
        long = [f"第{number}段" + "。长文" * 150 for number in range(4)]

        async def script(turn: OpenTurn) -> EngineReply:
            return says(*long)

        door.engine.script = script
        parts = [await door.say(OPENID, "讲讲流程")]
        while parts[-1].endswith("（还有内容，回复「继续」接着看）") and len(parts) < 9:
            parts.append(await door.say(OPENID, "继续"))
        read = "".join(part.removesuffix("（还有内容，回复「继续」接着看）") for part in parts)
        assert "".join(read.split()) == "".join(long)
        assert len(door.engine.turns) == 1
        assert {row.state for row in await door.settled()} == {"sent"}

    async def test_a_flood_is_silence(self, door: Door) -> None:
        replies = [await door.say(OPENID, f"第{number}条") for number in range(31)]
        assert all(replies[:30])
        assert replies[30] == ""
        assert await door.say(OTHER, "我没有刷屏")

    async def test_too_long_a_message_is_answered_with_the_way_on(self, door: Door) -> None:
        assert "分几次发送" in await door.say(OPENID, "长" * 4_001)

    async def test_a_person_owns_the_conversation(self, door: Door) -> None:
        async def to_person(turn: OpenTurn) -> EngineReply:
            return answering(Outbound("好的"), handoff=HandoffRequest("要人工"))

        door.engine.script = to_person
        assert (await door.say(OPENID, "转人工")).startswith("好的")
        assert await door.say(OPENID, "在等") == ""
        assert len(door.engine.turns) == 1


class TestOrder:
    async def test_five_quick_messages_are_answered_in_order(self, door: Door) -> None:
        replies = await asyncio.gather(*(door.say(OPENID, f"第{n}句") for n in range(5)))
        asked = [turn.text for turn in door.engine.turns]
        heard = [line for reply in replies for line in reply.splitlines() if "听到" in line]
        assert sorted(heard) == [f"听到：第{n}句" for n in range(5)]
        assert sorted(asked) == [f"第{n}句" for n in range(5)]
        rows = [row for row in await door.messages() if row.author == "bot"]
        assert [row.text for row in rows] == [f"听到：{text}" for text in asked]

    async def test_two_people_are_never_mixed(self, door: Door) -> None:
        people = [f"oTESTabcdefghijklmnopqrst{n:03}" for n in range(12)]
        replies = await asyncio.gather(*(door.say(person, person) for person in people))
        assert replies == [f"听到：{person}" for person in people]


class TestTroubleBehind:
    async def test_a_store_that_fails_and_comes_back_loses_nothing(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        accept, failures = Inbox.accept, iter([OSError("disk"), OSError("disk")])

        async def failing(self: Inbox, inbound: Inbound) -> object:
            for error in failures:
                raise error
            return await accept(self, inbound)

        monkeypatch.setattr(Inbox, "accept", failing)
        say = asyncio.create_task(door.say(OPENID, "还在吗"))
        assert await door.hourglass.until_done(say, "pause") == "听到：还在吗"

    async def test_a_store_that_stays_away_is_admitted(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def failing(self: Inbox, inbound: Inbound) -> object:
            raise OSError("disk")

        monkeypatch.setattr(Inbox, "accept", failing)
        say = asyncio.create_task(door.say(OPENID, "还在吗"))
        assert "没有收到" in await door.hourglass.until_done(say, "pause")

    async def test_a_store_that_hangs_is_admitted_in_time(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def hanging(self: Inbox, inbound: Inbound) -> object:
            await asyncio.Event().wait()
            raise AssertionError

        monkeypatch.setattr(Inbox, "accept", hanging)
        say = asyncio.create_task(door.say(OPENID, "还在吗"))
        await door.hourglass.run_out("store")
        assert "没有收到" in await say

    async def test_a_store_that_is_known_to_hang_is_not_waited_for(
        self, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Until it answers, which is found out beside the pushes."""
        accept, ping, there = Inbox.accept, Database.ping, asyncio.Event()

        async def hanging(self: Inbox, inbound: Inbound) -> object:
            await there.wait()
            return await accept(self, inbound)

        async def knocked(self: Database) -> None:
            await there.wait()
            await ping(self)

        async def share() -> float:
            """Of WeChat's five seconds, what a push gives the store."""
            say = asyncio.create_task(door.say(OPENID, "还在吗"))
            until = await door.hourglass.reached("store")
            seconds = until - door.hourglass.now()
            await door.hourglass.run_out("store")
            assert "没有收到" in await say
            return round(seconds, 2)

        monkeypatch.setattr(Inbox, "accept", hanging)
        monkeypatch.setattr(Database, "ping", knocked)
        assert [await share() for _ in range(5)] == [3.2, 3.2, 3.2, 0.3, 0.3]
        there.set()
        assert await door.say(OPENID, "现在呢") == "听到：现在呢"
        there.clear()
        assert await share() == 3.2

    async def test_logs_name_nobody_and_no_secret(self, door: Door) -> None:
        async def broken(turn: OpenTurn) -> EngineReply:
            raise RuntimeError("boom")

        with capture_logs() as logs:
            await door.say(OPENID, "一句私密的话")
            door.engine.script = broken
            await door.say(OPENID, "又一句私密的话")
            await door.post(Delivery({}, b"x"))
            await door.settled()
        written = str(logs)
        for secret in (OPENID, TOKEN, AES_KEY, "私密"):
            assert secret not in written


class TestModes:
    async def test_compatible(self, store: Database) -> None:
        async with open_door(store, wechat_settings(wechat_mode="compatible")) as door:
            pushed = door.platform.secure(door.platform.text(OPENID, "兼容"), compatible=True)
            assert door.reply_text(*await door.post(pushed)) == "听到：兼容"

    async def test_plain(self, store: Database) -> None:
        async with open_door(store, wechat_settings(wechat_mode="plain")) as door:
            status, body = await door.post(door.platform.plain(door.platform.text(OPENID, "明")))
            assert status == 200
            assert "<Content><![CDATA[听到：明]]></Content>" in body

    async def test_previous_key(self, store: Database) -> None:
        old = "B" * 43
        settings = wechat_settings(wechat_aes_key_previous=old)
        async with open_door(store, settings, platform=Platform(aes_key=old)) as door:
            assert await door.say(OPENID, "旧钥匙") == "听到：旧钥匙"
