"""Pushes of every kind, each taken once and answered in its order."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.database import Database
from bot.store.models import Conversation
from tests.fixtures.shared_samples import wechat_documents
from tests.fixtures.wechat_account import OPENID, OTHER
from tests.fixtures.wechat_door import Door, open_door
from tests.fixtures.wechat_platform import Platform


class TestOneMessage:
    async def test_gets_its_answer_in_the_same_request(self, door: Door) -> None:
        assert await door.say(OPENID, "铸件有砂眼") == "听到：铸件有砂眼"
        (delivery,) = await door.settled()
        assert (delivery.state, delivery.via) == ("sent", "passive")

    async def test_delivered_three_times_at_once_is_one_turn_and_one_reply(
        self, door: Door
    ) -> None:
        """All are told the same: WeChat shows what comes back on the one line that it holds."""
        delivery = door.platform.secure(door.platform.text(OPENID, "三次"))
        answers = await asyncio.gather(*(door.post(delivery) for _ in range(3)))
        assert [door.reply_text(*answer) for answer in answers] == ["听到：三次"] * 3
        assert [row.state for row in await door.settled()] == ["sent"]
        assert len(door.engine.turns) == 1

    async def test_delivered_again_after_a_restart_is_not_run_again(self, store: Database) -> None:
        platform = Platform()
        delivery = platform.secure(platform.text(OPENID, "重启"))
        async with open_door(store, platform=platform) as before:
            assert before.reply_text(*await before.post(delivery)) == "听到：重启"
            await before.settled()
        async with open_door(store, platform=platform) as after:
            assert after.reply_text(*await after.post(delivery)) == "听到：重启"
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
            assert first
            assert again == first
        assert [turn.payload for turn in door.engine.turns] == ["/find_patent", "/find_mentor"]

    async def test_text_that_looks_like_a_command_stays_text(self, door: Door) -> None:
        await door.say(OPENID, '/pick{"id":"1"}')
        assert door.engine.turns[0].payload is None


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
