"""Introductions and licences: whose turn it is, what may be passed on, and the way to the need."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from bot.clock import Clock
from tests.e2e.console import Console
from tests.fixtures.owner import need_of
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.visitor import VisitorClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def test_a_request_is_found_passed_on_and_taken_away(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    owner = VisitorClient(stack.url)
    need_id = need_of(owner, stack)
    owner.press(owner.read()["messages"], "想联系")
    owner.say("同意")
    staff = StaffClient(stack)
    (row,) = staff.get(f"/needs/{need_id}")["introductions"]
    number = staff.get(f"/needs/{need_id}")["number"]

    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto("/partners")
    page.get_by_placeholder("对接方、企业、需求编号").fill(number)
    line = page.locator(f"tr[data-id='{row['id']}']")
    expect(line).to_contain_text("待转交")
    expect(line).to_contain_text("等前台")
    line.get_by_role("button").click()
    sheet = page.get_by_role("dialog", name=row["receiver"])
    expect(sheet.get_by_text("企业主同意把下面的资料交给对方")).to_be_visible()
    expect(sheet.get_by_text("13800138000")).to_be_visible()
    # It is asked about, with what is to be passed on and that nobody else does it.
    sheet.get_by_role("button", name="转交给对方").click()
    asked = page.get_by_role("dialog", name="转交给对方")
    expect(asked).to_contain_text("系统不会替您发送")
    expect(asked).to_contain_text("13800138000")
    asked.get_by_role("button", name="转交给对方").click()
    expect(page.get_by_text("“转交给对方”办好了")).to_be_visible()
    expect(line).to_contain_text("等对方")
    page.keyboard.press("Escape")

    page.get_by_role("combobox", name="等谁办理").press("Enter")
    page.get_by_role("option", name="等对方").click()
    expect(line).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert taken.value.url.endswith(f"/exports/introductions?q={number}&turn=receiver")
    line.get_by_role("link").click()
    page.wait_for_url(f"**/needs/{need_id}")
    expect(page.get_by_role("dialog").get_by_role("link", name=row["receiver"])).to_be_visible()
    office.close()


def test_a_licence_is_carried_on_with_the_day_it_happened(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    owner = VisitorClient(stack.url)
    need_id = need_of(owner, stack)
    staff = StaffClient(stack)
    patent = staff.get("/patents", fee_mode="一次总付")["items"][0]
    licence = staff.post(f"/needs/{need_id}/licences", {"patent_id": patent["id"]})

    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto(f"/partners/licences/{licence['id']}")
    line = page.locator(f"tr[data-id='{licence['id']}']")
    sheet = page.get_by_role("dialog", name=patent["title"])
    told, file_by = _long_enough_ago()
    sheet.get_by_label("办理日期").fill(told)
    sheet.get_by_role("button", name="已书面通知专利权人").click()
    _agree(page, "已书面通知专利权人", told)
    expect(sheet.locator("dd", has_text=told)).to_be_visible()
    expect(line).to_contain_text("等企业")
    # What a colleague does meanwhile stands in the open sheet.
    seen = staff.get(f"/licences/{licence['id']}")["updated_at"]
    paid = {"move": "take_effect", "updated_at": seen, "on": f"{Clock().today()}"}
    staff.post(f"/licences/{licence['id']}/moves", paid)
    expect(sheet.get_by_role("button", name="已向国家知识产权局备案")).to_be_visible()
    # It was longer ago: the day is put right.
    sheet.get_by_role("button", name="更正日期").click()
    sheet.get_by_label("生效日").fill(told)
    sheet.get_by_role("button", name="保存").click()
    # Three months on, at the end of a shorter one; that is over.
    expect(line).to_contain_text(file_by)
    expect(line).to_contain_text("已过期限")
    office.close()


def test_a_licence_is_begun_with_the_need_and_its_days_are_minded(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    need_id = need_of(VisitorClient(stack.url), stack)
    staff = StaffClient(stack)
    known = {each["item_id"] for each in staff.get(f"/needs/{need_id}")["suggestions"]}
    offered = staff.get("/patents", fee_mode="一次总付", page_size=50)["items"]
    patent = next(each for each in offered if each["id"] not in known)
    staff.post(
        f"/needs/{need_id}/suggestions",
        {"kind": "patent", "item_id": patent["id"], "reasons": ["对得上"]},
    )

    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto(f"/needs/{need_id}")
    sheet = page.get_by_role("dialog")
    suggested = sheet.locator("li.one", has=page.locator("strong", has_text=patent["title"]))
    suggested.get_by_role("button", name="办理许可").click()
    expect(suggested.get_by_role("button", name="办理许可")).to_have_count(0)
    # Who did it stands in the history.
    expect(sheet.locator(".trail li").last).to_contain_text("管理员 登记许可意向")

    day = sheet.get_by_label("办理日期")
    day.fill("2019-01-31")
    sheet.get_by_role("button", name="已书面通知专利权人").click()
    _agree(page, "已书面通知专利权人", "2019-01-31")
    expect(sheet.get_by_role("alert")).to_contain_text("日期不能更早")
    expect(day).to_be_focused()
    told, _ = _long_enough_ago()
    day.fill(told)
    sheet.get_by_role("button", name="已书面通知专利权人").click()
    _agree(page, "已书面通知专利权人", told)
    expect(sheet.get_by_role("button", name="费用已付，许可生效")).to_be_visible()
    expect(sheet.get_by_role("alert")).to_have_count(0)
    sheet.get_by_role("link", name=patent["title"]).click()
    sheet = page.get_by_role("dialog", name=patent["title"])
    expect(sheet.locator("dd", has_text=told)).to_be_visible()
    office.close()


def _agree(page: Page, step: str, day: str) -> None:
    """Asked once more, with the day that will count."""
    asked = page.get_by_role("dialog", name=step)
    expect(asked).to_contain_text(day)
    asked.get_by_role("button", name=step).click()
    expect(asked).to_be_hidden()


def _long_enough_ago() -> tuple[str, str]:
    """The last day of a month within a year from which three months lead to the end of a shorter
    one, and that end, which is past."""
    today = Clock().today()
    ends = [
        (date(year, month, 31), date(year, month + 3, 30))
        for year in (today.year, today.year - 1) for month in (1, 8)
    ]  # fmt: skip
    told, file_by = max(pair for pair in ends if pair[1] < today)
    return f"{told}", f"{file_by}"
