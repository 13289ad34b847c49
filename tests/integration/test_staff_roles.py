"""Every declared endpoint × every role: generated from the API's own description."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fixtures.colleagues import hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.endpoint_bodies import BODIES, FILES, FORMS
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import open_door
from tests.fixtures.identity_provider import identity_provider, settings_of
from tests.fixtures.staffed_door import StaffedDoor, arrange, stock
from tests.fixtures.wechat_account import WECHAT_SETTINGS
from tests.fixtures.wechat_api import SECRET, ApiStandIn, open_api

ROLES = ("agent", "manager", "admin")
# Open to everybody, with what they answer to one who proves nothing.
PUBLIC = {
    ("post", "/api/v1/session"): 401,
    ("post", "/api/v1/invitation"): 404,
    ("put", "/api/v1/invitation"): 404,
    ("get", "/api/v1/session/identity"): 200,
    ("put", "/api/v1/session/identity"): 401,
    ("get", "/api/v1/session/identity/open"): 302,
    ("get", "/api/v1/session/identity/return"): 302,
    ("get", "/api/v1/session/wechat"): 200,
    ("post", "/api/v1/session/wechat"): 201,
    ("put", "/api/v1/session/wechat"): 401,
    ("get", "/api/v1/session/wechat/open"): 302,
    ("get", "/api/v1/session/wechat/return"): 302,
}
# What ends the caller's session, or asks for more than a body: tried elsewhere.
APART = frozenset({
    ("delete", "/api/v1/session"), ("put", "/api/v1/session/password"),
    ("put", "/api/v1/session/totp"),
})  # fmt: skip


@pytest.fixture
async def office(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[StaffedDoor]:
    async with open_api() as wechat, identity_provider() as provider, open_door(
        engine, sqlite_stores.migrated(), bot_desk_hours="always", **account(wechat),
        **settings_of(provider),
    ) as door:  # fmt: skip
        async with door.client.get("/api/v1/openapi.json") as response:
            paths = (await response.json())["paths"]
        people = {role: await hire(door, role, role) for role in ROLES}
        async with door.database.write() as session:
            await stock(session, door.settings.clock.now())
        yield StaffedDoor(door, people, await hire(door, "小李"), paths)


def account(wechat: ApiStandIn) -> dict[str, Any]:
    """One with which staff may sign in."""
    return {
        **{name.lower(): value for name, value in WECHAT_SETTINGS.items()},
        "wechat_account": "verified", "wechat_app_secret": SECRET, "wechat_api_base": wechat.url,
        "wechat_staff_sign_in": True,
    }  # fmt: skip


async def test_every_endpoint_that_takes_a_body_is_tried(office: StaffedDoor) -> None:
    taking = {(m, p) for m, p, operation in office.operations() if "requestBody" in operation}
    files = {(m, p) for m, p in taking if p.rpartition("/")[2] in {*FILES, *FORMS}}
    assert taking - files == set(BODIES)


async def test_without_a_session_every_door_but_sign_in_is_shut(office: StaffedDoor) -> None:
    for method, path, operation in office.operations():
        status = await office.call(method, path, {"id": "x"}, None)
        assert status == PUBLIC.get((method, path), 401), (method, path)
        assert ("x-roles" in operation) == ((method, path) not in PUBLIC)


async def test_a_role_that_is_not_named_is_refused_and_the_others_pass(office: StaffedDoor) -> None:
    refused = 0
    for method, path, operation in office.operations():
        for role, caller in office.people.items():
            if (method, path) in APART or "x-roles" not in operation:
                continue
            status = await office.call(method, path, {"id": "nowhere"}, caller)
            if role not in operation["x-roles"]:
                refused += 1
                assert status == 403, (role, method, path)
            else:
                expected = 404 if "{id}" in path else int(min(operation["responses"]))
                assert status == expected, (role, method, path)
    assert refused


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_there_is_given_to_those_who_may(office: StaffedDoor, role: str) -> None:
    caller = office.people[role]
    for method, path, operation in office.operations():
        if role not in operation.get("x-roles", ()) or (method, path) in APART:
            continue
        values = await arrange(office, path, caller)
        status = await office.call(method, path, values, caller)
        assert status == int(min(operation["responses"])), (role, method, path)
