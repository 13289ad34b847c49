"""From the invitation to the first answered owner, with nothing but what is on the screen."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, StorageState, ViewportSize, expect

from tests.e2e.chat import REPLY_MS, open_chat
from tests.e2e.console import DESKTOP, PHONE, Console
from tests.e2e.newcomer import ANSWER, Newcomer
from tests.fixtures.stack import Stack

pytestmark = [pytest.mark.engine, pytest.mark.browser]

OPENINGS = {"desktop": "我们做的水泵壳压铸老出气孔", "phone": "我们做的减速箱壳压铸老出气孔"}


@pytest.mark.parametrize(("screen", "viewport"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_the_first_owner_is_answered_with_four_presses_on_three_pages(
    browser: Browser,
    stack: Stack,
    admin_session: StorageState,
    screen: str,
    viewport: ViewportSize,
) -> None:
    """docs/NEWCOMER.md makes a time of these counts."""
    office = Console(browser, stack, storage_state=admin_session)
    link = invitation(office, f"u{uuid4().hex[:8]}")
    office.close()
    owners_page, owner = open_chat(browser, stack.url, viewport={"width": 1280, "height": 900})
    owner.say(OPENINGS[screen])
    owner.say("转人工")

    console = Console(browser, stack, viewport=viewport)
    newcomer = Newcomer(console.page)
    newcomer.accept(link, "chosen by myself")
    newcomer.answer_who_waits(OPENINGS[screen], ANSWER)
    expect(owner.frame.locator(".row.staff", has_text=ANSWER)).to_be_visible(timeout=REPLY_MS)
    assert newcomer.presses == 4
    assert [place for path in newcomer.pages if (place := path.strip("/"))][:2] == [
        "invitation", "inbox",
    ]  # fmt: skip
    assert len({path for path in newcomer.pages if path != "/"}) == 3
    console.close()
    owners_page.context.close()


def invitation(office: Console, username: str) -> str:
    office.goto("/settings?part=team")
    office.page.get_by_role("button", name="邀请同事").click()
    office.page.get_by_label("姓名").fill("陈新来")
    office.page.get_by_label("用户名").fill(username)
    office.page.get_by_role("button", name="生成邀请链接").click()
    return office.page.get_by_label("邀请链接", exact=True).input_value()
