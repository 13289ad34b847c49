"""A site vouches for its visitor: signed tokens, one conversation each, refusals, signing out."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest

from bot.programme.data_rights import erase
from bot.store.models import Conversation
from tests.fixtures.colleagues import hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, Visitor, open_door, problem

SECRET = "a secret that only the site's server and the desk know"


def signed(subject: Any = "user-7", secret: str = SECRET, **claims: Any) -> str:
    return jwt.encode({"sub": subject, "exp": time.time() + 600, **claims}, secret, "HS256")


async def identify(visitor: Visitor, token: object) -> Visitor:
    status, body = await ask(visitor, token)
    assert status == 200, body
    return Visitor(visitor.door, visitor.token, body["conversation_id"])


async def ask(visitor: Visitor, token: object) -> tuple[int, Any]:
    async with visitor.door.client.post(
        "/webchat/identity", json={"jwt": token}, headers=visitor.headers
    ) as response:
        if response.status == 200:
            return 200, await response.json()
        return await problem(response)


@pytest.fixture
async def site(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_identity_secret=SECRET) as opened:
        yield opened


async def test_what_was_said_before_stays_with_whom_the_site_names(site: Door) -> None:
    visitor = await site.visitor()
    await visitor.say("铝合金压铸件气孔多")
    known = await identify(visitor, signed())
    assert known.conversation_id == visitor.conversation_id
    staff = await hire(site, "小王")
    assert (await staff.get(f"/conversations/{known.conversation_id}"))["identity"] == "user-7"


async def test_another_device_of_the_same_person_opens_the_same_conversation(site: Door) -> None:
    phone, desktop = await site.visitor(), await site.visitor()
    await phone.say("在手机上说的")
    await identify(phone, signed())
    assert (await identify(desktop, signed())).conversation_id == phone.conversation_id
    assert (await desktop.log())[0]["text"] == "在手机上说的"


async def test_two_people_at_one_browser_do_not_read_each_other(site: Door) -> None:
    browser = await site.visitor()
    await browser.say("第一个人的话")
    await identify(browser, signed("first"))
    second = await identify(browser, signed("second"))
    assert second.conversation_id != browser.conversation_id
    assert await second.log() == []


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        pytest.param(signed(secret="x" * 40), "token", id="another secret"),
        pytest.param(signed(exp=time.time() - 1), "expired", id="expired"),
        pytest.param(signed(exp=time.time() + 7 * 86_400), "exp", id="good for a week"),
        pytest.param(signed(exp="soon"), "exp", id="no time"),
        pytest.param(jwt.encode({"sub": "a"}, SECRET, "HS256"), "exp", id="without an end"),
        pytest.param(
            jwt.encode({"exp": time.time() + 60}, SECRET, "HS256"), "sub", id="of nobody"
        ),
        pytest.param(signed(7), "sub", id="a number for a name"),
        pytest.param(signed(7, secret="x" * 40), "token", id="a number and another secret"),
        pytest.param(signed(""), "sub", id="empty name"),
        pytest.param(signed("a\nb"), "sub", id="name with a line break"),
        pytest.param(signed("x" * 129), "sub", id="long name"),
        pytest.param(
            jwt.encode({"sub": "a", "exp": time.time() + 60}, "", "none"), "token", id="unsigned"
        ),
        pytest.param(
            jwt.encode({"sub": "a", "exp": time.time() + 60}, SECRET * 2, "HS512"), "token",
            id="another algorithm",
        ),
        ("not.a.token", "token"), ("", "token"), (7, "token"), (None, "token"),
        ("x" * 5000, "token"),
    ],
)  # fmt: skip
async def test_what_was_not_signed_for_now_is_refused(
    site: Door, token: object, reason: str
) -> None:
    """With what the site's makers have to mend; a forger learns no more than that it is forged."""
    visitor = await site.visitor()
    async with visitor.door.client.post(
        "/webchat/identity", json={"jwt": token}, headers=visitor.headers
    ) as response:
        body = await response.json()
        assert (response.status, body["code"], body["reason"]) == (403, "forbidden", reason)
    assert (await visitor.read())["owner"] == "bot", "and the visitor goes on as before"


async def test_where_no_secret_is_set_nobody_is_believed(door: Door) -> None:
    assert await ask(await door.visitor(), signed()) == (404, "not_found")


async def test_without_a_session_nobody_is_identified(site: Door) -> None:
    assert await ask(Visitor(site, "guessed", ""), signed()) == (401, "unauthorised")


async def test_signing_out_leaves_nothing_open(site: Door) -> None:
    visitor = await site.visitor()
    async with site.client.delete("/webchat/session", headers=visitor.headers) as response:
        assert response.status == 204
    async with visitor.get("/webchat/messages", {"after": "0"}) as response:
        assert await problem(response) == (401, "unauthorised")


async def test_erasure_forgets_the_name(site: Door) -> None:
    visitor = await identify(await site.visitor(), signed())
    async with site.database.write() as session:
        await erase(session, visitor.conversation_id, site.settings.clock.now())
    async with site.database.read() as session:
        row = await session.get_one(Conversation, visitor.conversation_id)
        assert row.identity is None
