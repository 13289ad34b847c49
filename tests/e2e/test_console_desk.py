"""Staff answer owners in the console: real browsers, the running system, nothing stubbed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.console import Console
from tests.fixtures.stack import Stack
from tests.fixtures.visitor import VisitorClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def test_an_agent_signs_in_takes_over_and_answers(browser: Browser, stack: Stack) -> None:
    owner = VisitorClient(stack.url)
    owner.say("我们做铝合金压铸，气孔老是超标，废品率12%，想降到3%，在宁波")
    owner.say("转人工")
    desk = Console(browser, stack)
    desk.sign_in()
    desk.row(owner.conversation_id).click()
    expect(desk.page.get_by_role("textbox", name="问题（原话）")).to_have_value(
        "我们做铝合金压铸，气孔老是超标，废品率12%，想降到3%，在宁波"
    )
    desk.claim()
    before = owner.read()["messages"][-1]["seq"]
    desk.reply("您好，我是前台小李")
    assert "您好，我是前台小李" in [each["text"] for each in owner.replies_to(before)]
    owner.send("终于等到真人了")
    expect(desk.log.get_by_text("终于等到真人了")).to_be_visible()
    desk.close()
