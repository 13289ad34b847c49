"""Accounts in the console: what a member of staff proves before being let in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect
from pyotp import TOTP

from tests.e2e.console import Console, hire
from tests.fixtures.stack import Stack

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def guard_with_totp(page: Page, password: str) -> TOTP:
    """Under Settings, as a member of staff does it with a phone beside the screen."""
    part = page.locator("section", has=page.get_by_role("heading", name="两步验证"))
    part.get_by_role("button", name="开启两步验证").click()
    given = part.get_by_label("现在的密码")
    expect(given).to_be_focused()
    given.fill("not the password")
    page.keyboard.press("Enter")
    expect(part.get_by_role("alert")).to_have_text("现在的密码不对")
    expect(given).to_be_focused()
    given.fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="两步验证二维码")).to_be_visible()
    totp = TOTP(page.get_by_label("手工输入这串密钥").input_value())
    page.get_by_label("6 位数字").fill(totp.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="关闭两步验证")).to_be_visible()
    return totp


def next_code(totp: TOTP) -> str:
    """A code that has not been used: the server allows for a clock that is a step ahead."""
    return totp.at(datetime.now(UTC) + timedelta(seconds=30))


def test_who_has_a_second_factor_is_asked_for_it(browser: Browser, stack: Stack) -> None:
    username, password = hire(stack, "周验证")
    at_work = Console(browser, stack)
    at_work.sign_in(username, password)
    at_work.goto("/settings?part=account")
    totp = guard_with_totp(at_work.page, password)
    at_work.close()

    desk = Console(browser, stack)
    page = desk.page
    desk.goto("/needs")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    expect(page.get_by_label("动态验证码")).to_have_count(0)
    page.keyboard.press("Enter")
    code = page.get_by_label("动态验证码")
    expect(code).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)

    code.fill("000000" if next_code(totp) != "000000" else "111111")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("动态验证码不对")
    expect(page.get_by_label("密码", exact=True)).to_have_value(password)
    expect(code).to_be_focused()

    code.fill(next_code(totp))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{stack.url}/console/needs")
    desk.close()


def test_a_colleague_is_invited_and_chooses_a_password(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    username = f"u{uuid4().hex[:8]}"
    office = Console(browser, stack, storage_state=admin_session)
    office.goto("/settings?part=team")
    office.page.get_by_role("button", name="邀请同事").click()
    office.page.get_by_label("姓名").fill("郑新来")
    office.page.get_by_label("用户名").fill(username)
    office.page.get_by_role("button", name="生成邀请链接").click()
    link = office.page.get_by_label("邀请链接", exact=True).input_value()
    assert link.startswith(f"{stack.url}/console/invitation#")
    expect(office.page.locator(".one", has_text=username)).to_contain_text("待接受邀请")
    office.close()

    newcomer = Console(browser, stack)
    newcomer.page.goto(link)
    expect(newcomer.page.get_by_role("heading", name="郑新来，欢迎加入")).to_be_visible()
    expect(newcomer.page.get_by_label("用户名")).to_have_value(username)
    newcomer.page.get_by_label("新密码").fill("short")
    newcomer.page.keyboard.press("Enter")
    expect(newcomer.page.get_by_role("alert")).to_contain_text("至少 8 位")
    newcomer.page.get_by_label("新密码").fill("chosen by myself")
    newcomer.page.keyboard.press("Enter")
    expect(newcomer.page.get_by_role("navigation", name="主导航")).to_be_visible()

    # A link serves once; and a password is changed by who knows it.
    newcomer.goto("/settings?part=account")
    newcomer.page.get_by_label("现在的密码").fill("chosen by myself")
    newcomer.page.get_by_label("新密码").fill("chosen once more")
    newcomer.page.get_by_role("button", name="改密码").click()
    expect(newcomer.page.get_by_role("heading", name="登录工作台")).to_be_visible()
    newcomer.page.goto(link)
    expect(newcomer.page.get_by_role("alert")).to_contain_text("邀请链接已失效")
    newcomer.sign_in(username, "chosen once more")
    newcomer.close()


def test_an_administrator_reads_who_did_what(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    username, password = hire(stack, "孙新手")
    agent = Console(browser, stack)
    agent.sign_in(username, password)
    expect(agent.page.get_by_role("link", name="审计")).to_have_count(0)
    agent.goto("/audit")
    expect(agent.page).to_have_url(f"{stack.url}/console/forbidden?needs=admin")
    agent.close()

    office = Console(browser, stack, storage_state=admin_session)
    office.goto("/needs")
    office.page.get_by_role("link", name="审计").click()
    rows = office.page.get_by_role("main").locator("ol li")
    expect(rows.first).to_contain_text("孙新手 登录")
    office.page.get_by_role("combobox", name="做了什么").click()
    office.page.get_by_role("option", name="邀请同事").click()
    expect(rows.filter(has_text="登录")).to_have_count(0)
    office.close()
