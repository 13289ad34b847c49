"""An account that may send lets a late answer follow as a message of customer service."""

from __future__ import annotations

from bot.messages import Button, EngineReply, Outbound
from bot.store.turns import OpenTurn
from tests.fixtures.late_answers import Gate, delivered
from tests.fixtures.wechat_account import OPENID
from tests.fixtures.wechat_api import ApiStandIn
from tests.fixtures.wechat_door import Door, says


async def late(door: Door, content: str) -> str:
    """What the owner reads at once, where the answer comes later."""
    delivery = door.platform.secure(door.platform.text(OPENID, content))
    return door.reply_text(*await door.post_late(delivery))


class TestVerified:
    async def test_a_quick_answer_is_the_reply_and_spends_no_message(
        self, known: Door, api: ApiStandIn
    ) -> None:
        assert await known.say(OPENID, "快问题") == "听到：快问题"
        assert await delivered(known, 1) == [("sent", "passive", None)]
        assert api.calls == 0

    async def test_a_late_answer_follows_as_one_message(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        delivery = verified.platform.secure(verified.platform.text(OPENID, "慢问题"))
        assert await verified.post_late(delivery) == (200, "success")
        gate.open.set()
        assert await delivered(verified, 1) == [("sent", "customer_service", None)]
        assert api.texts() == ["听到：慢问题"]
        assert api.sent[0]["touser"] == OPENID
        assert await verified.post_late(delivery) == (200, "success")
        assert api.texts() == ["听到：慢问题"]

    async def test_many_bubbles_are_merged_to_spare_the_five(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        async def talks(turn: OpenTurn) -> EngineReply:
            await gate.open.wait()
            return says(*(f"第{number}段" + "字" * 300 for number in range(6)))

        verified.engine.script = talks
        assert await late(verified, "讲讲") == ""
        gate.open.set()
        await delivered(verified, 6)
        assert len(api.sent) == 3
        assert all(len(text.encode()) <= 2_048 for text in api.texts())
        whole = "".join("".join(api.texts()).split())
        assert whole == "".join(f"第{number}段" + "字" * 300 for number in range(6))

    async def test_a_long_turn_shows_that_it_runs_once(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        """45081 and 45080 are no trouble either."""
        api.faults = [{"errcode": 45081, "errmsg": "already in typing"}]
        delivery = verified.platform.secure(verified.platform.text(OPENID, "慢问题"))
        assert await verified.post_late(delivery) == (200, "success")
        await verified.post_late(delivery)
        gate.open.set()
        assert await delivered(verified, 1) == [("sent", "customer_service", None)]
        assert api.typing == [{"touser": OPENID, "command": "Typing"}]

    async def test_choices_that_come_late_are_buttons(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        async def asks(turn: OpenTurn) -> EngineReply:
            await gate.open.wait()
            if turn.payload is not None:
                return says(f"按下 {turn.payload}")
            return EngineReply((Outbound("提交吗？", (Button("确认提交", "/affirm"),)),))

        verified.engine.script = asks
        assert await late(verified, "写好了") == ""
        gate.open.set()
        await delivered(verified, 1)
        menu = api.sent[0]["msgmenu"]
        assert (menu["head_content"], menu["list"][0]["content"]) == ("提交吗？", "确认提交")
        press = verified.platform.text(OPENID, "确认提交", bizmsgmenuid=menu["list"][0]["id"])
        await verified.push(press)
        assert verified.engine.turns[-1].payload == "/affirm"

    async def test_choices_are_words_where_the_account_has_no_buttons(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        async def asks(turn: OpenTurn) -> EngineReply:
            await gate.open.wait()
            return EngineReply((Outbound("提交吗？", (Button("确认提交", "/affirm"),)),))

        verified.engine.script = asks
        api.refused_types = {"msgmenu"}
        assert await late(verified, "写好了") == ""
        gate.open.set()
        assert await delivered(verified, 1) == [("sent", "customer_service", None)]
        assert api.texts() == ["提交吗？\n\n可回复「确认提交」"]

    async def test_an_api_that_hangs_delays_no_push(
        self, verified: Door, gate: Gate, api: ApiStandIn
    ) -> None:
        api.hangs = True
        for person in (OPENID, "oTESTabcdefghijklmnopqrstuv2"):
            document = verified.platform.text(person, "慢问题")
            delivery = verified.platform.secure(document)
            assert await verified.post_late(delivery) == (200, "success")
        gate.open.set()
