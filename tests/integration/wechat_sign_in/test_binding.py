"""A WeChat is bound to one colleague's account, with their password, until somebody undoes it."""

from __future__ import annotations

from tests.fixtures.colleagues import PASSWORD, hire
from tests.fixtures.sandbox import said
from tests.fixtures.wechat_sign_in import Ground, actions, newest_scene


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
