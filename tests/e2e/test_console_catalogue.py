"""The catalogue is filled from a file that is checked before anything is stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, StorageState, expect

from tests.e2e.console import Console, hire
from tests.fixtures.stack import Stack

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
