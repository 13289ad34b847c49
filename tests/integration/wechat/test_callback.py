"""The callback itself: WeChat's check of the URL, what is refused, and the modes of encryption."""

from __future__ import annotations

from multidict import MultiDict

from bot.store.database import Database
from tests.fixtures.wechat_account import OPENID, TOKEN
from tests.fixtures.wechat_door import Door, open_door, wechat_settings
from tests.fixtures.wechat_platform import Delivery, Platform, sha1


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
