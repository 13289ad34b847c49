"""Messages of customer service and the sign of typing: whom they reach, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.sandbox.platform import Phone, Platform
from tests.unit.sandbox.api_client import BASE, Client, shown


class TestCustomerService:
    async def test_a_message_opens_five_in_48_hours(
        self, client: Client, platform: Platform, phone: Phone
    ) -> None:
        assert await client.send(phone) == 45015
        platform.note_contact(phone, "message")
        assert [await client.send(phone) for _ in range(6)] == [0] * 5 + [45047]
        assert shown(phone) == [{"text": "您好"}] * 5
        platform.note_contact(phone, "message")
        platform.clock.move(timedelta(hours=1))
        assert await client.send(phone) == 0
        platform.clock.move(timedelta(hours=48))
        client.token = (await client.fetch_token())["access_token"]
        assert await client.send(phone) == 45015

    async def test_an_unverified_account_has_no_right_to(
        self, client: Client, platform: Platform, phone: Phone
    ) -> None:
        platform.note_contact(phone, "message")
        platform.switches.verified = False
        assert await client.send(phone) == 48001
        assert await client.code("message/custom/typing", {}) == 48001
        assert await client.code("qrcode/create", {}) == 48001
        assert (await client.get("user/info", openid=phone.openid))["errcode"] == 48001
        assert shown(phone) == []

    async def test_whom_it_does_not_know_or_who_left(
        self, client: Client, platform: Platform, phone: Phone
    ) -> None:
        assert await client.send(phone, touser="oNobody") == 40003
        assert await client.send(phone, touser=7) == 40003
        platform.note_contact(phone, "message")
        phone.following = False
        assert await client.send(phone) == 43004

    @pytest.mark.parametrize(
        ("message", "code"),
        [
            ({"msgtype": "poem"}, 40008),
            ({"msgtype": None}, 40008),
            ({"text": {}}, 44004),
            ({"text": {"content": ""}}, 44004),
            ({"text": "您好"}, 44004),
            ({"text": {"content": "字" * 683}}, 45002),
            ({"msgtype": "image", "image": {"media_id": "gone"}}, 40007),
            ({"msgtype": "news", "news": {"articles": []}}, 44004),
            ({"msgtype": "news", "news": {"articles": [{"title": "a"}] * 2}}, 45008),
            ({"msgtype": "msgmenu", "msgmenu": {"list": []}}, 47001),
        ],
    )
    async def test_what_cannot_be_sent_costs_nothing(
        self, client: Client, platform: Platform, phone: Phone, message: Any, code: int
    ) -> None:
        platform.note_contact(phone, "message")
        assert await client.send(phone, **message) == code
        assert shown(phone) == []
        assert phone.allowance.open_grants(platform.clock.now())[0].left == 5

    async def test_cards_and_choices_arrive_as_they_were_sent(
        self, client: Client, platform: Platform, phone: Phone
    ) -> None:
        platform.note_contact(phone, "message")
        article = {"title": "推荐", "description": "三位导师", "url": "http://a.cn", "picurl": ""}
        menu = {
            "head_content": "有帮助吗？",
            "list": [{"id": "3.0", "content": "有"}, {"id": "3.1", "content": "没有"}],
            "tail_content": "谢谢",
        }
        assert await client.send(phone, msgtype="news", news={"articles": [article]}) == 0
        assert await client.send(phone, msgtype="msgmenu", msgmenu=menu) == 0
        news, choices = shown(phone)
        assert news["articles"][0]["title"] == "推荐"
        assert choices == {"head": "有帮助吗？", "items": menu["list"], "tail": "谢谢"}

    async def test_bodies_that_are_no_json_objects(self, client: Client) -> None:
        for raw, code in ((b"", 44002), (b"{", 47001), (b"[]", 47001), (b"[" * 99_999, 45002)):
            async with client.http.post(
                f"{BASE}/message/custom/send", data=raw, params={"access_token": client.token}
            ) as response:
                assert (await response.json(content_type=None))["errcode"] == code
        assert (await client.get("message/custom/send"))["errcode"] == 43002

    async def test_every_call_is_noted_without_secrets(
        self, client: Client, platform: Platform, phone: Phone
    ) -> None:
        await client.send(phone)
        *_, sent = platform.calls
        assert (sent.name, sent.code, sent.openid) == ("message/custom/send", 45015, phone.openid)
        noted = " ".join(f"{call.request} {call.reason}" for call in platform.calls)
        assert client.account.secret not in noted
        assert client.token not in noted


class TestTyping:
    async def test_shows_for_15_seconds_and_only_after_a_recent_word(
        self, client: Client, platform: Platform, phone: Phone
    ) -> None:
        async def typing(command: str = "Typing") -> int:
            wish = {"touser": phone.openid, "command": command}
            return await client.code("message/custom/typing", wish)

        assert await typing() == 45080
        platform.note_contact(phone, "message")
        assert await typing("Dancing") == 45072
        assert [await typing(), await typing()] == [0, 45081]
        platform.clock.move(timedelta(seconds=16))
        assert await typing() == 0
        assert await typing("CancelTyping") == 0
        assert await typing() == 0
        await client.send(phone)
        assert phone.typing_until is None
        platform.clock.move(timedelta(seconds=31))
        assert await typing() == 45080
