"""What a host page keeps for the widget: sealed under keys that its own scripts are not given."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientResponse

from connectors.webchat.seals import network_of
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door

NONCE = "0123456789abcdef"
PARTNER = "https://partner.example"


def ask(door: Door, nonce: object = NONCE, **headers: str) -> Any:
    home = {"Origin": str(door.client.make_url("/")).rstrip("/")}
    return door.client.post("/webchat/seal", json={"nonce": nonce}, headers=headers or home)


async def key_of(answer: Any) -> str:
    async with answer as response:
        assert response.status == 200
        return str((await response.json())["key"])


async def test_the_desks_own_page_is_given_the_same_key_again(
    engine: FakeEngine, sqlite_stores: SqliteStores
) -> None:
    """After a restart, and from every replica."""
    store = sqlite_stores.migrated()
    async with open_door(engine, store) as first, open_door(engine, store) as second:
        keys = [await key_of(ask(first)), await key_of(ask(first)), await key_of(ask(second))]
        assert keys == [keys[0]] * 3
        assert await key_of(ask(first, nonce=NONCE[::-1])) != keys[0]


async def test_a_browser_says_itself_that_a_page_is_the_desks_own(door: Door) -> None:
    """Where a proxy names another host and nobody has told the desk its public address."""
    async with ask(door, Origin="https://desk.example", **SAME_SITE) as response:
        assert response.status == 200


SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


async def test_no_other_page_is_given_one(engine: FakeEngine, sqlite_stores: SqliteStores) -> None:
    async with open_door(engine, sqlite_stores.migrated(), bot_allowed_origins=(PARTNER,)) as door:
        for headers in (
            {"Origin": PARTNER}, {"Origin": "null"}, {"X-Nothing": "of a browser"},
            {"Origin": PARTNER, "Sec-Fetch-Site": "cross-site"},
        ):  # fmt: skip
            async with ask(door, **headers) as response:
                assert response.status == 403


async def test_in_another_network_it_is_another_key(
    engine: FakeEngine, sqlite_stores: SqliteStores
) -> None:
    async with open_door(
        engine, sqlite_stores.migrated(), bot_trusted_proxies=("127.0.0.1",)
    ) as door:
        here, same, other = [
            await key_of(ask(door, **{"X-Forwarded-For": address}, **SAME_SITE))
            for address in ("203.0.113.7", "203.0.113.200", "198.51.100.7")
        ]
        assert here == same != other


@pytest.mark.parametrize("nonce", [None, 7, "short", "x" * 65])
async def test_a_nonce_is_long_enough_and_no_longer(door: Door, nonce: object) -> None:
    async with ask(door, nonce=nonce) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (None, ""), ("", ""), ("a socket file", ""),
    ],
)  # fmt: skip
def test_a_network_is_what_stays_of_an_address(address: str | None, network: str) -> None:
    assert network_of(address) == network


async def test_a_browser_lets_no_other_page_use_a_token_over_http(visitor: Visitor) -> None:
    """It asks first, and is not told that they may."""
    preflight = {
        "Origin": PARTNER,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    client = visitor.door.client
    asked: list[ClientResponse] = [
        await client.options("/webchat/messages", headers=preflight),
        await client.get("/webchat/messages", headers={**visitor.headers, "Origin": PARTNER}),
        await client.post("/webchat/session", headers={"Origin": PARTNER}),
    ]
    assert asked[0].status == 405
    for response in asked:
        assert not [name for name in response.headers if name.startswith("Access-Control-")]
