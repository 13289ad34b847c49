"""Working hours, limits and assignment are set in forms, with every fault beside its field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.e2e.console import Console, hire
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

RULES = ("hours", "service", "assignment")


@pytest.fixture
def staff(stack: Stack) -> Iterator[StaffClient]:
    """The rules hold for everybody: whatever a test made of them is put back."""
    client = StaffClient(stack)
    before = {name: client.get(f"/rules/{name}")["value"] for name in RULES}
    yield client
    for name, value in before.items():
        now = client.get(f"/rules/{name}")
        if now["value"] != value:
            client.put(f"/rules/{name}", {"value": value, "version": now["version"]})


def test_working_hours_and_holidays_are_set(
    browser: Browser, stack: Stack, admin_session: StorageState, staff: StaffClient
) -> None:
    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto("/settings?part=hours")
    page.get_by_role("button", name="自己定").click()
    page.get_by_label("周一 结束").last.fill("09:30")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert").filter(has_text="结束要晚于开始")).to_be_visible()
    page.get_by_label("周一 结束").last.fill("18:00")
    page.get_by_role("button", name="周一的时间用到周二至周五").click()
    page.get_by_role("button", name="周六 加一段时间").click()

    page.get_by_label("从哪天").fill("2099-10-03")
    page.get_by_label("到哪天").fill("2099-10-01")
    page.get_by_role("button", name="加上这些日子").click()
    expect(page.get_by_role("alert").filter(has_text="最后一天不能早于第一天")).to_be_visible()
    page.get_by_label("从哪天").fill("2099-10-01")
    page.get_by_label("到哪天").fill("2099-10-03")
    page.get_by_label("说明").fill("国庆节")
    page.get_by_role("button", name="加上这些日子").click()
    expect(page.get_by_text("国庆节")).to_have_count(3)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("改过")).to_be_visible()

    set_now = staff.get("/rules/hours")
    assert set_now["value"]["week"] == "1-5 09:00-12:00,13:30-18:00; 6 09:00-12:00"
    assert [(each["day"], each["hours"]) for each in set_now["value"]["special"]] == [
        (f"2099-10-0{day}", "") for day in (1, 2, 3)
    ]
    audited = staff.get("/audit", action="rule_changed")["items"][0]
    assert audited["subject_id"] == "hours"

    # A colleague is quicker: nothing is overwritten.
    staff.put("/rules/hours", {"value": set_now["value"], "version": set_now["version"]})
    page.get_by_role("button", name="全天").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert").filter(has_text="刚被别人改过")).to_be_visible()
    page.get_by_role("button", name="载入最新内容").click()
    expect(page.get_by_label("周一 结束").last).to_have_value("18:00")
    office.close()

    agent = Console(browser, stack)
    agent.sign_in(*hire(stack, "不管规则"))
    agent.goto("/settings?part=hours")
    expect(agent.page.get_by_role("button", name="标签")).to_be_visible()
    expect(agent.page.get_by_role("button", name="工作时间")).to_have_count(0)
    agent.close()


def test_limits_and_assignment_are_set(
    browser: Browser, stack: Stack, admin_session: StorageState, staff: StaffClient
) -> None:
    office = Console(browser, stack, storage_state=admin_session)
    page = office.page
    office.goto("/settings?part=service")
    first = page.get_by_role("listitem").filter(has_text="1. 优先")
    first.get_by_label("首次回复").fill("两")
    page.get_by_role("button", name="保存").click()
    expect(first.get_by_role("alert")).to_have_text("写成大于 0 的整数")
    first.get_by_label("首次回复").fill("2")
    page.get_by_role("button", name="一般 提前").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("改过")).to_be_visible()
    policies = staff.get("/rules/service")["value"]["policies"]
    assert [(each["name"], each["first_minutes"]) for each in policies] == [
        ("一般", 5),
        ("优先", 2),
    ]

    page.get_by_role("button", name="分派", exact=True).click()
    page.get_by_role("button", name="自动轮流").click()
    page.get_by_label("名称").fill("浙江的压铸")
    for label, choice in (("企业所在地区", "浙江省"), ("企业所属行业", "C33")):
        page.get_by_role("combobox", name=label).fill(choice)
        page.get_by_role("option", name=choice).locator("visible=true").first.click()
        page.keyboard.press("Escape")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("改过")).to_be_visible()
    rule = staff.get("/rules/assignment")["value"]
    assert (rule["automatic"], rule["most"]) == (True, 8)
    (case,) = rule["cases"]
    assert case["name"] == "浙江的压铸"
    assert (case["regions"], case["industries"], case["staff_ids"]) == (["330000"], ["C33"], [])

    page.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert").filter(has_text="至少要有一条规则")).to_be_visible()
    office.close()
