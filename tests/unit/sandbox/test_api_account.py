"""The account's menu, codes, followers, media and quota of calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import FormData

from connectors.sandbox.menu import DEFAULT
from connectors.sandbox.platform import Phone, Platform
from tests.unit.sandbox.api_client import BASE, Client

CLICK = {"type": "click", "key": "k"}


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

        picture = b"\xff\xd8\xffjpeg"
        media_id = (await upload("image", picture))["media_id"]
        params = {"access_token": client.token, "media_id": media_id}
        async with client.http.get(f"{BASE}/media/get", params=params) as response:
            assert (response.content_type, await response.read()) == ("image/jpeg", picture)
        assert (await upload("poem", b"x"))["errcode"] == 40004
        assert (await upload("thumb", b"x" * 65_537))["errcode"] == 40009
        assert (await upload("image", b""))["errcode"] == 41005
        assert (await upload("image", b"%PDF-1.7"))["errcode"] == 40005
        platform.clock.move(timedelta(days=3, seconds=1))
        client.token = (await client.fetch_token())["access_token"]
        assert (await client.get("media/get", media_id=media_id))["errcode"] == 40007

    async def test_quota_is_cleared_ten_times_at_most(self, client: Client) -> None:
        body = {"appid": client.account.app_id}
        assert await client.code("clear_quota", {"appid": "wx1"}) == 40013
        assert [await client.code("clear_quota", body) for _ in range(11)] == [0] * 10 + [48006]
