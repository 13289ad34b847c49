"""What the bot misread is put right by whoever sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.console import Console
from tests.fixtures.stack import Stack
from tests.fixtures.visitor import VisitorClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

SAID = "我们在绍兴做印染，污泥含水率降不下来"


def test_a_misread_message_is_labelled(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    owner = VisitorClient(stack.url)
    owner.say(SAID)
    owner.say("转人工")
    desk = Console(browser, stack, storage_state=admin_session)
    page = desk.page
    desk.open(owner.conversation_id)
    row = desk.log.locator(".row.user", has_text=SAID)
    row.get_by_role("button", name="理解").click()
    row.get_by_role("button", name="读错了").click()
    expect(page.get_by_text("已放进“学习”")).to_be_visible()

    page.get_by_role("link", name="学习").click()
    card = page.locator(".card", has_text=SAID)
    expect(card).to_contain_text("机器人读成")
    expect(card.get_by_role("button", name="标注")).to_be_disabled()
    card.get_by_role("combobox").click()
    page.get_by_role("option", name="投诉", exact=True).click()
    card.get_by_role("textbox", name="原话里的一段").fill("绍兴")
    card.get_by_role("button", name="地区").click()
    expect(card.locator(".mark")).to_have_text("地区：绍兴")
    card.get_by_role("button", name="标注", exact=True).click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="已标注").click()
    expect(card).to_contain_text("管理员标注")
    expect(card.locator(".mark")).to_have_text("地区：绍兴")
    expect(card.get_by_text("投诉", exact=True)).to_be_visible()
    card.get_by_role("button", name="不用学").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="不用学").click()
    expect(card).to_be_visible()
    card.get_by_role("link", name="看会话").click()
    expect(row).to_be_visible()
    desk.close()
