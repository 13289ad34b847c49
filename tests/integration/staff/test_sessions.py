"""Staff sign in with a password and out again; who guesses and foreign pages are refused."""

from __future__ import annotations

import json

import pytest
from aiohttp import ClientResponse
from sqlalchemy import select

from bot.handoff.sign_in import SESSION_LIFE
from bot.store.models import Staff, StaffSession
from tests.fixtures.colleagues import PASSWORD
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door, problem
from tests.fixtures.office import Office


async def sign_out_by_cookie(door: Door, token: str, **headers: str) -> ClientResponse:
    response: ClientResponse = await door.client.delete(
        "/api/v1/session", headers={"Cookie": f"bot_session={token}", **headers}
    )
    return response


class TestSigningIn:
    async def test_the_right_password_opens_a_session(self, office: Office) -> None:
        async with office.sign_in() as response:
            assert response.status == 201
            body = await response.json()
            cookie = response.cookies["bot_session"]
        assert body["staff"]["username"] == "wang"
        assert "password" not in json.dumps(body)
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert int(cookie["max-age"]) <= SESSION_LIFE.total_seconds()
        assert (await office.get("/session"))["display_name"] == "小王"

    @pytest.mark.parametrize(
        ("username", "password"),
        [("wang", "wrong password"), ("nobody", PASSWORD), ("WANG", PASSWORD), ("wang", ""),
         ("wang", PASSWORD + "x"), ("wang ", PASSWORD)],
    )  # fmt: skip
    async def test_anything_else_is_refused_alike(
        self, office: Office, username: str, password: str
    ) -> None:
        async with office.sign_in(username, password) as response:
            assert await problem(response) == (401, "unauthorised")
            assert (await response.json())["detail"] == "用户名或密码不对"
            assert "Set-Cookie" not in response.headers

    async def test_one_who_has_left_is_refused(self, office: Office) -> None:
        async with office.door.database.write() as session:
            staff = (await session.scalars(select(Staff))).one()
            staff.active = False
        async with office.sign_in() as response:
            assert await problem(response) == (401, "account_disabled")
        assert await office.refused("/session") == (401, "account_disabled")

    async def test_guessing_is_slowed_down(self, office: Office) -> None:
        for _ in range(9):
            async with office.sign_in(password="guess-again") as response:
                assert response.status == 401
        async with office.sign_in() as response:
            assert await problem(response) == (429, "too_many_requests")
            assert int(response.headers["Retry-After"]) >= 1

    @pytest.mark.parametrize(
        "body",
        ["{", "[]", "null", "{}", '{"username": "wang"}', '{"username": 1, "password": "x"}',
         '{"username": "wang", "password": "x", "\\ud800": 1}',
         '{"username": "\\ud800", "password": "x"}', '{"username": "a\\u0000", "password": "x"}',
         '{"username": "wang", "password": "\\u0000"}'],
    )  # fmt: skip
    async def test_a_malformed_request_is_refused(self, office: Office, body: str) -> None:
        async with office.door.client.post("/api/v1/session", data=body) as response:
            assert await problem(response) == (400, "bad_request")

    async def test_a_session_ends(self, office: Office) -> None:
        async with office.door.database.write() as session:
            for row in await session.scalars(select(StaffSession)):
                row.expires_at = office.door.settings.clock.now()
        assert await office.refused("/session") == (401, "unauthorised")

    async def test_only_a_digest_of_the_token_is_stored(self, office: Office) -> None:
        async with office.door.database.read() as session:
            stored = (await session.scalars(select(StaffSession.token_hash))).all()
            (staff,) = (await session.scalars(select(Staff))).all()
        assert office.token not in stored
        assert staff.password_hash.startswith("$argon2id$")

    async def test_behind_https_the_cookie_is_bound_to_the_host(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(
            engine, sqlite_stores.migrated(), bot_public_url="https://desk.example.cn"
        ) as door:
            office = Office(door)
            await office.hire()
            async with office.sign_in() as response:
                cookie = response.cookies["__Host-bot_session"]
                assert cookie["secure"]
                assert cookie["path"] == "/"
                assert not cookie["domain"]

    async def test_behind_https_a_cookie_that_a_sibling_could_plant_counts_for_nothing(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(
            engine, sqlite_stores.migrated(), bot_public_url="https://desk.example.cn"
        ) as door:
            office = Office(door)
            await office.hire()
            async with office.sign_in() as response:
                token = (await response.json())["token"]
            for name, status in (("bot_session", 401), ("__Host-bot_session", 200)):
                cookie = {"Cookie": f"{name}={token}"}
                async with door.client.get("/api/v1/session", headers=cookie) as response:
                    assert response.status == status

    async def test_a_proxy_that_passes_its_own_host_on_does_not_make_our_page_foreign(
        self, engine: FakeEngine, sqlite_stores: SqliteStores
    ) -> None:
        async with open_door(
            engine, sqlite_stores.migrated(), bot_public_url="https://desk.example.cn"
        ) as door:
            office = Office(door)
            await office.hire()
            async with office.sign_in() as response:
                token = (await response.json())["token"]
            headers = {"Cookie": f"__Host-bot_session={token}"}
            for origin, status in (
                ("http://desk.example.cn", 403),
                ("https://desk.example.cn", 204),
            ):
                async with door.client.delete(
                    "/api/v1/session", headers={**headers, "Origin": origin}
                ) as response:
                    assert response.status == status


class TestSigningOut:
    async def test_by_header(self, office: Office) -> None:
        async with office.ask("DELETE", "/session") as response:
            assert response.status == 204
        assert await office.refused("/session") == (401, "unauthorised")

    async def test_by_cookie_from_our_own_page(self, office: Office) -> None:
        origin = str(office.door.client.make_url("/")).rstrip("/")
        response = await sign_out_by_cookie(office.door, office.token, Origin=origin)
        assert response.status == 204
        assert await office.refused("/session") == (401, "unauthorised")

    @pytest.mark.parametrize(
        "headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
    )
    async def test_a_foreign_page_cannot_use_the_cookie(
        self, office: Office, headers: dict[str, str]
    ) -> None:
        response = await sign_out_by_cookie(office.door, office.token, **headers)
        assert await problem(response) == (403, "forbidden")
        assert (await office.get("/session"))["username"] == "wang", "still signed in"

    async def test_reading_by_cookie_needs_no_origin(self, office: Office) -> None:
        async with office.door.client.get(
            "/api/v1/session", headers={"Cookie": f"bot_session={office.token}"}
        ) as response:
            assert response.status == 200
