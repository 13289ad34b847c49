"""Access tokens: how long each holds, what voids it, and how many are given."""

from __future__ import annotations

from datetime import timedelta

from connectors.sandbox.platform import Phone, Platform
from tests.unit.sandbox.api_client import Client


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
