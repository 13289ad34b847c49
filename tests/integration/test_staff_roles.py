"""Every declared endpoint × every role: generated from the API's own description."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import FormData
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Attachment
from bot.reading.codes import patent_check_digit
from bot.store.catalogue_writes import (
    save_mentors,
    save_patents,
    save_platforms,
    save_universities,
)
from bot.store.labels import add_label
from bot.store.lessons import add_lesson
from bot.store.media import keep_medium, note_medium
from bot.store.models import (
    Bid,
    CannedReply,
    Challenge,
    DeskRule,
    Introduction,
    Licence,
    LicenceDeclaration,
    Mentor,
    Message,
    Need,
    Patent,
    Platform,
    Suggestion,
    TermProposal,
    University,
    Webhook,
    new_id,
)
from bot.store.needs import new_draft
from tests.fixtures.colleagues import PASSWORD, Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door
from tests.fixtures.identity_provider import identity_provider, settings_of
from tests.fixtures.wechat_account import WECHAT_SETTINGS
from tests.fixtures.wechat_api import SECRET, ApiStandIn, open_api

ROLES = ("agent", "manager", "admin")
MENTOR = {
    "university_id": "u1", "name": "乙某", "title": "教授", "field": "铸造", "industry_code": "C33",
}  # fmt: skip
PLATFORM = {
    "university_id": "u1", "level": "教育部工程研究中心", "field": "铸造", "industry_code": "C33",
}  # fmt: skip
# A body that is well-formed for each endpoint that takes one; where "{…}" stands, a made id.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "/api/v1/session"): {"username": "nobody", "password": "wrong"},
    ("post", "/api/v1/conversations/{id}/claim"): {},
    ("post", "/api/v1/conversations/{id}/transfer"): {"staff_id": "{colleague}"},
    ("post", "/api/v1/conversations/{id}/release"): {},
    ("post", "/api/v1/conversations/{id}/handback"): {},
    ("post", "/api/v1/conversations/{id}/close"): {},
    ("post", "/api/v1/conversations/{id}/reply"): {"client_msg_id": "a", "text": "好"},
    ("post", "/api/v1/conversations/{id}/card"): {
        "client_msg_id": "b", "suggestion_id": "{suggestion}",
    },
    ("post", "/api/v1/conversations/{id}/notes"): {"text": "备注"},
    ("post", "/api/v1/conversations/{id}/presence"): {"state": "viewing"},
    ("patch", "/api/v1/conversations/{id}/need"): {
        "updated_at": "{need_version}", "company": "甲厂",
    },
    ("patch", "/api/v1/staff/{id}"): {"display_name": "小李"},
    ("patch", "/api/v1/session"): {"accepting": True},
    ("post", "/api/v1/conversations/{id}/seen"): {"seq": 1},
    ("put", "/api/v1/conversations/{id}/labels"): {"label_ids": []},
    ("post", "/api/v1/labels"): {"name": "{fresh}", "colour": "red"},
    ("patch", "/api/v1/labels/{id}"): {"colour": "blue"},
    ("post", "/api/v1/canned"): {"shortcut": "{fresh}", "title": "问好", "text": "您好"},
    ("patch", "/api/v1/canned/{id}"): {"title": "再问好"},
    ("post", "/api/v1/canned/{id}/fill"): {"conversation_id": "{conversation}"},
    ("post", "/api/v1/needs/{id}/moves"): {"move": "review_form", "updated_at": "{need_version}"},
    ("put", "/api/v1/needs/{id}/challenge"): {
        "updated_at": "{need_version}", "title": "降低气孔", "summary": "铝合金压铸",
    },
    ("post", "/api/v1/needs/{id}/bids"): {"plan": "真空压铸", "mentor_id": "m1"},
    ("patch", "/api/v1/bids/{id}"): {"score": 90},
    ("post", "/api/v1/bids/{id}/moves"): {"move": "shortlist", "updated_at": "{need_version}"},
    ("put", "/api/v1/needs/{id}/contract"): {
        "updated_at": "{need_version}", "kind": "技术开发", "title": "压铸", "party": "钱塘大学",
    },
    ("post", "/api/v1/introductions/{id}/moves"): {
        "move": "meet", "updated_at": "{need_version}",
    },
    ("post", "/api/v1/needs/{id}/licences"): {"patent_id": "p1"},
    ("post", "/api/v1/licences/{id}/moves"): {"move": "notify", "updated_at": "{need_version}"},
    ("post", "/api/v1/needs/{id}/suggestions"): {
        "kind": "mentor", "item_id": "m1", "reasons": ["做过压铸"],
    },
    ("put", "/api/v1/suggestions/{id}/verdict"): {"verdict": "accepted"},
    ("post", "/api/v1/universities"): {"name": "{fresh}", "region_code": "330100"},
    ("put", "/api/v1/universities/{id}"): {
        "updated_at": "{need_version}", "name": "湖滨大学", "region_code": "330100",
    },
    ("post", "/api/v1/mentors"): MENTOR,
    ("put", "/api/v1/mentors/{id}"): {"updated_at": "{need_version}", **MENTOR},
    ("post", "/api/v1/patents"): {
        "patent_no": "{patent_no}", "title": "方法", "owner_name": "钱塘大学",
    },
    ("put", "/api/v1/patents/{id}"): {
        "updated_at": "{need_version}", "patent_no": "{patent_no}", "title": "方法",
        "owner_name": "钱塘大学",
    },
    ("post", "/api/v1/platforms"): {"name": "{fresh}", **PLATFORM},
    ("put", "/api/v1/platforms/{id}"): {
        "updated_at": "{need_version}", "name": "{fresh}", **PLATFORM,
    },
    ("post", "/api/v1/staff"): {
        "username": "{fresh}", "display_name": "小周", "role": "agent",
    },
    ("post", "/api/v1/invitation"): {"token": "made-up"},
    ("put", "/api/v1/invitation"): {"token": "made-up", "password": PASSWORD},
    ("put", "/api/v1/session/password"): {"current": PASSWORD, "password": PASSWORD},
    ("put", "/api/v1/session/totp"): {"code": "000000"},
    ("delete", "/api/v1/session/totp"): {"password": PASSWORD},
    ("put", "/api/v1/session/identity"): {},
    ("post", "/api/v1/session/identity/binding"): {"password": PASSWORD},
    ("put", "/api/v1/session/wechat"): {},
    ("post", "/api/v1/session/wechat/binding"): {"password": PASSWORD},
    ("post", "/api/v1/conversations/{id}/lessons"): {"seq": 1},
    ("put", "/api/v1/lessons/{id}"): {"purpose": "submit_need"},
    ("put", "/api/v1/thesaurus/proposals/{id}"): {"state": "refused"},
    ("post", "/api/v1/webhooks"): {
        "url": "https://crm.example.cn/hook", "events": ["need.recorded"],
    },
    ("patch", "/api/v1/webhooks/{id}"): {"active": True},
    ("put", "/api/v1/rules/hours"): {"version": "{version}", "value": {}},
    ("put", "/api/v1/rules/service"): {"version": "{version}", "value": {"policies": []}},
    ("put", "/api/v1/rules/assignment"): {"version": "{version}", "value": {}},
}  # fmt: skip
QUERIES = {("get", "/api/v1/search/messages"): "?q=x"}
# Files that are taken in, by the last part of the path.
FILES = {"import": b"\xe5\xad\xa6\xe6\xa0\xa1\r\n"}
# The state that a need is carried on from.
NEED_STATES = {
    "moves": "recorded", "challenge": "recorded", "bids": "published", "contract": "matched",
}  # fmt: skip
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
# What must be in the caller's hands before it can succeed.
IN_HAND = frozenset({"transfer", "release", "handback", "close", "reply", "card"})


@dataclass
class Office:
    door: Door
    people: dict[str, Colleague]
    colleague: Colleague
    paths: dict[str, dict[str, Any]]

    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [
            (method, path, operation)
            for path, methods in self.paths.items()
            for method, operation in methods.items()
            if path != "/api/v1/openapi.json"
        ]

    async def call(
        self, method: str, path: str, values: dict[str, str], caller: Colleague | None
    ) -> int:
        made: dict[str, Any] = {
            "need_version": "2026-11-22T00:00:00Z", "colleague": "nobody",
            "conversation": "nowhere", "suggestion": "none", "fresh": uuid4().hex[:12], "seq": "1",
            "patent_no": patent_number(), **values,
        }  # fmt: skip
        made["version"] = await self._version(path)
        raw = BODIES.get((method, path))
        body = None if raw is None else {
            key: made.get(value.strip("{}"), value) if isinstance(value, str) else value
            for key, value in raw.items()
        }  # fmt: skip
        query = QUERIES.get((method, path), "")
        async with self.door.client.request(
            method, path.format(id=made["id"], seq=made["seq"]) + query, json=body,
            data=_file(path), allow_redirects=False,
            headers=caller.headers if caller is not None else {},
        ) as response:  # fmt: skip
            return response.status

    async def _version(self, path: str) -> int:
        """Of a rule as it stands."""
        async with self.door.database.read() as session:
            row = await session.get(DeskRule, path.rpartition("/")[2])
        return row.version if row is not None else 0


def _file(path: str) -> FormData | None:
    content = FILES.get(path.rpartition("/")[2])
    if content is None:
        return None
    form = FormData()
    form.add_field("file", content, filename="a.csv")
    return form


def patent_number() -> str:
    """A new one each time, whose check digit fits."""
    digits = f"20161{uuid4().int % 10**7:07d}"
    return f"ZL{digits}.{patent_check_digit(digits)}"


@pytest.fixture
async def office(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Office]:
    async with open_api() as wechat, identity_provider() as provider, open_door(
        engine, sqlite_stores.migrated(), bot_desk_hours="always", **account(wechat),
        **settings_of(provider),
    ) as door:  # fmt: skip
        async with door.client.get("/api/v1/openapi.json") as response:
            paths = (await response.json())["paths"]
        people = {role: await hire(door, role, role) for role in ROLES}
        async with door.database.write() as session:
            await _stock(session, door.settings.clock.now())
        yield Office(door, people, await hire(door, "小李"), paths)


def account(wechat: ApiStandIn) -> dict[str, Any]:
    """One with which staff may sign in."""
    return {
        **{name.lower(): value for name, value in WECHAT_SETTINGS.items()},
        "wechat_account": "verified", "wechat_app_secret": SECRET, "wechat_api_base": wechat.url,
        "wechat_staff_sign_in": True,
    }  # fmt: skip


async def test_every_endpoint_that_takes_a_body_is_tried(office: Office) -> None:
    taking = {(m, p) for m, p, operation in office.operations() if "requestBody" in operation}
    files = {(m, p) for m, p in taking if p.rpartition("/")[2] in FILES}
    assert taking - files == set(BODIES)


async def test_without_a_session_every_door_but_sign_in_is_shut(office: Office) -> None:
    for method, path, operation in office.operations():
        status = await office.call(method, path, {"id": "x"}, None)
        assert status == PUBLIC.get((method, path), 401), (method, path)
        assert ("x-roles" in operation) == ((method, path) not in PUBLIC)


async def test_a_role_that_is_not_named_is_refused_and_the_others_pass(office: Office) -> None:
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
async def test_what_is_there_is_given_to_those_who_may(office: Office, role: str) -> None:
    caller = office.people[role]
    for method, path, operation in office.operations():
        if role not in operation.get("x-roles", ()) or (method, path) in APART:
            continue
        values = await _arrange(office, path, caller)
        status = await office.call(method, path, values, caller)
        assert status == int(min(operation["responses"])), (role, method, path)


async def _arrange(office: Office, path: str, caller: Colleague) -> dict[str, str]:
    """Something that the path can be about, in the state in which it can be done."""
    visitor = await office.door.visitor()
    now = office.door.settings.clock.now()
    seq = await visitor.say("看照片")
    async with office.door.database.write() as session:
        message = await _keep_picture(session, visitor.conversation_id, seq)
        await add_lesson(session, message, now)
        need = await new_draft(session, visitor.conversation_id, now)
        await _stock(session, now)
        label = await add_label(session, uuid4().hex[:12], "red", now)
        canned = CannedReply(
            id=new_id(), staff_id=caller.id, shortcut=uuid4().hex[:12], title="问好", text="您好",
            used=0, updated_at=now,
        )  # fmt: skip
        session.add(canned)
        need.state = NEED_STATES.get(path.rpartition("/")[2], need.state)
        carried = await _carried(session, need, path)
    if path.rpartition("/")[2] in IN_HAND:
        await caller.claim(visitor.conversation_id)
    room = path.removeprefix("/api/v1/").partition("/")[0]
    ids = {
        "conversations": visitor.conversation_id, "needs": need.id, "staff": office.colleague.id,
        "universities": "u2", "mentors": "m1", "patents": "p1", "platforms": "c1",
        "labels": label.id, "canned": canned.id, "lessons": str(message.id), **carried,
    }  # fmt: skip
    return {
        "id": ids.get(room, ""),
        "colleague": office.colleague.id,
        "conversation": visitor.conversation_id,
        "seq": str(seq),
        "need_version": need.updated_at.isoformat(),
        "suggestion": carried.get("suggestion", ""),
    }


async def _carried(session: AsyncSession, need: Need, path: str) -> dict[str, str]:
    """What came of the need, by the first part of the path that is about it."""
    its, now = {"id": new_id(), "need_id": need.id}, need.updated_at
    room = path.removeprefix("/api/v1/").partition("/")[0]
    if path.endswith("/bids") or room == "bids":
        session.add(Challenge(need_id=need.id, title="气孔", summary="压铸", created_at=now,
                              updated_at=now))  # fmt: skip
        await session.flush()
    suggestion = Suggestion(
        **its,
        kind="mentor",
        item_id="m1",
        title="甲某",
        rank=1,
        score=0.5,
        shown_at=now,
    )
    if path.endswith("/card"):
        session.add(suggestion)
        return {"suggestion": its["id"]}
    rows = {
        "bids": Bid(**its, bidder="甲大学", plan="真空", received_at=now, updated_at=now),
        "introductions": Introduction(
            **its, kind="mentor", item_id="m1", receiver="甲某", state="forwarded",
            requested_at=now, updated_at=now,
        ),
        "licences": Licence(
            **its, patent_id="p1", patent_no="ZL201610270273.7", patent_title="除气方法",
            created_at=now, updated_at=now,
        ),
        "suggestions": suggestion,
        "thesaurus": TermProposal(
            **its, said=its["id"][:8], kind="表现", term="泛碱", state="proposed", model="m",
            proposed_at=now,
        ),
        "webhooks": Webhook(
            id=its["id"], url="https://crm.example.cn/hook", events=[], active=True, secret="",
            failures=0, created_at=now, updated_at=now,
        ),
    }  # fmt: skip
    if room not in rows:
        return {}
    if room == "bids":
        need.state = "bidding"
    session.add(rows[room])
    return {room: its["id"]}


async def _keep_picture(session: AsyncSession, conversation_id: str, seq: int) -> Message:
    message = await session.scalar(
        select(Message).where(Message.conversation_id == conversation_id, Message.seq == seq)
    )
    assert message is not None
    await note_medium(session, message, Attachment("image", "m1"))
    await keep_medium(session, message.id, "image/png", b"\x89PNG")
    return message


async def _stock(session: AsyncSession, now: datetime) -> None:
    universities = [
        University(id=each, name=name, region_code="330100", province="浙江省", city="杭州市")
        for each, name in (("u1", "钱塘大学"), ("u2", "湖滨大学"))
    ]
    mentor = Mentor(
        id="m1", university_id="u1", name="甲某", title="教授", field="铸造", industry_code="C33"
    )
    patent = Patent(
        id="p1", patent_no="ZL201610270273.7", title="除气方法", type="发明", owner_name="钱塘大学"
    )
    await save_universities(session, universities, now)
    await save_mentors(session, [mentor], now)
    declared = LicenceDeclaration(patent_id="p1", fee_mode="免费", state="active", text="免费许可")
    await save_patents(session, [(patent, declared)], now)
    await save_platforms(session, [Platform(id="c1", name="压铸中心", **PLATFORM)], now)
