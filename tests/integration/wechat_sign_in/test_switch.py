"""Where signing in by WeChat is closed, how often it is tried, and what is kept of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from structlog.testing import capture_logs

from bot.store.models import Audit, Message, WeChatTicket
from tests.fixtures.front_door import problem
from tests.fixtures.sandbox import said
from tests.fixtures.wechat_sign_in import PATH, Ground


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
