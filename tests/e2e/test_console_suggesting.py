"""A person suggests somebody of the catalogue: the console on one side, the widget on the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.chat import REPLY_MS, open_chat
from tests.e2e.console import Console
from tests.e2e.test_console_desk import PROBLEM
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

OWN_REASON = "去年帮同类厂解决过气孔"


def test_a_mentor_is_found_beside_the_chat_sent_and_agreed_to(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    page, chat = open_chat(browser, stack.url, viewport={"width": 1280, "height": 900})
    chat.say(PROBLEM)
    chat.say("转人工")
    waiting = StaffClient(stack).get("/conversations", view="queue", channel="webchat")["items"]
    desk = Console(browser, stack, storage_state=admin_session)
    desk.open(max(waiting, key=lambda row: row["created_at"])["id"])
    desk.claim()

    desk.page.get_by_role("tab", name="推荐").click()
    part = desk.page.get_by_role("tabpanel", name="推荐")
    part.get_by_role("button", name="从目录里推荐").click()
    part.get_by_role("button", name="导师", exact=True).click()
    found = part.locator(".rows > li")
    # What fits this need comes first, with the reasons that the search has.
    expect(found.first).to_contain_text("气孔")
    expect(found.first).to_contain_text("演示数据")
    name = found.first.locator("strong").inner_text()
    found.first.get_by_role("button").first.click()
    found.first.get_by_role("textbox").fill(OWN_REASON)
    found.first.get_by_role("button", name="推荐并发给企业主").click()
    row = part.locator(".list > li", has_text=name)
    expect(row).to_contain_text("工作人员推荐")
    expect(row).to_contain_text("已发给企业主")
    expect(desk.log.locator(".row.staff .card", has_text=name)).to_be_visible()

    card = chat.frame.locator(".row.staff .card.kind-mentor")
    expect(card).to_contain_text(name, timeout=REPLY_MS)
    expect(card).to_contain_text(OWN_REASON)
    expect(card).to_contain_text("演示数据")
    chat.press("为什么")
    expect(chat.frame.locator(".row.bot .card").last).to_contain_text(OWN_REASON)
    card.get_by_role("button", name="想联系").click()
    agree = chat.frame.get_by_role("button", name="同意", exact=True)
    expect(agree).to_be_visible(timeout=REPLY_MS)
    agree.click()
    expect(chat.frame.locator(".row.bot").last).to_contain_text("已登记", timeout=REPLY_MS)
    # Colleagues see it without reloading, and which card was pressed.
    expect(row).to_contain_text("企业主想联系")
    expect(desk.log.locator(".row.user", has_text="想联系").last).to_contain_text(name)

    part.get_by_role("button", name="从目录里推荐").click()
    part.get_by_role("button", name="平台", exact=True).click()
    expect(found.first).to_contain_text("创新平台")
    centre = found.first.locator("strong").inner_text()
    found.first.get_by_role("button").first.click()
    found.first.get_by_role("textbox").fill("可以去做中试")
    found.first.get_by_role("button", name="推荐并发给企业主").click()
    expect(chat.frame.locator(".row.staff .card.kind-platform")).to_contain_text(
        centre, timeout=REPLY_MS
    )
    desk.close()
    page.context.close()
