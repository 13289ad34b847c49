"""Behind a proxy of ours each caller has limits of his own; a stranger's header is not believed."""

from __future__ import annotations

import pytest

from bot.errors import SettingsInvalid
from connectors.web.callers import Callers
from tests.fixtures.colleagues import PASSWORD, Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door

COLLEAGUE = "203.0.113.7"


async def sign_in(door: Door, colleague: Colleague, password: str, caller: str) -> int:
    name = (await colleague.get("/session"))["username"]
    async with door.client.post(
        "/api/v1/session",
        json={"username": name, "password": password},
        headers={"X-Forwarded-For": caller},
    ) as response:
        return response.status


@pytest.mark.parametrize(("trusted", "lets_in"), [(("127.0.0.1",), 201), ((), 429)])
async def test_wrong_passwords_from_elsewhere_lock_nobody_out(
    engine: FakeEngine, sqlite_stores: SqliteStores, trusted: tuple[str, ...], lets_in: int
) -> None:
    async with open_door(engine, sqlite_stores.migrated(), bot_trusted_proxies=trusted) as door:
        wang = await hire(door, "小王")
        for n in range(10):
            await sign_in(door, wang, "wrong-password", f"198.51.100.{n}")
        assert await sign_in(door, wang, PASSWORD, COLLEAGUE) == lets_in


async def test_who_adds_a_name_in_front_is_still_known_by_the_proxys(
    engine: FakeEngine, sqlite_stores: SqliteStores
) -> None:
    async with open_door(
        engine, sqlite_stores.migrated(), bot_trusted_proxies=("127.0.0.1", "10.0.0.0/8")
    ) as door:
        wang = await hire(door, "小王")
        for n in range(10):
            await sign_in(door, wang, "wrong-password", f"192.0.2.{n}, 198.51.100.9, 10.1.2.3")
        assert await sign_in(door, wang, PASSWORD, "198.51.100.9, 10.1.2.3") == 429
        assert await sign_in(door, wang, PASSWORD, f"{COLLEAGUE}, 10.1.2.3") == 201


def test_what_is_no_address_is_said() -> None:
    with pytest.raises(SettingsInvalid, match="BOT_TRUSTED_PROXIES"):
        Callers(("proxy.internal",))
