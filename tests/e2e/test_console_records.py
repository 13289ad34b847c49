"""Records of the catalogue are added, changed and removed by hand."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.e2e.console import Console
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient
from tests.fixtures.visitor import VisitorClient
from tests.fixtures.waiting import PATIENCE

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def test_a_mentor_is_added_changed_and_removed(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto("/catalogue/mentors")
    page.get_by_role("button", name="新增").click()
    form = page.get_by_role("dialog", name="新增技术导师")
    for label, text in (("姓名", "甄可期"), ("职称", "教授"), ("领域", "轻合金压铸")):
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_label("关键词").fill("真空压铸")
    form.get_by_label("关键词").press("Enter")
    form.get_by_role("button", name="保存").click()
    missing = form.get_by_role("alert").filter(has_text="请填写这一项")
    expect(missing).to_have_count(2)
    staff = StaffClient(stack)
    school = staff.get("/universities")["items"][0]["name"]
    choose(form, "所在高校", school)
    choose(form, "行业", "C33")
    form.get_by_role("button", name="保存").click()
    expect(form).to_have_count(0)

    page.get_by_placeholder("姓名、方向、关键词").fill("甄可期")
    row = page.locator("tbody tr", has_text="甄可期")
    expect(row).to_contain_text("真空压铸")
    row.click()
    sheet = page.get_by_role("dialog", name="甄可期")
    sheet.get_by_role("button", name="修改").click()
    form = page.get_by_role("dialog", name="修改技术导师")
    form.get_by_label("职称").fill("研究员")

    # A colleague is quicker: nothing is overwritten, and what was typed is still there.
    mentor = staff.get("/mentors", q="甄可期")["items"][0]
    staff.put(f"/mentors/{mentor['id']}", changed(mentor, capacity=7))
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_role("alert")).to_contain_text("刚被别人改过")
    expect(form.get_by_label("职称")).to_have_value("研究员")
    form.get_by_role("button", name="载入最新内容").click()
    expect(form.get_by_label("最多带几家")).to_have_value("7")
    form.get_by_label("职称").fill("研究员")
    form.get_by_role("button", name="保存").click()
    expect(row).to_contain_text("研究员")

    sheet.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="确定").click()
    expect(row).to_have_count(0)
    office.close()


def test_a_university_is_added_changed_and_removed(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto("/catalogue/universities")
    page.get_by_role("button", name="新增").click()
    form = page.get_by_role("dialog", name="新增高校")
    form.get_by_label("名称", exact=True).fill("会稽试验大学")
    type_in(form, "学科", "材料科学与工程")
    choose(form, "双一流建设学科", "材料科学与工程")
    form.get_by_role("button", name="保存").click()
    expect(form.get_by_role("alert")).to_have_text("请填写这一项")
    choose(form, "所在地", "绍兴市")
    form.get_by_role("button", name="保存").click()
    expect(form).to_have_count(0)

    page.get_by_placeholder("校名").fill("会稽试验")
    row = page.locator("tbody tr", has_text="会稽试验大学")
    expect(row).to_contain_text("绍兴市")
    row.click()
    page.get_by_role("dialog", name="会稽试验大学").get_by_role("button", name="修改").click()
    form = page.get_by_role("dialog", name="修改高校")
    expect(form.get_by_text("绍兴市")).to_be_visible()
    type_in(form, "优势方向", "黄酒酿造")
    form.get_by_role("button", name="保存").click()
    expect(row).to_contain_text("黄酒酿造")

    # Its name can be chosen at once where a mentor is entered.
    page.keyboard.press("Escape")
    page.get_by_role("button", name="技术导师").click()
    page.get_by_role("button", name="新增").click()
    mentor = page.get_by_role("dialog", name="新增技术导师")
    choose(mentor, "所在高校", "会稽试验大学")
    page.keyboard.press("Escape")

    school = StaffClient(stack).get("/universities", q="会稽试验大学")["items"][0]
    office.goto(f"/catalogue/universities/{school['id']}?q=会稽试验")
    sheet = page.get_by_role("dialog", name="会稽试验大学")
    sheet.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="确定").click()
    expect(row).to_have_count(0)
    office.close()


def await_suggested(stack: Stack, title: str, asked: str) -> None:
    """The matcher follows the store within two seconds; each asking is a new owner's."""
    deadline = time.monotonic() + PATIENCE
    while True:
        replies = VisitorClient(stack.url).say(asked)
        if title in [card["title"] for reply in replies for card in reply["cards"]]:
            return
        assert time.monotonic() < deadline, replies


def test_a_patent_is_added_suggested_changed_and_removed(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto("/catalogue/patents")
    enter_patent(page)
    page.get_by_placeholder("名称、专利号、关键词").fill("黄酒糟渣")
    row = page.locator("tbody tr", has_text="低温脱水方法")
    expect(row).to_contain_text("一次总付 5万元")
    row.click()
    sheet = page.get_by_role("dialog", name="一种黄酒糟渣的低温脱水方法")
    sheet.get_by_role("button", name="修改").click()
    form = page.get_by_role("dialog", name="修改专利")
    form.get_by_label("专利名称").fill("一种黄酒糟渣的热泵脱水方法")
    form.get_by_role("combobox", name="许可使用费").press("Enter")
    page.get_by_role("option", name="分阶段").locator("visible=true").click()
    for year, fee in (("1", "0"), ("2", "1万")):
        form.get_by_role("button", name="加一个阶段").click()
        expect(form.get_by_label("从第几年起").last).to_have_value(year)
        form.get_by_label("每年费用").last.fill(fee)
    form.get_by_role("button", name="保存").click()
    expect(row).to_have_count(0)
    expect(page.locator("tbody tr", has_text="热泵脱水方法")).to_contain_text("分阶段")

    # The declaration went along with the change, and the next owner who asks is told of it.
    staff = StaffClient(stack)
    patent = staff.get("/patents", q="黄酒糟渣")["items"][0]
    assert patent["licence"]["term_to"] == "2099-12-31"
    assert patent["licence"]["stages"] == [
        {"from_year": 1, "yuan": 0}, {"from_year": 2, "yuan": 10_000},
    ]  # fmt: skip
    await_suggested(stack, "一种黄酒糟渣的热泵脱水方法", "有没有黄酒糟渣脱水的开放许可专利")

    sheet = page.get_by_role("dialog", name="一种黄酒糟渣的热泵脱水方法")
    expect(sheet.get_by_text("第1年起 0元、第2年起 1万元")).to_be_visible()
    sheet.get_by_role("button", name="修改").click()
    form.get_by_text("有开放许可声明").click()
    expect(form.get_by_role("status")).to_contain_text("开放许可声明会从目录里删除")
    form.get_by_role("button", name="取消").click()
    sheet.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("tbody tr", has_text="热泵脱水方法")).to_have_count(0)
    office.close()


def enter_patent(page: Page) -> None:
    """Every fault is said beside its field, and what was typed stays."""
    page.get_by_role("button", name="新增").click()
    form = page.get_by_role("dialog", name="新增专利")
    for label, text in (("专利名称", "一种黄酒糟渣的低温脱水方法"), ("专利权人", "会稽研究院"),
                        ("专利号", "2016102702731")):  # fmt: skip
        form.get_by_label(label, exact=True).fill(text)
    for keyword in ("黄酒糟渣", "低温脱水"):
        type_in(form, "关键词", keyword)
    form.get_by_role("button", name="保存").click()
    faults = form.get_by_role("alert")
    expect(faults).to_have_text(["专利号的校验位不对", "一次总付要写明费用"])
    form.get_by_label("专利号", exact=True).fill("201610270273.7")
    form.get_by_label("费用（元）").fill("五万")
    form.get_by_role("button", name="保存").click()
    expect(faults).to_have_text(["金额写成数字，如 500000 或 50万"])
    form.get_by_label("费用（元）").fill("5万")
    form.get_by_label("许可截止").fill("2099-12-31")
    form.get_by_role("button", name="保存").click()
    expect(form).to_have_count(0)


def choose(form: Locator, label: str, choice: str) -> None:
    """From a long list: what is typed narrows it."""
    form.get_by_role("combobox", name=label).fill(choice)
    form.page.get_by_role("option", name=choice).locator("visible=true").first.click()


def type_in(form: Locator, label: str, text: str) -> None:
    """One more of a list of words."""
    form.get_by_label(label, exact=False).first.fill(text)
    form.get_by_label(label, exact=False).first.press("Enter")


def changed(item: dict[str, Any], **values: Any) -> dict[str, Any]:
    """As the API takes it back: the whole record without what only the store knows."""
    return {key: each for key, each in item.items() if key not in {"id", "is_demo"}} | values
