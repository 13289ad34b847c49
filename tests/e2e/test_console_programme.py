"""A programme manager carries a need on in the console: judged, put on the list, bid for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.console import Console
from tests.fixtures.owner import need_of
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.visitor import VisitorClient, words_of

pytestmark = [pytest.mark.engine, pytest.mark.browser]


@pytest.fixture
def owner(stack: Stack) -> VisitorClient:
    return VisitorClient(stack.url)


@pytest.fixture
def need_id(owner: VisitorClient, stack: Stack) -> str:
    return need_of(owner, stack)


def test_a_need_is_judged_put_on_the_list_and_bid_for(
    browser: Browser, stack: Stack, admin_session: StorageState, owner: VisitorClient, need_id: str
) -> None:
    desk = Console(browser, stack, storage_state=admin_session)
    page = desk.page
    desk.goto(f"/needs/{need_id}")
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="不合适").first.click()
    page.get_by_role("menuitem", name="太远").click()
    expect(sheet.get_by_text("不合适：太远")).to_be_visible()

    sheet.get_by_role("button", name="开始形式审核").click()
    sheet.get_by_role("button", name="形式审核通过").click()
    # What has to be done first is said, and the step waits for it.
    expect(sheet.get_by_role("button", name="张榜", exact=True)).to_be_disabled()
    expect(sheet.get_by_text("先填好榜单")).to_be_visible()
    sheet.get_by_role("button", name="填写").click()
    sheet.get_by_label("要达到的指标").fill("废品率不高于3%")
    # A sum without its unit is doubted; what is meant is said.
    sheet.get_by_label("赏金（元）").fill("50")
    expect(sheet.get_by_text("只有50元？")).to_be_visible()
    sheet.get_by_label("赏金（元）").fill("50万")
    expect(sheet.get_by_text("= 50万元")).to_be_visible()
    sheet.get_by_label("揭榜截止").fill("2099-12-31")
    sheet.get_by_role("button", name="保存").click()
    expect(sheet.get_by_text("50万元", exact=True)).to_be_visible()
    _ask_in_the_conversation(page, owner)
    # The open sheet hears what the owner answers.
    expect(sheet.get_by_text("说先不公开，不能张榜")).to_be_visible()
    expect(sheet.get_by_role("button", name="张榜", exact=True)).to_be_disabled()
    # On the phone they change their mind: that is on record, with who noted it.
    sheet.get_by_role("button", name="记下已同意").click()
    asked = page.get_by_role("dialog", name="记下已同意")
    asked.get_by_role("textbox").fill("今天电话里")
    asked.get_by_role("button", name="确定").click()
    expect(sheet.get_by_text("企业主同意张榜：今天电话里（管理员")).to_be_visible()
    # Everybody reads it: it is asked once more, with what they will read.
    sheet.get_by_role("button", name="张榜", exact=True).click()
    asked = page.get_by_role("dialog", name="张榜")
    expect(asked).to_contain_text("废品率不高于3%")
    expect(asked).to_contain_text("2099-12-31")
    asked.get_by_role("button", name="取消").click()
    expect(asked).to_be_hidden()
    assert StaffClient(stack).get(f"/needs/{need_id}")["state"] == "tech_review"
    sheet.get_by_role("button", name="张榜", exact=True).click()
    asked.get_by_role("button", name="张榜", exact=True).click()

    sheet.get_by_role("button", name="登记一家").click()
    sheet.get_by_label("揭榜单位").fill("宁波大学")
    sheet.get_by_label("方案").fill("真空压铸加局部增压，三个月出样")
    sheet.get_by_role("button", name="保存").click()
    bid = sheet.locator(".bid", has_text="宁波大学")
    bid.get_by_role("button", name="入围").click()
    expect(bid.get_by_text("入围", exact=True).first).to_be_visible()
    page.keyboard.press("Escape")
    column = page.locator("section[data-stage=published]")
    expect(column.locator(f"[data-need='{need_id}']")).to_be_visible()
    assert StaffClient(stack).get(f"/needs/{need_id}")["state"] == "bidding"
    desk.close()


def _ask_in_the_conversation(page: Page, owner: VisitorClient) -> None:
    """The owner reads what everybody would, and says no."""
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="在对话里问").click()
    asked = page.get_by_role("dialog", name="在对话里问")
    expect(asked).to_contain_text("废品率不高于3%")
    asked.get_by_role("button", name="在对话里问").click()
    expect(sheet.get_by_text("在对话里问过企业主，还没有回答")).to_be_visible()
    question = owner.read()["messages"][-1]
    assert "赏金：50万元" in question["text"]
    assert "先不公开" in words_of(owner.press([question], "先不公开"))


def test_a_need_is_found_on_the_board_and_in_the_list(
    browser: Browser, stack: Stack, admin_session: StorageState, need_id: str
) -> None:
    number = StaffClient(stack).get(f"/needs/{need_id}")["number"]
    desk = Console(browser, stack, storage_state=admin_session)
    page = desk.page
    desk.goto("/needs")
    find = page.get_by_role("textbox", name="编号、难题、企业")
    find.fill(number)
    card = page.locator(f"[data-need='{need_id}']")
    expect(page.locator("[data-need]")).to_have_count(1)
    expect(card).to_be_visible()
    # The other view keeps to it, and so does the address.
    page.get_by_role("button", name="列表").click()
    expect(page.locator("tr[data-id]")).to_have_count(1)
    find.fill(f"{number}没有")
    expect(page.locator("tr[data-id]")).to_have_count(0)
    assert "q=" in page.url
    desk.close()
