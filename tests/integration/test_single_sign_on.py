"""Staff sign in by a single sign-on (ADR-0034): there and back over HTTP, and its misuse."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, CookieJar
from pyotp import TOTP, random_base32
from sqlalchemy import select, update

from bot.store.models import Audit, IdentityTicket, Staff, StaffIdentity
from tests.fixtures.colleagues import PASSWORD, Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door, problem
from tests.fixtures.identity_provider import IdentityProvider, identity_provider, settings_of

PATH = "/api/v1/session/identity"

type Outcome = tuple[str, dict[str, list[str]]]


@dataclass
class Browser:
    """Keeps its cookies, as one does; no other browser has them."""

    door: Door
    http: ClientSession

    def url(self, path: str) -> str:
        return str(self.door.client.make_url(path))

    async def follow(self, url: str) -> str:
        async with self.http.get(url, allow_redirects=False) as response:
            assert response.status == 302, await response.text()
            return response.headers["Location"]

    async def depart(self, page: str = "/needs") -> str:
        return await self.follow(self.url(f"{PATH}/open?next={page}"))

    async def come_back(self, url: str) -> Outcome:
        target = urlsplit(await self.follow(url))
        return target.path, parse_qs(target.query)

    async def round_trip(self) -> str:
        """To the service and back; what the page is told."""
        path, told = await self.come_back(await self.follow(await self.depart()))
        assert path == "/console/sign-in"
        return told["identity"][0]

    async def enter(self, code: str | None = None) -> tuple[int, str]:
        """The status, and who is in or why not."""
        async with self.http.put(self.url(PATH), json={"code": code}) as response:
            if response.status == 201:
                return 201, (await response.json())["staff"]["display_name"]
            return await problem(response)

    async def is_in(self) -> bool:
        async with self.http.get(self.url("/api/v1/session")) as response:
            return response.status == 200


@dataclass
class Ground:
    door: Door
    provider: IdentityProvider
    clerk: Colleague
    stack: AsyncExitStack
    browsers: list[ClientSession] = field(default_factory=list)

    async def browser(self) -> Browser:
        http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        return Browser(self.door, await self.stack.enter_async_context(http))

    async def bind(self, clerk: Colleague | None = None) -> Outcome:
        browser = await self.browser()
        async with browser.http.post(
            browser.url(f"{PATH}/binding"), json={"password": PASSWORD},
            headers=(clerk or self.clerk).headers,
        ) as response:  # fmt: skip
            assert response.status == 201, await response.text()
            url = (await response.json())["url"]
        return await browser.come_back(await browser.follow(url))

    async def change(self, **values: Any) -> None:
        async with self.door.database.write() as session:
            await session.execute(update(Staff).where(Staff.id == self.clerk.id).values(**values))

    async def audited(self, action: str) -> int:
        async with self.door.database.read() as session:
            return len((await session.scalars(select(Audit).where(Audit.action == action))).all())


@pytest.fixture
async def ground(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Ground]:
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(identity_provider())
        door = await stack.enter_async_context(
            open_door(engine, sqlite_stores.migrated(), **settings_of(provider))
        )
        yield Ground(door, provider, await hire(door, "甲老师"), stack)


class TestBinding:
    async def test_there_and_back(self, ground: Ground) -> None:
        path, told = await ground.bind()
        assert path == "/console/settings"
        assert told == {"part": ["account"], "identity": ["bound"]}
        shown = await ground.clerk.get("/session/identity/binding")
        assert shown["name"] == "之江统一登录"
        assert shown["bound_at"] is not None
        assert await ground.audited("identity_bound") == 1
        async with ground.door.database.read() as session:
            kept = (await session.scalars(select(StaffIdentity))).one()
        assert ground.provider.subject not in kept.person_hash

    async def test_a_wrong_password_leads_nowhere(self, ground: Ground) -> None:
        status, _ = await ground.clerk.ask(
            "POST", "/session/identity/binding", json={"password": "guess guess"}
        )
        assert status in (400, 401, 403)
        async with ground.door.database.read() as session:
            assert (await session.scalars(select(IdentityTicket))).all() == []

    async def test_one_identity_is_one_colleagues(self, ground: Ground) -> None:
        await ground.bind()
        other = await hire(ground.door, "乙老师")
        assert (await ground.bind(other))[1]["identity"] == ["taken"]
        assert (await other.get("/session/identity/binding"))["bound_at"] is None

    async def test_undone_by_oneself_or_an_administrator(self, ground: Ground) -> None:
        await ground.bind()
        browser = await ground.browser()
        assert (await ground.clerk.ask_raw("DELETE", "/session/identity/binding"))[0] == 204
        assert await browser.round_trip() == "unbound"
        await ground.bind()
        head = await hire(ground.door, "主任", "admin")
        assert (await head.ask_raw("DELETE", f"/staff/{ground.clerk.id}/identity"))[0] == 204
        assert await browser.round_trip() == "unbound"
        assert await ground.audited("identity_unbound") == 2


class TestEntering:
    async def test_the_browser_that_left_is_let_in_once(self, ground: Ground) -> None:
        await ground.bind()
        browser = await ground.browser()
        path, told = await browser.come_back(await browser.follow(await browser.depart()))
        assert (path, told) == (
            "/console/sign-in", {"identity": ["confirmed"], "next": ["/needs"]}
        )  # fmt: skip
        assert not await browser.is_in()
        assert await browser.enter() == (201, "甲老师")
        assert await browser.is_in()
        assert (await browser.enter())[0] == 401

    async def test_answers_that_come_in_pieces_are_read_whole(self, ground: Ground) -> None:
        ground.provider.piecemeal = True
        await ground.bind()
        browser = await ground.browser()
        await browser.come_back(await browser.follow(await browser.depart()))
        assert await browser.enter() == (201, "甲老师")

    async def test_who_is_bound_to_nobody_stays_out(self, ground: Ground) -> None:
        browser = await ground.browser()
        assert await browser.round_trip() == "unbound"
        assert (await browser.enter())[0] == 401

    async def test_the_second_factor_is_asked_for(self, ground: Ground) -> None:
        await ground.bind()
        secret = random_base32()
        await ground.change(totp_secret=secret, totp_since=ground.door.settings.clock.now())
        browser = await ground.browser()
        assert await browser.round_trip() == "confirmed"
        assert (await browser.enter())[1] == "second_factor_needed"
        wrong = "000000" if TOTP(secret).now() != "000000" else "111111"
        assert (await browser.enter(wrong))[0] == 401
        code = TOTP(secret).at(ground.door.settings.clock.now())
        assert await browser.enter(code) == (201, "甲老师")

    async def test_a_disabled_account_stays_out(self, ground: Ground) -> None:
        await ground.bind()
        browser = await ground.browser()
        assert await browser.round_trip() == "confirmed"
        await ground.change(active=False)
        assert (await browser.enter())[0] == 401
        assert await browser.round_trip() == "unbound"

    async def test_a_refusal_there_is_said(self, ground: Ground) -> None:
        await ground.bind()
        ground.provider.refuses = True
        assert await (await ground.browser()).round_trip() == "denied"


class TestMisuse:
    async def test_a_return_in_another_browser_is_nobodys(self, ground: Ground) -> None:
        """A victim's browser that is led back with somebody else's authorisation."""
        await ground.bind()
        one, other = await ground.browser(), await ground.browser()
        back = await one.follow(await one.depart())
        await other.depart()
        assert (await other.come_back(back))[1]["identity"] == ["state"]
        assert (await other.enter())[0] == 401

    async def test_a_return_counts_once(self, ground: Ground) -> None:
        await ground.bind()
        browser = await ground.browser()
        back = await browser.follow(await browser.depart())
        assert (await browser.come_back(back))[1]["identity"] == ["confirmed"]
        assert (await browser.come_back(back))[1]["identity"] == ["state"]

    async def test_a_code_of_ones_own_making(self, ground: Ground) -> None:
        await ground.bind()
        browser = await ground.browser()
        state = parse_qs(urlsplit(await browser.depart()).query)["state"][0]
        made_up = browser.url(f"{PATH}/return?code=made-up&state={state}")
        assert (await browser.come_back(made_up))[1]["identity"] == ["used"]

    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"aud": "another-client"},
            {"aud": ["frontdesk", "another"]},
            {"azp": "another-client"},
            {"iss": "https://another.example"},
            {"exp": int(time.time()) - 3_600},
            {"iat": int(time.time()) + 3_600},
            {"sub": ""},
        ],
        ids="-".join,
    )
    async def test_a_token_that_is_not_for_this_trip(
        self, ground: Ground, claims: dict[str, Any]
    ) -> None:
        await ground.bind()
        ground.provider.claims = claims
        browser = await ground.browser()
        assert await browser.round_trip() == "failed"
        assert (await browser.enter())[0] == 401

    @pytest.mark.parametrize("forge", ["none", "secret", "key"])
    async def test_a_token_that_the_service_did_not_sign(self, ground: Ground, forge: str) -> None:
        await ground.bind()
        ground.provider.forge = forge
        assert await (await ground.browser()).round_trip() == "failed"


class TestTheService:
    async def test_new_keys_are_read_when_a_token_needs_them(
        self, ground: Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await ground.bind()
        monkeypatch.setattr("connectors.oidc.service.KEYS_REST", 0.0)
        ground.provider.rotate()
        browser = await ground.browser()
        assert await browser.round_trip() == "confirmed"
        assert await browser.round_trip() == "confirmed"
        assert ground.provider.asked.count("keys") == 2
        assert ground.provider.asked.count("description") == 1

    async def test_made_up_key_names_do_not_make_us_ask_each_time(self, ground: Ground) -> None:
        await ground.bind()
        ground.provider.keys["nobody's"] = ground.provider.keys.pop("one")
        ground.provider.key_id = "nobody's"
        for _ in range(3):
            assert await (await ground.browser()).round_trip() == "failed"
        assert ground.provider.asked.count("keys") == 1

    async def test_where_it_is_down_the_page_says_so(self, ground: Ground) -> None:
        ground.provider.down = True
        browser = await ground.browser()
        path, told = await browser.come_back(browser.url(f"{PATH}/open"))
        assert (path, told) == ("/console/sign-in", {"identity": ["failed"]})
        async with browser.http.post(
            browser.url(f"{PATH}/binding"), json={"password": PASSWORD},
            headers=ground.clerk.headers,
        ) as response:  # fmt: skip
            assert (await response.json())["url"].endswith("part=account&identity=failed")
        ground.provider.down = False
        await ground.bind()
        assert await browser.round_trip() == "confirmed"

    @pytest.mark.parametrize(
        "described",
        [
            {"issuer": "https://another.example"},
            {"token_endpoint": "http://sso.example/token"},
            {"jwks_uri": None},
        ],
        ids="-".join,
    )
    async def test_a_description_that_cannot_be_relied_on(
        self, ground: Ground, described: dict[str, Any]
    ) -> None:
        ground.provider.described = described
        browser = await ground.browser()
        told = (await browser.come_back(browser.url(f"{PATH}/open")))[1]
        assert told["identity"] == ["failed"]


async def test_it_is_not_offered_unless_set(
    engine: FakeEngine, sqlite_stores: SqliteStores
) -> None:
    async with open_door(engine, sqlite_stores.migrated()) as door:
        async with door.client.get(PATH) as response:
            assert await response.json() == {"name": None}
        async with door.client.get(f"{PATH}/open", allow_redirects=False) as response:
            assert response.status == 404
