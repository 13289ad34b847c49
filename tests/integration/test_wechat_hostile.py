"""Those who mean harm, and parts that hang: WeChat is answered in time all the same."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from typing import Any

from benchmarks.wechat_fuzz import attack, attack_inside
from bot.store.database import Database
from tests.fixtures.wechat_api import SECRET, open_api
from tests.fixtures.wechat_door import Door, OneProcess, open_door, wechat_settings
from tests.fixtures.wechat_platform import Delivery

OPENID = "oTESTabcdefghijklmnopqrstuv1"
BAD = Delivery({"timestamp": "1"}, b"<xml/>")


async def post_from(door: Door, source: str, delivery: Delivery) -> int:
    async with door.client.post(
        "/wechat", params=delivery.params, data=delivery.body, headers={"X-Forwarded-For": source}
    ) as response:
        return response.status


async def flood(door: Door, source: str, count: int = 61) -> int:
    """The status of the last of so many bad requests."""
    statuses = [await post_from(door, source, BAD) for _ in range(count)]
    return statuses[-1]


class TestSources:
    async def test_one_that_keeps_being_refused_is_shut_out_and_others_are_not(
        self, store: Database
    ) -> None:
        settings = wechat_settings(bot_trusted_proxies="127.0.0.1")
        async with open_door(store, settings) as door:
            good = door.platform.secure(door.platform.text(OPENID, "你好"))
            assert await flood(door, "203.0.113.9", 62) == 429
            assert await post_from(door, "203.0.113.9", good) == 429
            assert await post_from(door, "198.51.100.7", good) == 200
            # Who adds a name in front of the proxy's own is still known by the proxy's.
            assert await post_from(door, "198.51.100.7, 203.0.113.9", good) == 429

    async def test_behind_an_unknown_proxy_nobody_can_shut_wechat_out(
        self, store: Database
    ) -> None:
        """Its header is not believed, and its own address stands for everybody."""
        async with open_door(store) as door:
            assert await flood(door, "203.0.113.9", 62) == 403
            good = door.platform.secure(door.platform.text(OPENID, "你好"))
            assert await post_from(door, "203.0.113.9", good) == 200

    async def test_only_wechats_own_addresses_where_that_is_wanted(self, store: Database) -> None:
        async with open_api() as api:
            api.addresses = ["203.0.113.0/24"]
            settings = wechat_settings(
                bot_trusted_proxies="127.0.0.1", wechat_check_source="true",
                wechat_app_secret=SECRET, wechat_api_base=api.url,
            )  # fmt: skip
            async with open_door(store, settings) as door:
                await api.asked_for_addresses.wait()
                while await post_from(door, "198.51.100.7", BAD) != 403:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                good = door.platform.secure(door.platform.text(OPENID, "你好"))
                assert await post_from(door, "198.51.100.7", good) == 403
                assert await post_from(door, "203.0.113.9", good) == 200


class TestSlowSenders:
    async def test_bodies_that_never_end_are_dropped_and_others_are_answered(
        self, store: Database
    ) -> None:
        async with open_door(store) as door:
            port = door.client.port
            assert port is not None
            lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
            head = (
                b"POST /wechat?timestamp=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n<xml"
            )
            for _, writer in lines:
                writer.write(head)
                await writer.drain()
            assert await door.say(OPENID, "我等着呢") == "听到：我等着呢"
            await door.hourglass.run_out("body", count=len(lines))
            for reader, writer in lines:
                assert (await reader.readline()).startswith(b"HTTP/1.1 408")
                writer.close()

    async def test_endless_elements_are_refused_unread(self, store: Database) -> None:
        async with open_door(store) as door:
            sound = door.platform.secure(door.platform.text(OPENID, "x"))
            large = Delivery(sound.params, b"<xml>" + b"<a/>" * 2_000_000 + b"</xml>")
            async with door.client.post(
                "/wechat", params=large.params, data=io.BytesIO(large.body)
            ) as response:
                assert (response.status, await response.read()) == (413, b"")
            assert await door.say(OPENID, "还在") == "听到：还在"


class Hanging:
    """Coordination whose Redis takes every call and answers none."""

    async def claim(self, key: str, ttl: float) -> bool:
        await asyncio.Event().wait()
        return True

    async def release(self, key: str) -> None:
        return None


class TestHangingParts:
    async def test_coordination_that_hangs_is_waited_for_no_longer_than_wechat_waits(
        self, store: Database
    ) -> None:
        claims: Any = Hanging()
        shared = replace(OneProcess(), claims=claims)
        async with open_door(store, None, shared) as door:
            gate = asyncio.Event()
            answer = door.engine.script

            async def slow(turn: Any) -> Any:
                await gate.wait()
                return await answer(turn)

            door.engine.script = slow
            tries, reply = await door.deliver_late(door.platform.text(OPENID, "慢"))
            assert (tries, bool(reply)) == (3, True)
            gate.set()


async def test_two_thousand_mutated_pushes_do_nothing(store: Database) -> None:
    async with open_door(store) as door:
        found = await attack(door, 2_000, seed=7)
    assert found["server_errors"] == 0
    assert (found["messages_stored"], found["turns_run"]) == (0, 0)
    assert set(found["statuses"]) <= {400, 403, 408, 413}


async def test_documents_that_wechat_itself_would_garble_break_nothing(store: Database) -> None:
    async with open_door(store) as door:
        found = await attack_inside(door, 300, seed=7)
    assert found["server_errors"] == 0
    assert set(found["statuses"]) <= {200, 400}
