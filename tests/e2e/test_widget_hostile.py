"""Sixty hostile texts in every place where text comes in: they stay text (check 35)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.messages import Author
from tests.e2e.widget import Widget
from tests.fixtures.desk_in_thread import Desk
from tests.fixtures.fake_engine import Asked, custom, echo
from tests.fixtures.host_page import HostSite
from tests.fixtures.hostile_texts import HOSTILE

pytestmark = pytest.mark.browser

# A browser that runs one of them tells the outermost page.
WATCH = "window.ran = []; addEventListener('message', e => e.data === 'xss' && ran.push(e.data))"
# Elements that no message of ours has, however it is drawn.
FOREIGN = "script,img,iframe,object,embed,form,style,link,math,base,meta,video,audio,details"


def in_every_part(text: str) -> dict[str, Any]:
    """One item of the engine's answer that repeats the text wherever a reply can hold one."""
    button = {"title": text[:200], "payload": "/affirm"}
    card = {
        "kind": "patent", "id": text[:40], "title": text, "subtitle": text, "reasons": [text],
        "facts": {text: text}, "buttons": [button], "demo": False,
    }  # fmt: skip
    return custom(text=text, cards=[card], buttons=[button])


@pytest.fixture
def watched(widget: Widget, desk: Desk) -> Iterator[Widget]:
    widget.page.evaluate(WATCH)
    yield widget
    desk.engine.reply = echo


def test_there_are_sixty_different_ones() -> None:
    assert len(set(HOSTILE)) == 60


def test_they_stay_text_in_messages_cards_buttons_and_names(watched: Widget, desk: Desk) -> None:
    def everything(_asked: Asked) -> list[dict[str, Any]]:
        return [in_every_part(text) for text in HOSTILE]

    desk.engine.reply = everything
    watched.write("开始")
    # Not their own words: sixty replies push those out of the part that is drawn.
    expect(watched.chat.locator(".row.bot").last).to_be_visible()
    watched.add_to_log(list(HOSTILE), Author.USER)
    colleague = watched.taken_over(name=HOSTILE[10])
    watched.hears(colleague, HOSTILE[11])
    watched.sees(HOSTILE[11])

    drawn = drawn_texts(watched)
    assert {text for text in HOSTILE if text not in drawn} == set()
    assert watched.page.evaluate("window.ran") == []
    assert watched.faults == []


def drawn_texts(widget: Widget) -> set[str]:
    """Of the whole transcript, which is drawn a part at a time; each part is looked through."""
    drawn: set[str] = set()
    log, scroll = widget.chat.locator(".log"), widget.chat.locator(".scroll")
    while True:
        assert log.locator(FOREIGN).count() == 0
        for link in log.locator("a").all():
            assert (link.get_attribute("href") or "").startswith(("http://", "https://"))
        drawn |= set(log.locator(".bubble, .card-title, .chip").all_text_contents())
        if log.locator('[data-seq="1"]').count():
            return drawn
        scroll.evaluate("box => box.scrollBy(0, -box.clientHeight)")
        widget.page.wait_for_timeout(50)


@pytest.mark.parametrize("text", [HOSTILE[0], HOSTILE[13], HOSTILE[33]])
def test_they_stay_text_where_the_visitor_types_them(
    watched: Widget, desk: Desk, text: str
) -> None:
    desk.engine.reply = lambda asked: [in_every_part(asked.message)]
    watched.write(text)
    expect(watched.chat.locator(".row.bot .card-title", has_text=text)).to_be_visible()
    assert watched.page.evaluate("window.ran") == []


def test_they_stay_text_on_the_script_tag(browser: Browser, desk: Desk, site: HostSite) -> None:
    label = HOSTILE[10].replace('"', "&quot;").replace("<", "&lt;")
    site.attributes = f'data-label="{label}" data-color="red;}}" data-position="&gt;&lt;img&gt;"'
    widget = Widget(desk, browser.new_context().new_page())
    widget.page.add_init_script(WATCH)
    widget.page.goto(site.url)
    expect(widget.page.get_by_role("button", name=HOSTILE[10])).to_be_visible()
    assert widget.page.evaluate("window.ran") == []
    site.attributes = ""
    widget.close()
