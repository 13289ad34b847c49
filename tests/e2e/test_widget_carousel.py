"""Several cards of one answer stand side by side, and each can be reached by every hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.test_widget_access import serious_faults
from tests.e2e.widget import Widget, opened_widget
from tests.fixtures.desk_in_thread import Desk
from tests.fixtures.fake_engine import Asked, custom, echo
from tests.fixtures.host_page import HostSite

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 667}


def three_cards(_asked: Asked) -> list[dict[str, Any]]:
    cards = [
        {
            "kind": "mentor", "id": str(number), "title": f"{number}号老师", "subtitle": "",
            "reasons": ["做压铸气孔"], "facts": {"地区": "浙江"}, "demo": False,
            "buttons": [{"title": f"联系{number}号", "payload": "/affirm"}],
        }
        for number in (1, 2, 3)
    ]  # fmt: skip
    return [custom(text="可以请教这些老师：", cards=cards)]


@pytest.fixture(params=["ltr", "rtl"])
def shown(
    browser: Browser, desk: Desk, site: HostSite, request: pytest.FixtureRequest
) -> Iterator[Widget]:
    desk.engine.reply = three_cards
    with opened_widget(browser, desk, site.url, viewport=PHONE) as widget:
        widget.inside.evaluate(f"document.documentElement.dir = '{request.param}'")
        widget.write("找导师")
        expect(widget.chat.get_by_role("group", name="共 3 条，可左右滑动")).to_be_visible()
        yield widget
    desk.engine.reply = echo


def test_the_arrows_turn_and_stop_at_the_ends(shown: Widget) -> None:
    first, last = (shown.chat.get_by_text(f"{number}号老师") for number in (1, 3))
    before, after = (
        shown.chat.get_by_role("button", name=name, exact=True) for name in ("上一条", "下一条")
    )
    expect(before).to_be_disabled()
    expect(last).not_to_be_in_viewport()
    after.click()
    expect(shown.chat.get_by_text("2 / 3")).to_be_visible()
    after.click()
    expect(shown.chat.get_by_text("3 / 3")).to_be_visible()
    expect(last).to_be_in_viewport(ratio=1)
    expect(first).not_to_be_in_viewport()
    expect(after).to_be_disabled()
    before.click()
    before.click()
    expect(first).to_be_in_viewport(ratio=1)


def test_the_keyboard_alone_reaches_a_card_out_of_sight(shown: Widget) -> None:
    last = shown.chat.get_by_role("button", name="联系3号")
    shown.chat.get_by_role("button", name="联系1号").focus()
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Tab")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=1)
    shown.page.keyboard.press("Enter")
    shown.sees("联系3号")


def test_axe_finds_nothing_serious_in_it(shown: Widget) -> None:
    assert serious_faults(shown) == []
