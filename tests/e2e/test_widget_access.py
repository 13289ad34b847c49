"""The widget for everybody: keys, screen reader, Chinese input, zoom, right to left (check 39)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.app import ROOT
from tests.e2e.widget import Widget, opened_widget
from tests.fixtures.desk_in_thread import Desk
from tests.fixtures.fake_engine import Asked, custom
from tests.fixtures.host_page import HostSite

pytestmark = pytest.mark.browser

AXE = Path(ROOT) / "web" / "node_modules" / "axe-core" / "axe.min.js"
YES = {"title": "是", "payload": "/affirm"}
# What WeChat's own browser leaves of a small phone's screen.
WECHAT_PHONE = {"width": 360, "height": 566}
THEMES = ("light", "dark")


def everything(_asked: Asked) -> list[dict[str, Any]]:
    """A reply with all that a reply can have."""
    card = {
        "kind": "mentor", "id": "m1", "title": "陈建国", "subtitle": "浙江大学 · 教授",
        "reasons": ["同为铝合金压铸，见 https://example.org/a"], "facts": {"名额": "1 / 2"},
        "buttons": [{"title": "请他联系我", "payload": "/affirm"}], "demo": True,
    }  # fmt: skip
    return [custom(text="找到一位导师：", cards=[card], buttons=[YES, {**YES, "title": "不"}])]


def serious_faults(widget: Widget) -> list[str]:
    """What axe finds in the widget's own document, with the elements that it found it at."""
    widget.inside.evaluate(AXE.read_text(encoding="utf-8"))
    found = widget.inside.evaluate("axe.run().then(result => result.violations)")
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious(
    browser: Browser, desk: Desk, site: HostSite, theme: str
) -> None:
    site.attributes = f'data-theme="{theme}"'
    desk.engine.reply = everything
    with opened_widget(browser, desk, site.url) as widget:
        assert serious_faults(widget) == [], "before the first word"
        widget.write("找导师")
        widget.sees("找到一位导师")
        widget.hears(widget.taken_over(), "您好，我是小王")
        widget.sees("您好，我是小王")
        assert serious_faults(widget) == []
    site.attributes = ""


def test_everything_is_reached_and_done_by_keyboard(widget: Widget, desk: Desk) -> None:
    desk.engine.reply = everything
    expect(widget.composer).to_be_focused()
    widget.page.keyboard.type("找导师")
    widget.page.keyboard.press("Enter")
    widget.sees("找到一位导师")
    chip = widget.chat.get_by_role("button", name="请他联系我")
    for _ in range(12):
        if chip.evaluate("button => button === document.activeElement"):
            break
        widget.page.keyboard.press("Shift+Tab")
    expect(chip).to_be_focused()
    widget.page.keyboard.press("Enter")
    expect(widget.chat.locator(".row.user[data-seq]", has_text="请他联系我")).to_be_visible()
    expect(widget.composer).to_be_focused()


def test_a_screen_reader_hears_new_messages_and_not_old_ones_again(
    widget: Widget, site: HostSite
) -> None:
    """What is announced is what is added to a live log that is not busy."""
    widget.say("一")
    widget.add_to_log([f"旧的第{number}句" for number in range(5)])
    widget.open(site.url)
    widget.sees("旧的第4句")
    log = widget.chat.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-relevant", "additions")
    expect(log).to_have_attribute("aria-busy", "false")
    log.evaluate(
        """log => { window.added = []; new MutationObserver(changes => {
        for (const change of changes) for (const node of change.addedNodes)
          added.push(node.textContent) }).observe(log, { childList: true }) }"""
    )
    widget.say("二")
    added = widget.inside.evaluate("added")
    assert any("听到了：二" in text for text in added)
    assert not any("旧的" in text for text in added)


def test_enter_that_picks_a_word_does_not_send(widget: Widget) -> None:
    """Check 31: composition as an input method does it, over the debugging protocol."""
    widget.composer.focus()
    protocol = widget.context.new_cdp_session(widget.page)
    protocol.send(
        "Input.imeSetComposition", {"text": "zhoucheng", "selectionStart": 9, "selectionEnd": 9}
    )
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    protocol.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    protocol.send("Input.insertText", {"text": "轴承"})
    protocol.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    expect(widget.composer).to_have_value("轴承")
    assert widget.chat.locator(".row.user").count() == 0
    widget.composer.press("Enter")
    widget.sees("听到了：轴承")


@pytest.mark.parametrize(
    "options",
    [
        # 200 % zoom is half the width at twice the density.
        pytest.param(
            {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}, id="zoom 200 %"
        ),
        pytest.param({"viewport": WECHAT_PHONE, "has_touch": True}, id="WeChat on a small phone"),
        pytest.param({"viewport": {"width": 320, "height": 480}}, id="narrowest"),
    ],
)
def test_nothing_is_cut_off(
    browser: Browser, desk: Desk, site: HostSite, options: dict[str, Any]
) -> None:
    desk.engine.reply = everything
    with opened_widget(browser, desk, site.url, **options) as widget:
        widget.write("找导师")
        widget.sees("找到一位导师")
        assert overflow(widget) <= 0
        widget.chat.get_by_role("button", name="请他联系我").scroll_into_view_if_needed()
        expect(widget.composer).to_be_in_viewport()
        assert small_targets(widget) == []


def test_right_to_left_mirrors_and_cuts_nothing_off(widget: Widget, desk: Desk) -> None:
    desk.engine.reply = everything
    widget.write("找导师")
    widget.sees("找到一位导师")
    own, theirs = (widget.chat.locator(f".row.{who} .bubble").first for who in ("user", "bot"))

    def starts() -> tuple[float, float]:
        boxes = [each.bounding_box() for each in (own, theirs)]
        return tuple(box["x"] for box in boxes if box)  # type: ignore[return-value]

    before = starts()
    widget.inside.evaluate("document.documentElement.dir = 'rtl'")
    after = starts()
    assert before[0] > before[1]
    assert after[0] < after[1]
    assert overflow(widget) <= 0


def test_less_motion_where_the_visitor_wants_less(
    browser: Browser, desk: Desk, site: HostSite
) -> None:
    with opened_widget(browser, desk, site.url, reduced_motion="reduce") as widget:
        gate = desk.engine.hold()
        widget.write("在吗")
        dots = widget.chat.locator(".typing span").first
        expect(dots).to_be_visible()
        assert dots.evaluate("dot => getComputedStyle(dot).animationName") == "none"
        gate.opened.set()
        desk.engine.gate = None


def overflow(widget: Widget) -> int:
    """Pixels that can only be reached by scrolling sideways."""
    found: int = widget.inside.evaluate(
        """() => Math.max(...[document.documentElement, document.querySelector('.scroll')].map(
        box => box.scrollWidth - box.clientWidth))"""
    )
    return found


def small_targets(widget: Widget) -> list[str]:
    """Buttons smaller than 24 by 24 pixels (WCAG 2.2, 2.5.8)."""
    found: list[str] = widget.inside.evaluate(
        """() => [...document.querySelectorAll('button')].filter(button => {
        const box = button.getBoundingClientRect();
        return box.width < 24 || box.height < 24 }).map(button => button.outerHTML)"""
    )
    return found
