"""Replies as owners read them, and the choices in them that can be pressed or typed."""

from __future__ import annotations

import re

import pytest

from bot.messages import Button, Card, EngineReply, HandoffRequest, Outbound
from bot.store.turns import OpenTurn
from tests.fixtures.wechat_account import OPENID, OTHER
from tests.fixtures.wechat_door import Door, says


def answering(*messages: Outbound, handoff: HandoffRequest | None = None) -> EngineReply:
    return EngineReply(messages, handoff)


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
        assert reply.endswith("1. 再试一次\n2. 转人工")

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

    async def test_who_floods_reads_that_it_was_not_taken_and_others_go_on(
        self, door: Door
    ) -> None:
        replies = [await door.say(OPENID, f"第{number}条") for number in range(31)]
        assert not any("刚才这条没收下" in reply for reply in replies[:30])
        assert "刚才这条没收下" in replies[30]
        assert "第30条" not in {turn.text for turn in door.engine.turns}
        assert "刚才这条没收下" not in await door.say(OTHER, "我没有刷屏")

    async def test_too_long_a_message_is_answered_with_the_way_on(self, door: Door) -> None:
        assert "分几次发送" in await door.say(OPENID, "长" * 4_001)

    async def test_a_person_owns_the_conversation(self, door: Door) -> None:
        async def to_person(turn: OpenTurn) -> EngineReply:
            return answering(Outbound("好的"), handoff=HandoffRequest("要人工"))

        door.engine.script = to_person
        assert (await door.say(OPENID, "转人工")).startswith("好的")
        assert await door.say(OPENID, "在等") == ""
        assert len(door.engine.turns) == 1
