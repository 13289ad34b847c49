"""Accounts in the console: what a member of staff proves before being let in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp import TOTP, parse_uri

from tests.e2e.console import Console, hire
from tests.fixtures.stack import Stack

pytestmark = [pytest.mark.engine, pytest.mark.browser]

# With the cookie of whoever is signed in at the page.
_ASK = """async ([method, path, body]) => {
    const headers = {'Content-Type': 'application/json'};
    const answer = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
    if (!answer.ok) throw new Error(answer.status + ' ' + await answer.text());
    return answer.status === 204 ? null : await answer.json();
}"""


def guard_with_totp(page: Page) -> TOTP:
    uri = page.evaluate(_ASK, ["POST", "/api/v1/session/totp", None])["uri"]
    totp = parse_uri(uri)
    assert isinstance(totp, TOTP)
    page.evaluate(_ASK, ["PUT", "/api/v1/session/totp", {"code": totp.now()}])
    return totp


def next_code(totp: TOTP) -> str:
    """A code that has not been used: the server allows for a clock that is a step ahead."""
    return totp.at(datetime.now(UTC) + timedelta(seconds=30))


def test_who_has_a_second_factor_is_asked_for_it(browser: Browser, stack: Stack) -> None:
    username, password = hire(stack, "周验证")
    at_work = Console(browser, stack)
    at_work.sign_in(username, password)
    totp = guard_with_totp(at_work.page)
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
