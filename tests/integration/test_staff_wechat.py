"""Staff sign in by WeChat (check 34): codes over the encrypted callback, OAuth, their misuse."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, CookieJar
from pyotp import TOTP, random_base32
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.store.models import Audit, Conversation, Message, Staff, WeChatTicket
from tests.fixtures.colleagues import PASSWORD, Colleague, hire
from tests.fixtures.databases import SqliteStores
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.front_door import problem
from tests.fixtures.sandbox import SandboxPhone, open_sandbox, said

PATH = "/api/v1/session/wechat"
YES, NO = "确认登录", "不是我"


@dataclass
class Browser:
    """Keeps its cookies, as one does; no other browser has them."""

    phone: SandboxPhone
    http: ClientSession
    number: str = ""
    scene: str = ""

    def url(self, path: str) -> str:
        return str(self.phone.client.make_url(path))

    async def show_code(self) -> None:
        async with self.http.post(self.url(PATH)) as response:
            assert response.status == 201, await response.text()
            made = await response.json()
        self.number, self.scene = made["number"], await newest_scene(self.phone)

    async def state(self) -> str:
        async with self.http.get(self.url(PATH)) as response:
            return str((await response.json())["state"])

    async def enter(self, code: str | None = None) -> tuple[int, str]:
        """The status, and who is in or why not."""
        async with self.http.put(self.url(PATH), json={"code": code}) as response:
            if response.status == 201:
                return 201, (await response.json())["staff"]["display_name"]
            return await problem(response)

    async def is_in(self) -> bool:
        async with self.http.get(self.url("/api/v1/session")) as response:
            return response.status == 200

    async def ask_wechat(self) -> str:
        """Where WeChat's own browser is sent."""
        url = self.url(f"{PATH}/open?next=/needs")
        async with self.http.get(url, allow_redirects=False) as response:
            assert response.status == 302
            return response.headers["Location"]

    async def come_back(self, url: str) -> dict[str, list[str]]:
        async with self.http.get(url, allow_redirects=False) as response:
            assert response.status == 302
            target = urlsplit(response.headers["Location"])
            assert target.path == "/console/sign-in"
            return parse_qs(target.query)

    async def agree(self, url: str, **who: str) -> str:
        """On WeChat's page; returns the address that it leads back to."""
        url = url.partition("#")[0].replace("/authorize?", "/agree?")
        more = {"openid": self.phone.openid, **who}
        async with self.http.get(url, params=more, allow_redirects=False) as response:
            assert response.status == 302, await response.text()
            return response.headers["Location"]


@dataclass
class Ground:
    phone: SandboxPhone
    clerk: Colleague
    browsers: list[ClientSession] = field(default_factory=list)

    def browser(self) -> Browser:
        http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self.browsers.append(http)
        return Browser(self.phone, http)

    async def told(self, count: int) -> str:
        """The latest of so many words that the phone was told."""
        return (await self.phone.heard(count))[-1]

    async def bind(self) -> None:
        status, made = await self.clerk.ask(
            "POST", "/session/wechat/binding", json={"password": PASSWORD}
        )
        assert status == 201, made
        heard = len(said(await self.phone.look()))
        await self.phone.do("scan", scene=await newest_scene(self.phone))
        assert f"网页上的数字：{made['number']}" in await self.told(heard + 1)
        await self.phone.say(made["number"])
        assert "绑定好了" in await self.told(heard + 2)

    async def confirm(self, browser: Browser) -> None:
        heard = len(said(await self.phone.look()))
        await self.phone.do("scan", scene=browser.scene)
        question = await self.told(heard + 1)
        assert "甲老师" in question
        assert f"网页上的数字：{browser.number}" in question
        await self.phone.say(YES)
        assert "已确认" in await self.told(heard + 2)


async def newest_scene(phone: SandboxPhone) -> str:
    """Of the codes that the account has had made; they are listed by name."""
    calls = [each for each in (await phone.look())["calls"] if each["name"] == "qrcode/create"]
    scene: str = json.loads(calls[-1]["request"])["action_info"]["scene"]["scene_str"]
    return scene


@pytest.fixture
async def ground(
    engine: FakeEngine, sqlite_stores: SqliteStores, tmp_path: Path
) -> AsyncIterator[Ground]:
    """A verified account, and a phone that follows it and belongs to nobody yet."""
    async with open_sandbox(
        engine, sqlite_stores.migrated(), tmp_path, wechat_account="verified",
        wechat_staff_sign_in=True,
    ) as phone:  # fmt: skip
        await phone.do("follow")
        await phone.heard(1)
        opened = Ground(phone, await hire(phone.door, "甲老师"))
        yield opened
        for http in opened.browsers:
            await http.close()


async def actions(ground: Ground) -> list[str]:
    async with ground.phone.database.read() as session:
        rows = await session.scalars(
            select(Audit.action).where(Audit.subject_id == ground.clerk.id).order_by(Audit.id)
        )
        return list(rows)


async def run_out(ground: Ground) -> None:
    """Let every ticket's time be over."""
    async with ground.phone.database.write() as session:
        await session.execute(update(WeChatTicket).values(expires_at=WeChatTicket.created_at))


class TestCode:
    async def test_bound_scanned_confirmed_and_in_once(
        self, ground: Ground, engine: FakeEngine
    ) -> None:
        await ground.bind()
        browser, calls = ground.browser(), len(engine.calls)
        await browser.show_code()
        assert await browser.state() == "waiting"
        assert await browser.enter() == (401, "unauthorised")
        await ground.confirm(browser)
        assert await browser.state() == "confirmed"
        assert await browser.enter() == (201, "甲老师")
        assert await browser.is_in()
        assert await browser.enter() == (401, "unauthorised")
        assert await actions(ground) == ["signed_in", "wechat_bound", "signed_in"]
        assert len(engine.calls) == calls, "no turn was run for any of it"

    async def test_only_the_browser_that_asked_is_let_in(self, ground: Ground) -> None:
        await ground.bind()
        mine, theirs = ground.browser(), ground.browser()
        await mine.show_code()
        await theirs.show_code()
        await ground.confirm(mine)
        assert await theirs.state() == "waiting"
        assert await theirs.enter() == (401, "unauthorised")
        assert await ground.browser().enter() == (401, "unauthorised")
        assert await mine.enter() == (201, "甲老师")

    async def test_who_does_not_know_it_refuses_and_it_is_void(self, ground: Ground) -> None:
        await ground.bind()
        browser = ground.browser()
        await browser.show_code()
        heard = len(said(await ground.phone.look()))
        await ground.phone.do("scan", scene=browser.scene)
        await ground.told(heard + 1)
        await ground.phone.say(NO)
        assert "已作废" in await ground.told(heard + 2)
        await ground.phone.say(YES)
        await ground.phone.heard(heard + 3)
        assert await browser.state() == "refused"
        assert await browser.enter() == (401, "unauthorised")
        assert "wechat_refused" in await actions(ground)

    async def test_a_code_serves_one_phone_and_for_minutes(self, ground: Ground) -> None:
        await ground.bind()
        browser = ground.browser()
        await browser.show_code()
        await ground.confirm(browser)
        heard = len(said(await ground.phone.look()))
        await ground.phone.do("scan", scene=browser.scene)
        assert "已经用过或过期" in await ground.told(heard + 1)
        again = ground.browser()
        await again.show_code()
        await run_out(ground)
        await ground.phone.do("scan", scene=again.scene)
        assert "已经用过或过期" in await ground.told(heard + 2)
        assert await again.state() == "none"

    async def test_of_many_tries_at_once_one_opens_a_session(self, ground: Ground) -> None:
        await ground.bind()
        browser = ground.browser()
        await browser.show_code()
        await ground.confirm(browser)
        tries = await asyncio.gather(*(browser.enter() for _ in range(6)))
        assert sorted(status for status, _ in tries) == [201] + [401] * 5

    async def test_a_confirmed_code_that_runs_out_lets_nobody_in(self, ground: Ground) -> None:
        await ground.bind()
        browser = ground.browser()
        await browser.show_code()
        await ground.confirm(browser)
        await run_out(ground)
        assert await browser.enter() == (401, "unauthorised")

    async def test_a_wechat_that_nobody_bound_begins_nothing(self, ground: Ground) -> None:
        """Not even a conversation: a stranger who scans is no owner."""
        async with ground.phone.database.read() as session:
            before = len((await session.scalars(select(Conversation.id))).all())
        await ground.phone.buy()
        browser = ground.browser()
        await browser.show_code()
        await ground.phone.do("scan", scene=browser.scene)
        assert "没有绑定" in await ground.told(1)
        assert await browser.state() == "refused"
        await ground.phone.do("scan", scene="staff-" + "0" * 32)
        assert "已经用过或过期" in await ground.told(2)
        async with ground.phone.database.read() as session:
            assert len((await session.scalars(select(Conversation.id))).all()) == before

    async def test_pressing_an_old_message_confirms_nothing_new(self, ground: Ground) -> None:
        await ground.bind()
        first, second = ground.browser(), ground.browser()
        await first.show_code()
        heard = len(said(await ground.phone.look()))
        await ground.phone.do("scan", scene=first.scene)
        old = await ground.told(heard + 1)
        mark = old.partition("msgmenuid=")[2].partition('"')[0]
        assert mark.startswith("staff-yes:")
        await second.show_code()
        await ground.phone.do("scan", scene=second.scene)
        await ground.told(heard + 2)
        await ground.phone.do("text", text=YES, menu_id=mark)
        assert "已经用过或过期" in await ground.told(heard + 3)
        assert (await first.state(), await second.state()) == ("scanned", "scanned")

    async def test_other_words_meanwhile_are_an_owners(
        self, ground: Ground, engine: FakeEngine
    ) -> None:
        await ground.bind()
        browser = ground.browser()
        await browser.show_code()
        heard = len(said(await ground.phone.look()))
        await ground.phone.do("scan", scene=browser.scene)
        await ground.told(heard + 1)
        wrong = "11" if browser.number != "11" else "12"
        await ground.phone.say(wrong)
        await ground.told(heard + 2)
        assert engine.calls[-1].message == wrong
        assert await browser.state() == "scanned"

    async def test_the_second_factor_is_asked_for_all_the_same(self, ground: Ground) -> None:
        await ground.bind()
        totp = TOTP(random_base32())
        async with ground.phone.database.write() as session:
            staff = await session.get_one(Staff, ground.clerk.id)
            staff.totp_secret, staff.totp_since = totp.secret, staff.created_at
        browser = ground.browser()
        await browser.show_code()
        await ground.confirm(browser)
        assert await browser.enter() == (401, "second_factor_needed")
        now = ground.phone.settings.clock.now()
        right = totp.at(now)
        assert await browser.enter("000000" if right != "000000" else "111111") == (
            401, "unauthorised",
        )  # fmt: skip
        assert await browser.enter(right) == (201, "甲老师")


class TestBinding:
    async def test_it_takes_the_password(self, ground: Ground) -> None:
        status, body = await ground.clerk.ask(
            "POST", "/session/wechat/binding", json={"password": "wrong"}
        )
        assert (status, body["code"]) == (400, "bad_request")

    async def test_one_wechat_is_one_colleagues(self, ground: Ground) -> None:
        await ground.bind()
        other = await hire(ground.phone.door, "乙老师")
        status, made = await other.ask(
            "POST", "/session/wechat/binding", json={"password": PASSWORD}
        )
        assert status == 201
        heard = len(said(await ground.phone.look()))
        await ground.phone.do("scan", scene=await newest_scene(ground.phone))
        await ground.told(heard + 1)
        await ground.phone.say(made["number"])
        assert "另一个工作台账号" in await ground.told(heard + 2)
        assert (await other.get("/session/wechat/binding"))["bound_at"] is None

    async def test_undone_by_oneself_or_by_an_administrator(self, ground: Ground) -> None:
        admin = await hire(ground.phone.door, "管理员", "admin")
        for undo in (
            (ground.clerk, "/session/wechat/binding"),
            (admin, f"/staff/{ground.clerk.id}/wechat"),
        ):
            await ground.bind()
            browser = ground.browser()
            await browser.show_code()
            await ground.confirm(browser)
            who, path = undo
            assert (await who.ask_raw("DELETE", path))[0] == 204
            assert await browser.enter() == (401, "unauthorised")
            assert (await ground.clerk.get("/session/wechat/binding"))["bound_at"] is None
        people = (await admin.get("/staff"))["items"]
        assert [each["wechat"] for each in people if each["id"] == ground.clerk.id] == [False]
        assert (await actions(ground)).count("wechat_unbound") == 2


class TestInsideWeChat:
    async def test_agreed_and_in(self, ground: Ground) -> None:
        await ground.bind()
        browser = ground.browser()
        back = await browser.agree(await browser.ask_wechat())
        assert await browser.come_back(back) == {"wechat": ["confirmed"], "next": ["/needs"]}
        assert await browser.enter() == (201, "甲老师")

    async def test_a_replayed_answer_lets_nobody_in(self, ground: Ground) -> None:
        """Neither with its own state, which is spent, nor its code with a new one."""
        await ground.bind()
        browser, thief = ground.browser(), ground.browser()
        back = await browser.agree(await browser.ask_wechat())
        assert (await browser.come_back(back))["wechat"] == ["confirmed"]
        assert (await browser.come_back(back))["wechat"] == ["state"]
        assert (await thief.come_back(back))["wechat"] == ["state"]
        fresh = parse_qs(urlsplit(await thief.ask_wechat()).query)["state"][0]
        code = parse_qs(urlsplit(back).query)["code"][0]
        url = thief.url(f"{PATH}/return?code={code}&state={fresh}")
        assert (await thief.come_back(url))["wechat"] == ["used"]
        assert await thief.enter() == (401, "unauthorised")

    async def test_wechat_itself_refuses_a_code_twice(self, ground: Ground) -> None:
        await ground.bind()
        first, second = ground.browser(), ground.browser()
        url = await first.ask_wechat()
        back = await first.agree(url)
        code = parse_qs(urlsplit(back).query)["code"][0]
        secret = ground.phone.settings.wechat_app_secret
        assert secret is not None
        asked = {
            "appid": ground.phone.settings.wechat_app_id or "", "code": code,
            "secret": secret.get_secret_value(), "grant_type": "authorization_code",
        }  # fmt: skip
        api = first.url("/sandbox/api/sns/oauth2/access_token")
        async with first.http.get(api, params=asked) as response:
            assert (await response.json(content_type=None))["openid"] == ground.phone.openid
        assert (await first.come_back(back))["wechat"] == ["used"]
        state = parse_qs(urlsplit(await second.ask_wechat()).query)["state"][0]
        made_up = second.url(f"{PATH}/return?code=never-given&state={state}")
        assert (await second.come_back(made_up))["wechat"] == ["used"]

    @pytest.mark.parametrize("state", ["", "absent", "foreign"])
    async def test_a_state_that_is_not_this_browsers_is_refused(
        self, ground: Ground, state: str
    ) -> None:
        """Somebody who sends a link with their own code signs nobody into their account."""
        await ground.bind()
        attacker, victim = ground.browser(), ground.browser()
        back = await attacker.agree(await attacker.ask_wechat())
        code = parse_qs(urlsplit(back).query)["code"][0]
        await victim.ask_wechat()
        query = {"": f"code={code}&state=", "absent": f"code={code}"}.get(state)
        url = victim.url(f"{PATH}/return?{query}") if query else back
        assert (await victim.come_back(url))["wechat"] == ["state"]
        assert await victim.enter() == (401, "unauthorised")

    async def test_a_snapshots_made_up_person_is_refused(self, ground: Ground) -> None:
        await ground.bind()
        browser = ground.browser()
        back = await browser.agree(await browser.ask_wechat(), snapshot="1")
        assert (await browser.come_back(back))["wechat"] == ["snapshot"]
        assert await browser.enter() == (401, "unauthorised")

    async def test_unbound_denied_and_late(self, ground: Ground) -> None:
        browser = ground.browser()
        back = await browser.agree(await browser.ask_wechat())
        assert (await browser.come_back(back))["wechat"] == ["unbound"]
        state = parse_qs(urlsplit(await browser.ask_wechat()).query)["state"][0]
        denied = browser.url(f"{PATH}/return?state={state}")
        assert (await browser.come_back(denied))["wechat"] == ["denied"]
        back = await browser.agree(await browser.ask_wechat())
        await run_out(ground)
        assert (await browser.come_back(back))["wechat"] == ["state"]


class TestSwitch:
    async def test_closed_with_an_unverified_account(self, ground: Ground) -> None:
        await ground.bind()
        browser = ground.browser()
        await browser.show_code()
        await ground.phone.set(verified=False)
        async with browser.http.get(browser.url(PATH)) as response:
            assert (await response.json())["offered"] is False
        for method, path in (("POST", PATH), ("GET", f"{PATH}/open"), ("GET", f"{PATH}/return")):
            async with browser.http.request(method, browser.url(path)) as response:
                assert await problem(response) == (404, "not_found")
        heard = len(said(await ground.phone.look()))
        await ground.phone.do("scan", scene=browser.scene)
        assert "没有开启微信登录" in await ground.told(heard + 1)

    async def test_codes_are_not_made_without_end(self, ground: Ground) -> None:
        browser = ground.browser()
        for _ in range(100):
            await browser.show_code()
        async with browser.http.post(browser.url(PATH)) as response:
            assert await problem(response) == (429, "too_many_requests")

    async def test_logs_and_store_name_nobody(self, ground: Ground) -> None:
        with capture_logs() as logs:
            await ground.bind()
            browser = ground.browser()
            await browser.show_code()
            await ground.confirm(browser)
            await browser.enter()
            await browser.come_back(await browser.agree(await browser.ask_wechat()))
        assert ground.phone.openid not in str(logs)
        assert browser.scene not in str(logs)
        async with ground.phone.database.read() as session:
            kept: list[Any] = [
                *(await session.scalars(select(WeChatTicket))),
                *(await session.scalars(select(Audit))),
            ]
            rows = await session.scalars(select(Message.meta))
            assert all("staff-" not in str(meta) for meta in rows)
        written = str([vars(each) for each in kept])
        assert ground.phone.openid not in written
        assert browser.scene not in written
