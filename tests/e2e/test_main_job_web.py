"""The main job in a real browser: an owner talks, a need is recorded, cards come with reasons."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chat import REPLY_MS, Chat, open_chat
from tests.fixtures.owner import OPENING, answer_to
from tests.fixtures.stack import Stack
from tests.fixtures.staff import StaffClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

MOST_TURNS = 14


def test_a_need_is_collected_recorded_and_answered_with_reasons(
    browser: Browser, stack: Stack
) -> None:
    page, chat = open_chat(browser, stack.url, viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    chat.say(OPENING)
    for _ in range(MOST_TURNS):
        if chat.has("确认提交"):
            break
        chat.say(answer_to(chat.last_words()))
    summary = chat.frame.locator(".card.kind-need").last
    expect(summary).to_contain_text("气孔")
    expect(summary).to_contain_text("宁波")
    chat.press("确认提交")

    for kind in ("university", "mentor", "patent"):
        cards = chat.frame.locator(f".card.kind-{kind}")
        expect(cards.first).to_be_visible(timeout=REPLY_MS)
        for card in cards.all():
            assert card.locator(".reasons li").count() > 0, card.inner_text()
    patents = chat.frame.locator(".card.kind-patent")
    assert any("气孔" in card.inner_text() or "压铸" in card.inner_text() for card in patents.all())
    assert all("演示数据" in card.inner_text() for card in patents.all())
    assert faults == []
    page.context.close()

    need = StaffClient(stack).latest_need(company="宁波明川压铸有限公司")
    assert need["state"] == "recorded"
    assert need["number"]
    assert "气孔" in need["problem"]
    assert need["region"]["code"].startswith("3302")
    assert need["budget"]["currency"] == "CNY"
    assert need["mode"] == "技术导师"
    assert any("12%" in metric["text"] for metric in need["metrics"])


def test_the_same_on_a_phone_and_nothing_overflows(browser: Browser, stack: Stack) -> None:
    page, chat = open_chat(browser, stack.url, viewport={"width": 375, "height": 740})
    chat.say("浙江有没有免费的农机专利")
    chat.say("电机噪音大，怎么整")
    overflow = chat.frame.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")
    assert overflow <= 0
    page.context.close()


def test_the_chat_survives_a_reload_and_shows_the_same_conversation(
    browser: Browser, stack: Stack
) -> None:
    page, chat = open_chat(browser, stack.url, viewport={"width": 1280, "height": 900})
    chat.say("你好")
    before = chat.frame.locator("[data-seq]").all_inner_texts()
    page.reload()
    again = Chat(page.frame_locator("iframe").first).frame.locator("[data-seq]")
    expect(again).to_have_count(len(before), timeout=REPLY_MS)
    assert again.all_inner_texts() == before
    page.context.close()
