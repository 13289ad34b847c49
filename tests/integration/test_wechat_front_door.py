"""The WeChat door as production composes it, on each store and coordination it may stand on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door, problem
from tests.fixtures.wechat_account import AES_KEY, APP_ID, TOKEN
from tests.fixtures.wechat_platform import Delivery, Platform
from tests.integration.conftest import Ground

ACCOUNT: dict[str, Any] = {
    "wechat_token": TOKEN,
    "wechat_app_id": APP_ID,
    "wechat_aes_key": AES_KEY,
    # How fast it is belongs elsewhere: this WeChat waits longer than a busy machine stands still.
    "wechat_patience": 60,
}
OPENID = "oTESTabcdefghijklmnopqrstuv1"


@pytest.fixture
def platform() -> Platform:
    return Platform()


async def post(door: Door, delivery: Delivery) -> tuple[int, str]:
    async with door.client.post("/wechat", params=delivery.params, data=delivery.body) as response:
        return response.status, await response.text()


async def test_without_an_account_there_is_no_such_door(door: Door) -> None:
    assert await problem(await door.client.get("/wechat")) == (404, "not_found")
    assert await problem(await door.client.post("/wechat", data=b"<xml/>")) == (404, "not_found")


async def test_three_replicas_and_a_restart_run_one_turn(
    engine: FakeEngine, ground: Ground, platform: Platform
) -> None:
    delivery = platform.secure(platform.text(OPENID, "铸件有砂眼"))
    urls = (ground.database_url, ground.redis_url)
    async with (
        open_door(engine, *urls, **ACCOUNT) as first,
        open_door(engine, *urls, **ACCOUNT) as second,
        open_door(engine, *urls, **ACCOUNT) as third,
    ):
        doors = (first, second, third)
        answers = await asyncio.gather(*(post(each, delivery) for each in doors))
    async with open_door(engine, *urls, **ACCOUNT) as restarted:
        answers.append(await post(restarted, delivery))
    assert [status for status, _ in answers] == [200] * 4
    # Asked again, WeChat has not read it yet: every delivery is told the same.
    replies = {platform.open_reply(body)["Content"] for _, body in answers}
    assert replies == {"听到了：铸件有砂眼"}
    assert len(engine.calls) == 1


async def test_errors_are_never_bodies(engine: FakeEngine, ground: Ground) -> None:
    async with open_door(engine, ground.database_url, ground.redis_url, **ACCOUNT) as door:
        for delivery in (Delivery({}, b""), Delivery({"timestamp": "1"}, b"{}")):
            assert await post(door, delivery) == (403, "")
        async with door.client.put("/wechat") as response:
            assert response.status == 405


async def test_an_engine_that_is_away_is_an_apology(
    engine: FakeEngine, ground: Ground, platform: Platform
) -> None:
    engine.status = 500
    async with open_door(engine, ground.database_url, ground.redis_url, **ACCOUNT) as door:
        status, body = await post(door, platform.secure(platform.text(OPENID, "你好")))
    assert status == 200
    assert "对不起" in platform.open_reply(body)["Content"]


async def test_metrics_count_deliveries_and_name_nobody(
    engine: FakeEngine, ground: Ground, platform: Platform
) -> None:
    async with open_door(engine, ground.database_url, ground.redis_url, **ACCOUNT) as door:
        before = await answered(door)
        await post(door, platform.secure(platform.text(OPENID, "铸件有砂眼")))
        assert await answered(door) == before + 1
        async with door.client.get("/metrics") as response:
            text = await response.text()
    for secret in (OPENID, TOKEN, AES_KEY, APP_ID, "砂眼"):
        assert secret not in text


async def answered(door: Door) -> float:
    name = 'desk_wechat_pushes_total{outcome="answered"} '
    async with door.client.get("/metrics") as response:
        lines = (await response.text()).splitlines()
    return next((float(line.removeprefix(name)) for line in lines if line.startswith(name)), 0.0)
