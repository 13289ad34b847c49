"""Every page of the console: at 375 px, for assistive technology, and under an input method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, StorageState, expect

from bot.app import ROOT
from tests.e2e.console import PHONE, Console
from tests.fixtures.stack import Stack
from tests.fixtures.visitor import VisitorClient

pytestmark = [pytest.mark.engine, pytest.mark.browser]

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
# A path, and what is there once the page has been read.
PAGES = {
    "/inbox?view=all": "a.row",
    "/search?q=气孔": ".hit",
    "/needs": "[data-need]",
    "/needs?view=list": "tbody tr",
    "/catalogue/universities": "tbody tr",
    "/catalogue/mentors": "tbody tr",
    "/catalogue/patents": "tbody tr",
    "/catalogue/platforms": "tbody tr",
    "/partners/introductions": "tbody tr, .none",
    "/partners/licences": "tbody tr, .none",
    "/insights": "canvas",
    "/learning": ".body",
    "/learning/thesaurus": ".body",
    "/audit": "ol li",
    "/settings": ".part",
    "/settings?part=labels": ".part",
    "/settings?part=team": ".one",
    "/settings?part=hours": ".week, .bar",
    "/settings?part=service": ".card",
    "/settings?part=assignment": ".bar",
    "/settings?part=webhooks": ".part .list",
    "/settings?part=account": "#totp-title",
}
# Colours that are still on their way from light to dark are no fault.
_AUDIT = """async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await Promise.allSettled(document.getAnimations().map((each) => each.finished));
    const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']});
    return found.violations.filter((each) => ['serious', 'critical'].includes(each.impact))
        .map((each) => [each.id, each.nodes.map((node) => node.target.join(' ')).slice(0, 4)]);
}"""


@pytest.fixture(scope="module")
def owner(stack: Stack) -> VisitorClient:
    visitor = VisitorClient(stack.url)
    visitor.say("我们做铝合金压铸，气孔老是超标，在宁波")
    visitor.say("转人工")
    return visitor


def settle(desk: Console, path: str) -> None:
    """The page, once it shows what it is for."""
    desk.goto(path)
    expect(desk.page.locator(PAGES.get(path, "[data-seq]")).first).to_be_visible()


def test_no_page_has_a_serious_fault_for_assistive_technology(
    browser: Browser, stack: Stack, owner: VisitorClient, admin_session: StorageState
) -> None:
    # The scanner is put in through the debugger, past the policy; no page can do that.
    desk = Console(browser, stack, bypass_csp=True, storage_state=admin_session)
    scanner = AXE.read_text(encoding="utf-8")
    found: dict[str, Any] = {}
    for path in [*PAGES, f"/inbox/{owner.conversation_id}"]:
        settle(desk, path)
        desk.page.evaluate(scanner)
        for scheme in ("light", "dark"):
            desk.page.emulate_media(color_scheme=scheme)
            # The page hears of it a moment later; until then it is half of each.
            expect(desk.page.locator(f"html.{scheme}")).to_be_attached()
            if faults := desk.page.evaluate(_AUDIT):
                found[f"{path} {scheme}"] = faults
    assert found == {}
    desk.close()


@pytest.fixture
def phone(browser: Browser, stack: Stack, admin_session: StorageState) -> Iterator[Console]:
    console = Console(browser, stack, viewport=PHONE, has_touch=True, storage_state=admin_session)
    console.goto("/")
    yield console
    console.close()


def test_at_375_px_nothing_is_wider_than_the_screen(phone: Console, owner: VisitorClient) -> None:
    for path in [*PAGES, f"/inbox/{owner.conversation_id}"]:
        settle(phone, path)
        assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
        name = phone.page.locator(".page-head h1")
        # A name of few letters, in one line: beside much to do it once stood letter by letter.
        assert all(each.evaluate("h => h.offsetHeight < 40") for each in name.all()), path


def test_at_375_px_an_owner_is_answered(stack: Stack, phone: Console) -> None:
    owner = VisitorClient(stack.url)
    owner.say("转人工")
    phone.open(owner.conversation_id)
    phone.claim()
    before = owner.read()["messages"][-1]["seq"]
    phone.reply("您好，我在手机上")
    assert "您好，我在手机上" in [each["text"] for each in owner.replies_to(before)]
    phone.page.get_by_role("button", name="需求与推荐").tap()
    expect(phone.page.get_by_role("tab", name="需求")).to_be_visible()
    phone.page.go_back()
    expect(phone.composer).to_be_visible()
    phone.page.get_by_role("link", name="回到列表").tap()
    expect(phone.page.get_by_role("navigation", name="主导航")).to_be_visible()


def test_enter_takes_a_candidate_and_sends_nothing(
    browser: Browser, stack: Stack, admin_session: StorageState
) -> None:
    owner = VisitorClient(stack.url)
    owner.say("转人工")
    desk = Console(browser, stack, storage_state=admin_session)
    desk.open(owner.conversation_id)
    desk.claim()
    keyboard = desk.context.new_cdp_session(desk.page)
    compose(keyboard, "nihao")
    press_enter_while_composing(keyboard)
    keyboard.send("Input.insertText", {"text": "你好"})
    expect(desk.composer).to_have_value("你好")
    expect(desk.log.locator(".row.staff")).to_have_count(0)
    # Letters of a syllable are no shortcuts, and "/" inside of it calls up no list.
    compose(keyboard, "e")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "呃"})
    desk.composer.press("Enter")
    expect(desk.log.locator(".row.staff", has_text="你好呃")).to_have_count(1)
    desk.close()


def compose(keyboard: CDPSession, letters: str) -> None:
    """What an input method shows before a candidate is chosen."""
    for end in range(1, len(letters) + 1):
        typed = letters[:end]
        keyboard.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": end, "selectionEnd": end},
        )


def press_enter_while_composing(keyboard: CDPSession) -> None:
    """Browsers report the key as 229, "the input method has it"."""
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
        )
