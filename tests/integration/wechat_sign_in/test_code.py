"""The code on the sign-in page, scanned and confirmed on the phone, lets one browser in once."""

from __future__ import annotations

import asyncio

from pyotp import TOTP, random_base32
from sqlalchemy import select

from bot.store.models import Conversation, Staff
from tests.fixtures.fake_engine import FakeEngine
from tests.fixtures.sandbox import said
from tests.fixtures.wechat_sign_in import NO, YES, Ground, actions, run_out


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
