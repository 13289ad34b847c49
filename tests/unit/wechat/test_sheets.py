"""Sheets: their addresses cannot be made by others, and what they show is text."""

from __future__ import annotations

import pytest

from connectors.sheets.links import PATH, SheetLinks
from connectors.sheets.page import sheet
from connectors.sheets.suggestions import suggestions_of
from connectors.wechat.render import bubble_text, sheet_article, sheet_link
from tests.unit.wechat.rows import card, row

OLD, NEW = "a" * 43, "b" * 43


def token_of(links: SheetLinks, message_id: int) -> str:
    return links.url_of(message_id).rpartition(PATH)[2]


def test_an_address_leads_back_to_its_row_also_after_the_key_has_changed() -> None:
    token = token_of(SheetLinks("https://desk.example.cn/", [OLD]), 7)
    assert SheetLinks("https://desk.example.cn", [NEW, OLD]).read(token) == 7
    assert SheetLinks("https://desk.example.cn", [NEW]).read(token) is None


@pytest.mark.parametrize(
    "change", ["{}A", "A{}", "{}=", "é{}", "", "A" * 27, "A" * 4_000, "\ud800"]
)
def test_whatever_else_leads_nowhere(change: str) -> None:
    links = SheetLinks("https://desk.example.cn", [OLD])
    assert links.read(change.format(token_of(links, 7))) is None


def test_every_changed_character_leads_nowhere() -> None:
    links = SheetLinks("https://desk.example.cn", [OLD])
    token = token_of(links, 7)
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        assert links.read(token[:place] + other + token[place + 1 :]) is None


def test_only_records_stand_on_it_under_the_numbers_of_the_chat() -> None:
    own = card("联系方式", kind="need", buttons=[])
    message = row(
        "推荐", first_number=4, cards=[card("甲"), own, card("乙", buttons=[]), card("丙")]
    )
    shown = [(each["title"], number) for each, number in suggestions_of(message)]
    assert shown == [("甲", 4), ("乙", None), ("丙", 5)]
    page = sheet([message], pressable=True)
    assert "联系方式" not in page
    assert "在聊天里回复 5：想联系" in page
    assert "在聊天里回复" not in sheet([message], pressable=False)


def test_what_a_record_holds_is_text_there() -> None:
    nasty = "<script>alert(1)</script>"
    message = row(nasty, cards=[card(nasty, subtitle=nasty, reasons=[nasty], facts={nasty: nasty})])
    page = sheet([message], pressable=True)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 6


def test_in_brief_a_card_is_one_line_with_its_number() -> None:
    message = row(
        "三项：", first_number=2,
        cards=[card("甲", subtitle="江海大学", reasons=["长理由"], demo=True), card("乙")],
    )  # fmt: skip
    text = bubble_text(message, brief=True)
    assert "2. 甲【演示数据】（江海大学）\n3. 乙\n回复数字 2–3：想联系" in text
    assert "长理由" not in text


def test_a_title_cannot_leave_its_link() -> None:
    message = row(cards=[card('</a><a href="http://evil.example">点我')])
    article = sheet_article([message], "https://desk.example.cn/r/x")
    assert sheet_link(article).count("<a ") == 1
    assert "<a href" not in article.description
