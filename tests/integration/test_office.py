"""What managers and administrators see to: accounts, figures, the audit trail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pyotp
import pytest

from bot.coordination.in_process import LocalRateLimits
from bot.errors import NotFound
from bot.handoff.office.accounts import Accounts
from bot.handoff.sign_in import TRIES, SignIn
from bot.store.conversations import find_by_seq
from bot.store.lessons import untaught
from bot.store.models import Staff
from bot.store.understandings import save_understanding
from tests.fixtures.colleagues import PASSWORD, Answer, Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import Door, open_door


@pytest.fixture
async def door(engine: FakeEngine, sqlite_stores: SqliteStores) -> AsyncIterator[Door]:
    async with open_door(engine, sqlite_stores.migrated(), bot_desk_hours="always") as opened:
        yield opened


@pytest.fixture
async def boss(door: Door) -> Colleague:
    return await hire(door, "赵主管", "admin")


async def knock(door: Door, method: str, path: str, **body: str) -> Answer:
    """Somebody who has not signed in."""
    async with door.client.request(method, f"/api/v1{path}", json=body) as response:
        answer = await response.json()
    door.client.session.cookie_jar.clear()
    return response.status, answer


async def username_of(colleague: Colleague) -> str:
    name: str = (await colleague.get("/session"))["username"]
    return name


class TestAccounts:
    async def test_one_who_is_invited_chooses_a_password_and_is_in(
        self, door: Door, boss: Colleague
    ) -> None:
        new = {"username": "xiaozhou", "display_name": "小周", "role": "agent"}
        status, invitation = await boss.ask("POST", "/staff", json=new)
        assert status == 201
        assert (await boss.ask("POST", "/staff", json=new))[0] == 409
        (row,) = (
            each for each in (await boss.get("/staff"))["items"] if each["username"] == "xiaozhou"
        )
        assert (row["invited"], row["totp"]) == (True, False)
        for password in ("", "anything at all"):
            status, _ = await knock(
                door, "POST", "/session", username="xiaozhou", password=password
            )
            assert status == 401

        token = invitation["token"]
        assert (await knock(door, "POST", "/invitation", token=token))[1]["display_name"] == "小周"
        assert (await knock(door, "PUT", "/invitation", token=token, password="short"))[0] == 400
        status, session = await knock(door, "PUT", "/invitation", token=token, password=PASSWORD)
        assert (status, session["staff"]["username"]) == (201, "xiaozhou")
        assert (await knock(door, "PUT", "/invitation", token=token, password=PASSWORD))[0] == 404
        status, _ = await knock(door, "POST", "/session", username="xiaozhou", password=PASSWORD)
        assert status == 201

    async def test_one_whose_account_is_disabled_hears_so_and_whom_to_ask(
        self, door: Door, boss: Colleague
    ) -> None:
        wang = await hire(door, "小王")
        name = await username_of(wang)
        assert (await boss.ask("PATCH", f"/staff/{wang.id}", json={"active": False}))[0] == 200
        status, refusal = await wang.ask("GET", "/needs")
        assert (status, refusal["code"], refusal["ask"]) == (401, "account_disabled", ["赵主管"])
        assert "停用" in refusal["detail"]
        status, refusal = await knock(door, "POST", "/session", username=name, password=PASSWORD)
        assert (status, refusal["code"]) == (401, "account_disabled")
        # Nobody learns it who does not know the password, and no old session comes back to life.
        status, refusal = await knock(door, "POST", "/session", username=name, password="guessed")
        assert (status, refusal["code"]) == (401, "unauthorised")
        assert (await boss.ask("PATCH", f"/staff/{wang.id}", json={"active": True}))[0] == 200
        status, refusal = await wang.ask("GET", "/needs")
        assert (status, refusal["code"]) == (401, "unauthorised")
        status, _ = await knock(door, "POST", "/session", username=name, password=PASSWORD)
        assert status == 201

    async def test_one_renames_oneself_and_the_audit_says_so(
        self, door: Door, boss: Colleague
    ) -> None:
        wang = await hire(door, "小王")
        status, me = await wang.ask("PATCH", "/session", json={"display_name": " 王小梅 "})
        assert (status, me["display_name"], me["accepting"]) == (200, "王小梅", True)
        names = [each["display_name"] for each in (await boss.get("/staff"))["items"]]
        assert "王小梅" in names
        (row,) = (await boss.get(f"/audit?action=staff_changed&actor_id={wang.id}"))["items"]
        assert row["data"]["fields"] == ["display_name"]
        for nothing in ("", "  ", "a\nb", "长" * 65):
            status, _ = await wang.ask("PATCH", "/session", json={"display_name": nothing})
            assert status == 400

    async def test_a_new_link_voids_the_old_one(self, door: Door, boss: Colleague) -> None:
        new = {"username": "xiaozhou", "display_name": "小周", "role": "agent"}
        _, first = await boss.ask("POST", "/staff", json=new)
        path = f"/staff/{first['staff']['id']}/invitation"
        status, second = await boss.ask("POST", path)
        assert status == 201
        assert (await knock(door, "POST", "/invitation", token=first["token"]))[0] == 404
        assert (await knock(door, "POST", "/invitation", token=second["token"]))[0] == 200

    async def test_a_changed_password_ends_every_session(self, door: Door, boss: Colleague) -> None:
        name = await username_of(boss)
        change = {"current": "not this one", "password": "a new long password"}
        assert (await boss.ask("PUT", "/session/password", json=change))[0] == 400
        change["current"] = PASSWORD
        assert (await boss.ask_raw("PUT", "/session/password", **change))[0] == 204
        assert (await boss.ask("GET", "/session"))[0] == 401
        assert (await knock(door, "POST", "/session", username=name, password=PASSWORD))[0] == 401
        status, _ = await knock(
            door, "POST", "/session", username=name, password="a new long password"
        )
        assert status == 201

    async def test_a_link_to_choose_a_password_does_not_outlive_a_chosen_one(
        self, door: Door, boss: Colleague
    ) -> None:
        _, link = await boss.ask("POST", f"/staff/{boss.id}/invitation")
        assert (await knock(door, "POST", "/invitation", token=link["token"]))[0] == 200
        change = {"current": PASSWORD, "password": "a new long password"}
        assert (await boss.ask_raw("PUT", "/session/password", **change))[0] == 204
        assert (await knock(door, "POST", "/invitation", token=link["token"]))[0] == 404

    async def test_who_has_the_server_lets_the_only_administrator_in_again(
        self, door: Door, boss: Colleague
    ) -> None:
        name, clock = await username_of(boss), door.settings.clock
        async with door.database.write() as session:
            row = await session.get_one(Staff, boss.id)
            row.totp_secret, row.totp_since = pyotp.random_base32(), clock.now()
        accounts = Accounts(door.database, SignIn(door.database, LocalRateLimits(), clock), clock)
        with pytest.raises(NotFound):
            await accounts.reset("nobody", "a new long password", without_totp=True)

        new = {"username": name, "password": "a new long password"}
        await accounts.reset(name, new["password"], without_totp=False)
        assert (await boss.ask("GET", "/session"))[0] == 401, "every session is closed"
        status, problem = await knock(door, "POST", "/session", **new)
        assert (status, problem["code"]) == (401, "second_factor_needed")
        await accounts.reset(name, new["password"], without_totp=True)
        assert (await knock(door, "POST", "/session", **new))[0] == 201
        assert (await knock(door, "POST", "/session", username=name, password=PASSWORD))[0] == 401

    async def test_a_code_is_asked_for_and_serves_once(self, door: Door, boss: Colleague) -> None:
        name = await username_of(boss)
        _, setup = await boss.ask("POST", "/session/totp", json={"password": PASSWORD})
        totp = pyotp.parse_uri(setup["uri"])
        assert isinstance(totp, pyotp.TOTP)
        code = totp.at(door.settings.clock.now())
        assert (await boss.ask("PUT", "/session/totp", json={"code": "x"}))[0] == 400
        assert (await boss.ask_raw("PUT", "/session/totp", code=code))[0] == 204
        again = await boss.ask("POST", "/session/totp", json={"password": PASSWORD})
        assert again[0] == 409

        who = {"username": name, "password": PASSWORD}
        status, problem = await knock(door, "POST", "/session", **who)
        assert (status, problem["code"]) == (401, "second_factor_needed")
        # The code that set it up is spent; the next one is of the next half minute.
        assert (await knock(door, "POST", "/session", code=code, **who))[0] == 401
        later = totp.at(door.settings.clock.now() + timedelta(seconds=30))
        assert (await knock(door, "POST", "/session", code=later, **who))[0] == 201
        assert (await knock(door, "POST", "/session", code=later, **who))[0] == 401
        assert (await boss.ask_raw("DELETE", "/session/totp", password=PASSWORD))[0] == 204
        assert (await knock(door, "POST", "/session", **who))[0] == 201

    async def test_the_password_is_asked_for_before_a_code_is_and_cannot_be_guessed(
        self, door: Door, boss: Colleague
    ) -> None:
        async with door.database.read() as session:
            before = (await session.get_one(Staff, boss.id)).totp_secret
        assert (await boss.ask("POST", "/session/totp", json={}))[0] == 400
        for _ in range(TRIES):
            status, problem = await boss.ask("POST", "/session/totp", json={"password": "guess"})
            assert (status, problem["errors"][0]["field"]) == (400, "password")
        status, problem = await boss.ask("POST", "/session/totp", json={"password": PASSWORD})
        assert (status, problem["code"]) == (429, "too_many_requests")
        async with door.database.read() as session:
            assert (await session.get_one(Staff, boss.id)).totp_secret == before is None

    async def test_a_refusal_says_at_which_field_and_in_chinese(self, boss: Colleague) -> None:
        async def faults(path: str, **body: object) -> dict[str, str]:
            status, problem = await boss.ask("POST", path, json=body)
            assert status in (400, 409), problem
            return {each["field"]: each["message"] for each in problem["errors"]}

        assert await faults("/staff", username="x" * 65, role="agent") == {
            "username": "太长，最多 64 个字", "display_name": "必填",
        }  # fmt: skip
        assert "username" in await faults("/staff", username="a b", display_name="甲", role="agent")
        await boss.ask("POST", "/labels", json={"name": "急", "colour": "red"})
        assert await faults("/labels", name="急", colour="red") == {"name": "标签“急”已经有了"}
        assert "url" in await faults("/webhooks", url="http://x.cn/h", events=["need.recorded"])
        # What is right is said, not only that this is not.
        for wrong in ("crm.example.cn", "https://crm example.cn", "https://crm.example.cn\n"):
            (told,) = (await faults("/webhooks", url=wrong, events=["need.recorded"])).values()
            assert "如 https://" in told, wrong
        for wrong in ("两 个", "/报价", "{价}", ""):
            (told,) = (await faults("/canned", shortcut=wrong, title="价", text="价")).values()
            assert "如“报价”" in told, wrong


class TestAudit:
    async def test_the_trail_is_read_by_person_and_deed(self, door: Door, boss: Colleague) -> None:
        for name in ("甲", "乙", "丙"):
            await boss.ask("POST", "/labels", json={"name": name, "colour": "red"})
            await boss.ask(
                "POST", "/universities", json={"name": f"{name}大学", "region_code": "330100"}
            )
        page = await boss.get(f"/audit?actor_id={boss.id}&action=catalogue_added&limit=2")
        assert [row["actor_name"] for row in page["items"]] == ["赵主管"] * 2
        rest = await boss.get(f"/audit?action=catalogue_added&limit=2&cursor={page['next_cursor']}")
        assert (len(rest["items"]), rest["next_cursor"]) == (1, None)
        assert rest["items"][0]["id"] < page["items"][1]["id"]
        assert (await boss.get("/audit?until=2020-01-01T00:00:00Z"))["items"] == []
        assert (await boss.get("/installation"))["database"] == "sqlite"


class TestLessons:
    async def test_what_was_read_without_being_sure_is_labelled(
        self, door: Door, boss: Colleague
    ) -> None:
        visitor = await door.visitor()
        now = door.settings.clock.now()
        seqs = [await visitor.say(text) for text in ("灰太大了咋整", "你好", "退钱13800138000")]
        async with door.database.write() as session:
            for seq, sure in zip(seqs, (0.31, 0.97, 0.4), strict=True):
                message = await find_by_seq(session, visitor.conversation_id, seq)
                assert message is not None
                read = {"purposes": [{"name": "chitchat", "confidence": sure}], "entities": {}}
                await save_understanding(session, visitor.conversation_id, message.id, read, now)
        page = await boss.get("/lessons")
        assert [row["text"] for row in page["items"]] == ["退钱13800138000", "灰太大了咋整"]
        money, dust = page["items"]
        assert dust["readings"] == [{"name": "chitchat", "confidence": 0.31}]

        path = f"/lessons/{dust['id']}"
        for wrong in (
            {"purpose": "sing"},
            {"purpose": "submit_need", "entities": {"mood": "灰"}},
            {"purpose": "submit_need", "entities": {"product": "粉尘"}},
        ):
            assert (await boss.ask("PUT", path, json=wrong))[0] == 400
        status, _ = await boss.ask_raw(
            "PUT", path, purpose="submit_need", entities={"product": "灰"}
        )
        assert status == 204
        assert (await boss.ask_raw("DELETE", f"/lessons/{money['id']}"))[0] == 204
        page = await boss.get("/lessons?state=labelled")
        assert (page["open"], page["labelled"], page["dismissed"]) == (0, 1, 1)
        (row,) = page["items"]
        assert row["entities"] == {"product": "灰"}
        assert (row["purpose"], row["staff_name"], row["taught"]) == (
            "submit_need", "赵主管", False,
        )  # fmt: skip

        path = f"/conversations/{visitor.conversation_id}/lessons"
        assert (await boss.ask_raw("POST", path, seq=seqs[1]))[0] == 204
        assert (await boss.ask("POST", path, json={"seq": 99}))[0] == 404
        assert [row["text"] for row in (await boss.get("/lessons"))["items"]] == ["你好"]
        async with door.database.read() as session:
            assert [text for _, text in await untaught(session)] == ["灰太大了咋整"]


class TestFigures:
    async def test_an_empty_day_is_a_day_too(self, door: Door, boss: Colleague) -> None:
        await door.visitor()
        told = await boss.get("/figures/conversations")
        assert (len(told["by_day"]), told["begun"], told["to_person"]) == (30, 1, 0)
        assert told["by_day"][-1] == {
            "key": f"{door.settings.clock.today()}", "name": None, "begun": 1, "to_person": 0,
        }  # fmt: skip
        needs = await boss.get("/figures/needs?since=2026-01-01&until=2026-01-03")
        assert [each["count"] for each in needs["by_day"]] == [0, 0, 0]
        assert needs["by_stage"][1]["name"] == "已登记，等待审核"
        programme = await boss.get("/figures/programme")
        assert [each["target"] for each in programme["targets"]] == [1_000, 10_000]
        assert (await boss.get("/figures/answers"))["by_day"] == []

    async def test_a_period_has_a_beginning_and_an_end(self, boss: Colleague) -> None:
        for period in ("since=2026-02-01&until=2026-01-01", "since=2020-01-01&until=2026-01-01"):
            assert (await boss.ask("GET", f"/figures/needs?{period}"))[0] == 400
