"""The stand-in for api.weixin.qq.com, spoken to as any client of WeChat's API would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from connectors.sandbox.account import NOTICE_TEMPLATE, Account
from connectors.sandbox.api import PlatformApi
from connectors.sandbox.media import MediaShelf
from connectors.sandbox.menu import DEFAULT, Menu
from connectors.sandbox.notices import NoticeOffice
from connectors.sandbox.platform import Phone, Platform
from connectors.sandbox.push import Pusher
from tests.fixtures.hourglass import HandHourglass

BASE = "/sandbox/api/cgi-bin"
CLICK = {"type": "click", "key": "k"}
TEXT = {"msgtype": "text", "text": {"content": "您好"}}


@dataclass
class Client:
    """A server that calls WeChat. ``call`` gives the errcode, 0 where there is none."""

    http: TestClient[web.Request, web.Application]
    account: Account
    token: str = ""

    async def fetch_token(self, **more: Any) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential", "appid": self.account.app_id,
            "secret": self.account.secret, **more,
        }  # fmt: skip
        return await self._read("POST", "stable_token", json=body)

    async def fetch_plain_token(self, **more: Any) -> dict[str, Any]:
        params = {
            "grant_type": "client_credential", "appid": self.account.app_id,
            "secret": self.account.secret, **more,
        }  # fmt: skip
        return await self._read("GET", "token", params=params)

    async def post(self, name: str, body: Any) -> dict[str, Any]:
        return await self._read("POST", name, json=body, params={"access_token": self.token})

    async def get(self, name: str, **params: str) -> dict[str, Any]:
        return await self._read("GET", name, params={"access_token": self.token, **params})

    async def code(self, name: str, body: Any) -> int:
        return int((await self.post(name, body)).get("errcode", 0))

    async def send(self, phone: Phone, **message: Any) -> int:
        return await self.code("message/custom/send", {"touser": phone.openid, **TEXT, **message})

    async def _read(self, method: str, name: str, **options: Any) -> dict[str, Any]:
        async with self.http.request(method, f"{BASE}/{name}", **options) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json(content_type=None)
            return answer


@pytest.fixture
async def client(platform: Platform, account: Account) -> AsyncIterator[Client]:
    """With a token that holds."""
    notices = NoticeOffice(platform, account, Pusher(platform, account, HandHourglass()))
    api = PlatformApi(platform, account, MediaShelf(platform.clock), Menu(DEFAULT), notices)
    app = web.Application()
    app.add_routes(api.routes())
    async with TestClient(TestServer(app)) as http:
        made = Client(http, account)
        made.token = (await made.fetch_token())["access_token"]
        yield made


def shown(phone: Phone) -> list[dict[str, Any]]:
    return [bubble.body for bubble in phone.bubbles]


class TestTokens:
    async def test_stable_token_is_the_same_until_five_minutes_before_its_end(
        self, client: Client, platform: Platform
    ) -> None:
        first = await client.fetch_token()
        assert first["access_token"] == client.token
        assert 7190 < first["expires_in"] <= 7200
        platform.clock.move(timedelta(minutes=116))
        second = await client.fetch_token()
        assert second["access_token"] != client.token
        assert (await client.get("getcallbackip"))["ip_list"]

    async def test_an_old_token_expires_and_an_invented_one_is_none(
        self, client: Client, platform: Platform, phone: Phone
    ) -> None:
        platform.clock.move(timedelta(hours=3))
        assert await client.send(phone) == 42001
        client.token = "invented"
        assert await client.send(phone) == 40001
        client.token = ""
        assert await client.send(phone) == 41001

    async def test_token_voids_the_one_before_after_five_minutes_and_no_stable_one(
        self, client: Client, platform: Platform
    ) -> None:
        stable = client.token
        old, new = [(await client.fetch_plain_token())["access_token"] for _ in range(2)]
        assert len({old, new, stable}) == 3
        for minutes, wanted in ((0, [0, 0, 0]), (6, [42001, 0, 0])):
            platform.clock.move(timedelta(minutes=minutes))
            codes = []
            for client.token in (old, new, stable):
                codes.append((await client.get("menu/get")).get("errcode", 0))
            assert codes == wanted

    async def test_wrong_credentials_have_their_own_codes(self, client: Client) -> None:
        cases: list[tuple[dict[str, str], int]] = [
            ({"appid": "wx1"}, 40013), ({"secret": "no"}, 40125), ({"appid": ""}, 41002),
            ({"secret": ""}, 41004), ({"grant_type": "password"}, 40002),
        ]  # fmt: skip
        for wrong, code in cases:
            assert (await client.fetch_token(**wrong))["errcode"] == code
            assert (await client.fetch_plain_token(**wrong))["errcode"] == code

    async def test_forcing_has_a_pause_and_a_daily_limit(
        self, client: Client, platform: Platform
    ) -> None:
        first = await client.fetch_token(force_refresh=True)
        assert first["access_token"] != client.token
        assert (await client.fetch_token(force_refresh=True))["errcode"] == 45011
        for _ in range(19):
            platform.clock.move(timedelta(seconds=31))
            assert "access_token" in await client.fetch_token(force_refresh=True)
        platform.clock.move(timedelta(seconds=31))
        assert (await client.fetch_token(force_refresh=True))["errcode"] == 45009

    async def test_the_2001st_token_of_a_day_is_refused(
        self, client: Client, platform: Platform
    ) -> None:
        codes = [(await client.fetch_plain_token()).get("errcode", 0) for _ in range(2_001)]
        assert codes == [0] * 2_000 + [45009]
        platform.clock.move(timedelta(days=1))
        assert "access_token" in await client.fetch_plain_token()


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


class TestMenu:
    async def test_is_replaced_shown_and_deleted(self, client: Client) -> None:
        made = {"button": [{"type": "view", "name": "官网", "url": "https://a.cn"}]}
        assert await client.code("menu/create", made) == 0
        assert (await client.get("menu/get"))["menu"] == made
        assert (await client.get("menu/delete"))["errcode"] == 0
        assert (await client.get("menu/get"))["errcode"] == 46003

    @pytest.mark.parametrize(
        ("buttons", "code"),
        [
            ([], 40016),
            ([{**CLICK, "name": "一"}] * 4, 40016),
            ([{**CLICK, "name": "一二三四五六"}], 40018),
            ([{**CLICK, "name": ""}], 40018),
            ([{"name": "一"}], 40017),
            ([{"type": "click", "name": "一", "key": "k" * 129}], 40019),
            ([{"type": "view", "name": "一", "url": ""}], 40020),
            ([{"name": "一", "sub_button": [{**CLICK, "name": "二"}] * 6}], 40023),
            ([{"name": "一", "sub_button": [{**CLICK, "name": "二" * 21}]}], 40025),
            ([7], 40018),
        ],
    )  # fmt: skip
    async def test_what_wechat_would_refuse_leaves_the_menu_as_it_was(
        self, client: Client, buttons: Any, code: int
    ) -> None:
        assert await client.code("menu/create", {"button": buttons}) == code
        assert (await client.get("menu/get"))["menu"] == DEFAULT


class TestCodesUsersAndMedia:
    async def test_a_code_has_ticket_life_and_scene(self, client: Client) -> None:
        wish = {
            "action_name": "QR_STR_SCENE", "expire_seconds": 604_800,
            "action_info": {"scene": {"scene_str": "nbu-2026"}},
        }  # fmt: skip
        made = await client.post("qrcode/create", wish)
        assert made["ticket"]
        assert made["expire_seconds"] == 604_800
        wish["action_name"] = "QR_LIMIT_STR_SCENE"
        assert "expire_seconds" not in await client.post("qrcode/create", wish)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"action_name": "QR"}, 40099),
            ({"expire_seconds": 2_592_001}, 40053),
            ({"action_info": {}}, 40053),
            ({"action_info": {"scene": {"scene_str": "x" * 65}}}, 40053),
            ({"action_name": "QR_LIMIT_SCENE"}, 40053),
        ],
    )
    async def test_a_wrong_wish_for_a_code(self, client: Client, change: Any, code: int) -> None:
        wish = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "a"}}}
        assert await client.code("qrcode/create", {**wish, **change}) == code

    async def test_user_info_tells_where_a_follower_came_from(
        self, client: Client, phone: Phone
    ) -> None:
        phone.scene = "nbu-2026"
        user = await client.get("user/info", openid=phone.openid)
        assert (user["subscribe"], user["qr_scene_str"]) == (1, "nbu-2026")
        assert user["subscribe_scene"] == "ADD_SCENE_QR_CODE"
        phone.following = False
        gone = await client.get("user/info", openid=phone.openid)
        assert gone == {"subscribe": 0, "openid": phone.openid}
        assert (await client.get("user/info", openid="oNobody"))["errcode"] == 40003

    async def test_media_come_back_for_three_days(self, client: Client, platform: Platform) -> None:
        async def upload(kind: str, data: bytes) -> dict[str, Any]:
            form = FormData()
            form.add_field("media", data, filename="a.jpg", content_type="image/jpeg")
            params = {"access_token": client.token, "type": kind}
            async with client.http.post(
                f"{BASE}/media/upload", data=form, params=params
            ) as response:
                answer: dict[str, Any] = await response.json(content_type=None)
                return answer

        media_id = (await upload("image", b"jpeg"))["media_id"]
        params = {"access_token": client.token, "media_id": media_id}
        async with client.http.get(f"{BASE}/media/get", params=params) as response:
            assert (response.content_type, await response.read()) == ("image/jpeg", b"jpeg")
        assert (await upload("poem", b"x"))["errcode"] == 40004
        assert (await upload("thumb", b"x" * 65_537))["errcode"] == 40009
        assert (await upload("image", b""))["errcode"] == 41005
        platform.clock.move(timedelta(days=3, seconds=1))
        client.token = (await client.fetch_token())["access_token"]
        assert (await client.get("media/get", media_id=media_id))["errcode"] == 40007

    async def test_quota_is_cleared_ten_times_at_most(self, client: Client) -> None:
        body = {"appid": client.account.app_id}
        assert await client.code("clear_quota", {"appid": "wx1"}) == 40013
        assert [await client.code("clear_quota", body) for _ in range(11)] == [0] * 10 + [48006]


class TestNotices:
    """订阅通知: one for each time that the owner pressed 允许."""

    NOTICE: ClassVar[dict[str, Any]] = {
        "template_id": NOTICE_TEMPLATE, "data": {"thing1": {"value": "您的需求有新回复"}},
    }  # fmt: skip

    async def code(self, client: Client, phone: Phone, **changes: Any) -> int:
        notice = {"touser": phone.openid, **self.NOTICE, **changes}
        return await client.code("message/subscribe/bizsend", notice)

    async def test_one_is_shown_for_each_permit(self, client: Client, phone: Phone) -> None:
        phone.permits = 1
        assert await self.code(client, phone) == 0
        assert shown(phone) == [{"values": ["您的需求有新回复"], "url": ""}]
        assert await self.code(client, phone) == 43101

    async def test_what_does_not_fit_the_template_is_refused(
        self, client: Client, phone: Phone, platform: Platform
    ) -> None:
        phone.permits = 9
        assert await self.code(client, phone, touser="oNOBODY") == 40003
        assert await self.code(client, phone, template_id="another") == 40037
        wrong: list[Any] = [None, {}, {"thing1": "x"}, {"thing1": {"value": "长" * 21}}, {"x": {}}]
        for data in wrong:
            assert await self.code(client, phone, data=data) == 47003
        platform.switches.verified = False
        assert await self.code(client, phone) == 48001
        assert phone.permits == 9
