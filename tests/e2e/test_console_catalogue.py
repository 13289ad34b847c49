"""The catalogue is filled from a file that is checked before anything is stored."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, StorageState, expect

from tests.e2e.console import Console, hire
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

LINES = (
    "学校名称,所在地,特色方向,排名",
    "镜湖试验大学,绍兴市,印染；污泥干化,3",
    "没有地方的学院,亚特兰蒂斯,,4",
)


def test_a_file_is_checked_and_then_imported(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto("/catalogue/universities")
    page.get_by_role("button", name="导入").click()
    sheet = page.get_by_role("dialog", name="导入 · 高校")
    store = sheet.get_by_role("button", name="导入")
    expect(store).to_be_disabled()
    payload = FilePayload(
        name="高校.csv", mimeType="text/csv", buffer="\n".join(LINES).encode("utf-8")
    )
    sheet.locator("input[type=file]").set_input_files(payload)
    expect(sheet.get_by_text("共 2 行：新增 1 条，更新 0 条，1 行有问题")).to_be_visible()
    expect(sheet.get_by_text("第 3 行")).to_be_visible()
    expect(sheet.get_by_text("这些列用不上：排名")).to_be_visible()
    expect(store).to_be_disabled()
    sheet.get_by_text("跳过有问题的 1 行").click()
    sheet.get_by_role("button", name="导入 1 条").click()
    expect(sheet).to_have_count(0)
    page.get_by_role("searchbox").or_(page.get_by_placeholder("校名")).first.fill("镜湖试验")
    expect(page.locator("tbody tr", has_text="镜湖试验大学")).to_contain_text("绍兴市")

    with page.expect_download() as taken:
        page.get_by_role("link", name="导出").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    office.close()

    agent = Console(browser, stack)
    agent.sign_in(*hire(stack, "只看资源"))
    agent.goto("/catalogue/universities")
    expect(agent.page.locator("tbody tr").first).to_be_visible()
    expect(agent.page.get_by_role("button", name="导入")).to_have_count(0)
    agent.close()


def test_the_needs_on_the_page_are_taken_away_as_a_file(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    office = Console(browser, stack, storage_state=admin_session)
    office.goto("/needs?view=list&region=330000&state=recorded")
    link = office.page.get_by_role("link", name="导出")
    with office.page.expect_download() as taken:
        link.click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert taken.value.url.endswith("/exports/needs?state=recorded&region=330000")
    office.close()


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
    for label, choice in (("所在高校", school), ("行业", "C33")):
        form.get_by_role("combobox", name=label).fill(choice)
        page.get_by_role("option", name=choice).locator("visible=true").first.click()
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


def changed(item: dict[str, Any], **values: Any) -> dict[str, Any]:
    """As the API takes it back: the whole record without what only the store knows."""
    return {key: each for key, each in item.items() if key not in {"id", "is_demo"}} | values
