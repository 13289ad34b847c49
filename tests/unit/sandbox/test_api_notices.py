"""Notices by subscription: one for each permit, and only what fits the template."""

from __future__ import annotations

from typing import Any, ClassVar

from connectors.sandbox.account import NOTICE_TEMPLATE
from connectors.sandbox.platform import Phone, Platform
from tests.unit.sandbox.api_client import Client, shown


class TestNotices:
    """订阅通知: one for each time that the owner pressed 允许."""

    NOTICE: ClassVar[dict[str, Any]] = {
        "template_id": NOTICE_TEMPLATE, "data": {"thing1": {"value": "您的需求有新回复"}},
    }  # fmt: skip

    async def code(self, client: Client, phone: Phone, **changes: Any) -> int:
        notice = {"touser": phone.openid, **self.NOTICE, **changes}
        return await client.code("message/subscribe/bizsend", notice)

    async def test_one_is_shown_for_each_permit(self, client: Client, phone: Phone) -> None:
        phone.permits = 1
        assert await self.code(client, phone) == 0
        assert shown(phone) == [{"values": ["您的需求有新回复"], "url": ""}]
        assert await self.code(client, phone) == 43101

    async def test_what_does_not_fit_the_template_is_refused(
        self, client: Client, phone: Phone, platform: Platform
    ) -> None:
        phone.permits = 9
        assert await self.code(client, phone, touser="oNOBODY") == 40003
        assert await self.code(client, phone, template_id="another") == 40037
        wrong: list[Any] = [None, {}, {"thing1": "x"}, {"thing1": {"value": "长" * 21}}, {"x": {}}]
        for data in wrong:
            assert await self.code(client, phone, data=data) == 47003
        platform.switches.verified = False
        assert await self.code(client, phone) == 48001
        assert phone.permits == 9
