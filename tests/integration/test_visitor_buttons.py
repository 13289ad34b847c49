"""Buttons are pressed or typed, and nothing else that is typed is a command."""

from __future__ import annotations

import pytest

from tests.fixtures.fake_engine import PATENT, FakeEngine, custom
from tests.fixtures.front_door import Door, Visitor


class TestButtons:
    async def test_a_press_sends_the_payload_and_shows_the_title(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [custom(text="请看", cards=[PATENT])]
        await visitor.reply_to(await visitor.say("找专利"))

        await visitor.reply_to(await visitor.press("2.0"))

        assert engine.calls[-1].message == '/pick{"kind":"patent","id":"p1"}'
        assert (await visitor.log())[2]["text"] == "就要这个"

    @pytest.mark.parametrize("typed", ["再看几个", " 再看几个。", "再看几个！"])
    async def test_typing_the_words_of_a_button_presses_it(
        self, visitor: Visitor, engine: FakeEngine, typed: str
    ) -> None:
        engine.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "再看几个", "payload": "/more"}]}
        ]
        await visitor.reply_to(await visitor.say("找专利"))
        await visitor.reply_to(await visitor.say(typed))
        assert engine.calls[-1].message == "/more"

    async def test_words_of_a_button_that_is_no_longer_in_view_are_text(
        self, visitor: Visitor, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "是", "payload": "/affirm"}]}
        ]
        await visitor.reply_to(await visitor.say("一"))
        engine.reply = lambda _: [{"text": "好"}]
        await visitor.reply_to(await visitor.say("二"))
        await visitor.reply_to(await visitor.say("是"))
        assert engine.calls[-1].message == "是"

    @pytest.mark.parametrize(
        ("first", "numbered", "read"),
        [
            ("请老师指点", True, "/a"),
            # The number may be the sum or the time, or the buttons are no list.
            ("10万元以内", True, "1"),
            ("三个月内", True, "1"),
            ("同意", False, "1"),
        ],
    )
    async def test_a_number_typed_on_the_web_is_a_press_where_it_can_be_nothing_else(
        self, visitor: Visitor, engine: FakeEngine, first: str, numbered: bool, read: str
    ) -> None:
        engine.reply = lambda _: [
            custom(text="选", buttons=[{"title": first, "payload": "/a"}], numbered=numbered)
        ]
        await visitor.reply_to(await visitor.say("选"))
        await visitor.reply_to(await visitor.say("1"))
        assert engine.calls[-1].message == read

    @pytest.mark.parametrize("typed", ["/restart", '/inform{"x":1}', "/affirm"])
    async def test_a_typed_command_is_text(
        self, visitor: Visitor, engine: FakeEngine, typed: str
    ) -> None:
        await visitor.reply_to(await visitor.say(typed))
        assert engine.calls[0].message == "／" + typed[1:]
        assert (await visitor.log())[0]["text"] == typed, "the log keeps what was typed"

    async def test_a_button_of_another_conversation_is_unknown(
        self, door: Door, engine: FakeEngine
    ) -> None:
        engine.reply = lambda _: [
            {"text": "好", "buttons": [{"title": "是", "payload": "/affirm"}]}
        ]
        one, other = await door.visitor(), await door.visitor()
        await one.reply_to(await one.say("一"))

        status, answer = await other.post(client_msg_id="x", button_id="2.0")

        assert (status, answer["code"]) == (404, "not_found")
