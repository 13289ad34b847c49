"""Signing in by OAuth in WeChat's own browser, and the misuse of its answers."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fixtures.wechat_sign_in import PATH, Ground, run_out


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
