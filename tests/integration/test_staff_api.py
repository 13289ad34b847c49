"""The staff API from outside: signing in, reading cases, what is refused, its own description."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlalchemy import select

from bot.coordination.in_process import LocalRateLimits
from bot.handoff.sign_in import SESSION_LIFE, SignIn
from bot.settings import Settings
from bot.store.models import (
    Audit,
    Consent,
    Contact,
    Introduction,
    Need,
    NeedEvent,
    Staff,
    StaffSession,
    Suggestion,
)
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door, problem

PASSWORD = "correct horse battery"


class Office:
    """A front door with one member of staff, and that person's requests."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.token = ""

    async def hire(self, username: str = "wang", role: str = "agent") -> Staff:
        limits, clock = LocalRateLimits(), self.door.settings.clock
        sign_in = SignIn(self.door.database, limits, clock)
        return await sign_in.hire(username, "小王", PASSWORD, role)

    def sign_in(self, username: str = "wang", password: str = PASSWORD) -> Any:
        credentials = {"username": username, "password": password}
        return self.door.client.post("/api/v1/session", json=credentials)

    async def enter(self) -> None:
        async with self.sign_in() as response:
            assert response.status == 201
            self.token = (await response.json())["token"]
        # From here on only the header speaks, unless a test sends the cookie itself.
        self.door.client.session.cookie_jar.clear()

    def ask(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.door.client.request(method, "/api/v1" + path, headers=headers, **options)

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        async with self.ask("GET", path, params=params) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == 200, body
            return body

    async def refused(self, path: str, **params: str) -> tuple[int, str]:
        async with self.ask("GET", path, params=params) as response:
            return await problem(response)


@pytest.fixture
async def office(engine: FakeEngine, database_url: str) -> AsyncIterator[Office]:
    async with open_door(engine, database_url) as door:
        opened = Office(door)
        await opened.hire()
        await opened.enter()
        yield opened


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
            assert await problem(response) == (401, "unauthorised")
        assert await office.refused("/session") == (401, "unauthorised")

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


@pytest.fixture
async def case(office: Office) -> Visitor:
    """A conversation in which a need was recorded, with consent and contact."""
    visitor = await office.door.visitor()
    await visitor.reply_to(await visitor.say("气孔老是超标，废品率12%"))
    now = office.door.settings.clock.now()
    async with office.door.database.write() as session:
        contact = Contact(
            id="contact-1", conversation_id=visitor.conversation_id, name="李厂长",
            phone="13800138000", email=None, created_at=now, updated_at=now,
        )  # fmt: skip
        session.add(contact)
        await session.flush()
        session.add(
            Need(
                id="need-1", number="QX20261122-0001", conversation_id=visitor.conversation_id,
                contact_id="contact-1", state="recorded", problem="气孔老是超标，废品率12%",
                metrics=[{"text": "废品率12%", "role": "current"}],
                industry_code="C33", industry_name="金属制品业",
                region_code="330200", region_name="浙江省宁波市", mode="技术开发",
                budget_min=None, budget_max=500_000, budget_currency="CNY", budget_approx=True,
                budget_text="50来万", deadline_text="年底前", deadline_by=date(2026, 12, 31),
                company="宁波压铸有限公司", uscc=None,
                qualifications=[{"name": "专精特新", "status": "有效"}],
                skipped=[], asked=["problem"], recorded_at=now, created_at=now, updated_at=now,
            )
        )  # fmt: skip
        await session.flush()
        session.add_all(
            [
                Consent(
                    conversation_id=visitor.conversation_id, purpose="store_contact",
                    receiver=None, scope=["name", "phone"], text_version="1",
                    text_hash="0" * 64, given_at=now,
                ),
                NeedEvent(need_id="need-1", event="recorded", actor="owner", data={}, at=now),
                Suggestion(
                    need_id="need-1", kind="university", item_id="u1", title="某大学", rank=1,
                    score=0.5, reasons=["同为压铸"], shown_at=now,
                ),
                Introduction(
                    need_id="need-1", kind="university", item_id="u1", receiver="某大学",
                    state="requested", requested_at=now, updated_at=now,
                ),
            ]
        )  # fmt: skip
    return visitor


NEED = {
    "id": "need-1", "number": "QX20261122-0001", "state": "recorded",
    "problem": "气孔老是超标，废品率12%",
    "metrics": [{"text": "废品率12%", "role": "current"}],
    "industry": {"code": "C33", "name": "金属制品业"},
    "region": {"code": "330200", "name": "浙江省宁波市"},
    "mode": "技术开发",
    "budget": {"min": None, "max": 500_000, "currency": "CNY", "approx": True, "text": "50来万"},
    "deadline": {"text": "年底前", "from": None, "by": "2026-12-31"},
    "company": "宁波压铸有限公司", "uscc": None,
    "qualifications": [{"name": "专精特新", "status": "有效"}],
    "public_summary": None, "confidential": None,
}  # fmt: skip
CONTACT = {"name": "李厂长", "phone": "13800138000", "email": None}


def within(shape: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether every member of the contract's shape is there with its value."""
    return shape == {key: found.get(key, "absent") for key in shape}


class TestCases:
    async def test_a_conversation_shows_what_was_collected(
        self, office: Office, case: Visitor
    ) -> None:
        detail = await office.get(f"/conversations/{case.conversation_id}")

        assert within(
            {"id": case.conversation_id, "owner": "bot", "channel": "webchat", "last_seq": 2},
            detail,
        )
        assert within({**NEED, "contact": CONTACT}, detail["need"])
        assert detail["needs"] == [detail["need"]]
        (consent,) = detail["consents"]
        assert within(
            {"purpose": "store_contact", "receiver": None, "text_version": "1",
             "withdrawn_at": None},
            consent,
        )  # fmt: skip
        assert consent["given_at"]
        asked, answered = detail["messages"]
        assert within({"seq": 1, "author": "user", "text": "气孔老是超标，废品率12%"}, asked)
        assert within({"state": "answered", "error": None}, asked["turn"])
        assert within({"seq": 2, "author": "bot", "understanding": None}, answered)
        assert [each["title"] for each in detail["suggestions"]] == ["某大学"]
        assert [each["receiver"] for each in detail["introductions"]] == ["某大学"]

    async def test_a_draft_is_shown_while_it_is_collected(
        self, office: Office, case: Visitor
    ) -> None:
        now = office.door.settings.clock.now()
        async with office.door.database.write() as session:
            session.add(
                Need(
                    id="need-2", conversation_id=case.conversation_id, state="draft",
                    problem="另一个难题", created_at=now, updated_at=now,
                )
            )  # fmt: skip
        detail = await office.get(f"/conversations/{case.conversation_id}")
        assert detail["need"]["id"] == "need-2"
        assert within(
            {"budget": None, "deadline": None, "region": None, "contact": None}, detail["need"]
        )
        assert [each["id"] for each in detail["needs"]] == ["need-2", "need-1"]

    async def test_reading_a_contact_is_written_down(self, office: Office, case: Visitor) -> None:
        await office.get(f"/conversations/{case.conversation_id}")
        await office.get("/needs/need-1")
        async with office.door.database.read() as session:
            reads = (
                await session.scalars(select(Audit).where(Audit.action == "read_contact"))
            ).all()
            staff = (await session.scalars(select(Staff))).one()
        assert [(row.subject_kind, row.subject_id) for row in reads] == [
            ("conversation", case.conversation_id),
            ("need", "need-1"),
        ]
        assert {row.actor_id for row in reads} == {staff.id}

    async def test_reading_a_case_without_contact_is_not(self, office: Office) -> None:
        visitor = await office.door.visitor()
        await office.get(f"/conversations/{visitor.conversation_id}")
        async with office.door.database.read() as session:
            assert (
                await session.scalars(select(Audit).where(Audit.action == "read_contact"))
            ).all() == []

    async def test_messages_are_read_on_from_a_number(self, office: Office, case: Visitor) -> None:
        path = f"/conversations/{case.conversation_id}"
        assert [m["seq"] for m in (await office.get(path, after="1"))["messages"]] == [2]
        assert [m["seq"] for m in (await office.get(path, before="3", limit="1"))["messages"]] == [
            2
        ]
        assert [m["seq"] for m in (await office.get(path, limit="1"))["messages"]] == [1]

    async def test_conversations_are_listed_latest_first(
        self, office: Office, case: Visitor
    ) -> None:
        later = await office.door.visitor()
        await later.reply_to(await later.say("在吗"))

        listing = await office.get("/conversations")

        assert [each["id"] for each in listing["items"]] == [
            later.conversation_id, case.conversation_id
        ]  # fmt: skip
        assert within({"total": 2, "page": 1}, listing)
        assert listing["items"][0]["last_text"] == "听到了：在吗"
        assert "13800138000" not in json.dumps(listing)

    async def test_lists_are_filtered_and_paged(self, office: Office, case: Visitor) -> None:
        assert (await office.get("/conversations", owner="queue"))["total"] == 0
        assert (await office.get("/conversations", channel="wechat"))["total"] == 0
        second = await office.get("/conversations", page="2", page_size="1")
        assert (second["items"], second["total"]) == ([], 1)
        assert case.conversation_id

    @pytest.mark.parametrize(
        ("params", "count"),
        [({}, 1), ({"state": "recorded"}, 1), ({"state": "draft"}, 0), ({"industry": "C33"}, 1),
         ({"industry": "C34"}, 0), ({"region": "330200"}, 1), ({"region": "330000"}, 1),
         ({"region": "420000"}, 0), ({"region": "%"}, 0), ({"sort": "-updated_at"}, 1)],
    )  # fmt: skip
    async def test_needs_are_filtered(
        self, office: Office, case: Visitor, params: dict[str, str], count: int
    ) -> None:
        listing = await office.get("/needs", **params)
        assert listing["total"] == count
        assert all(within({**NEED, "contact": None}, each) for each in listing["items"])
        assert case.conversation_id

    async def test_a_need_comes_with_its_history(self, office: Office, case: Visitor) -> None:
        detail = await office.get("/needs/need-1")
        assert within({**NEED, "contact": CONTACT, "conversation_id": case.conversation_id}, detail)
        assert [each["event"] for each in detail["history"]] == ["recorded"]
        assert detail["suggestions"][0]["reasons"] == ["同为压铸"]

    @pytest.mark.parametrize(
        "path",
        ["/conversations/none", "/conversations/%00", "/conversations/%ED%A0%80", "/needs/none",
         "/needs/%00", "/universities/none", "/nowhere"],
    )  # fmt: skip
    async def test_what_is_not_there_is_not_found(self, office: Office, path: str) -> None:
        assert await office.refused(path) == (404, "not_found")

    @pytest.mark.parametrize(
        ("path", "params"),
        [("/conversations", {"owner": "me"}), ("/conversations", {"page": "0"}),
         ("/conversations", {"page_size": "201"}), ("/conversations", {"unknown": "1"}),
         ("/conversations", {"page": "1e400"}), ("/needs", {"sort": "password_hash"}),
         ("/needs", {"industry": "\x00"}), ("/patents", {"q": "x" * 101}),
         ("/universities", {"q": "\x00"})],
    )  # fmt: skip
    async def test_a_query_that_makes_no_sense_is_refused(
        self, office: Office, path: str, params: dict[str, str]
    ) -> None:
        assert await office.refused(path, **params) == (400, "bad_request")


class TestCatalogue:
    @pytest.mark.parametrize("kind", ["universities", "mentors", "patents", "platforms"])
    async def test_lists_are_there_even_when_empty(self, office: Office, kind: str) -> None:
        listing = await office.get(f"/{kind}")
        assert within({"items": [], "total": 0, "page": 1}, listing)


def routes_of(door: Door) -> set[tuple[str, str]]:
    """Every (method, path) under /api/v1 that the application answers."""
    app = door.client.app
    assert app is not None
    return {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/v1/")
        if route.method != "HEAD"
    }


# OpenAPI has no words for a WebSocket, and the description does not describe itself.
UNDESCRIBED = {("GET", "/api/v1/openapi.json"), ("GET", "/api/v1/ws")}
# One who is invited has a link and no password yet; one who comes in by WeChat has a phone.
OPEN_TO_ALL = {
    ("GET", "/api/v1/openapi.json"),
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/invitation"),
    ("PUT", "/api/v1/invitation"),
    ("GET", "/api/v1/session/identity"),
    ("PUT", "/api/v1/session/identity"),
    ("GET", "/api/v1/session/identity/open"),
    ("GET", "/api/v1/session/identity/return"),
    ("GET", "/api/v1/session/wechat"),
    ("POST", "/api/v1/session/wechat"),
    ("PUT", "/api/v1/session/wechat"),
    ("GET", "/api/v1/session/wechat/open"),
    ("GET", "/api/v1/session/wechat/return"),
}


class TestDescription:
    async def test_nothing_else_is_open_without_signing_in(self, door: Door) -> None:
        guarded = routes_of(door) - OPEN_TO_ALL
        assert guarded
        # As from our own page: what is missing is only who is asking.
        headers = {"Origin": str(door.client.make_url("/")).rstrip("/")}
        for method, path in sorted(guarded):
            url = re.sub(r"{\w+}", "x", path)
            async with door.client.request(method, url, headers=headers) as response:
                assert await problem(response) == (401, "unauthorised"), (method, path)

    async def test_every_route_is_described_and_nothing_else(self, door: Door) -> None:
        description = await self._description(door)
        described = {
            (method.upper(), path) for path, item in description["paths"].items() for method in item
        }
        assert described == routes_of(door) - UNDESCRIBED

    async def test_the_description_is_well_formed(self, door: Door) -> None:
        description = await self._description(door)
        assert description["openapi"].startswith("3.1")
        assert {"title", "version"} <= set(description["info"])
        operations = [
            (path, operation)
            for path, item in description["paths"].items()
            for operation in item.values()
        ]
        names = [operation["operationId"] for _, operation in operations]
        assert len(names) == len(set(names))
        for path, operation in operations:
            inside = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert inside == set(re.findall(r"{(\w+)}", path))
            assert set(operation["responses"]) - {"default"}

    async def test_every_reference_leads_somewhere(self, door: Door) -> None:
        description = await self._description(door)
        references = re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(description))
        assert references
        for reference in references:
            found: Any = description
            for part in reference.split("/"):
                assert part in found, reference
                found = found[part]

    async def _description(self, door: Door) -> dict[str, Any]:
        async with door.client.get("/api/v1/openapi.json") as response:
            assert response.status == 200
            description: dict[str, Any] = await response.json()
            return description


async def test_settings_of_the_tests_come_from_nowhere_else() -> None:
    assert Settings().bot_admin_password is None
