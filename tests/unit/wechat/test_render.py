"""What owners see: words for cards and choices, and a document that no text can break."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.presses import numbered_options
from connectors.wechat.parse import Header
from connectors.wechat.render import bubble_text, reply_document
from connectors.wechat.xml import ZERO_WIDTH, cdata, neutralise
from tests.unit.wechat.rows import button, card, row

HEADER = Header("gh_1", "o1", 1_700_000_000, 7)
XML_CHARACTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters="\ufffe\uffff\r"
).filter(lambda character: character in "\t\n" or character >= " ")

NASTY = [
    "]]>",
    "]]]]>>",
    "a[b[0]]>1",
    "]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA[",
    "<![CDATA[x]]>",
    "&lt;&#0;&amp;",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x>",
    "田中さんにあげて下さい👩‍👩‍👧‍👦🇨🇳🏻",
    "\u202eRTL\u202c T\u033a\u033a\u0315o\u035e",
    "' OR 1=1 -- \" \\",
    "",
]


def content(document: str) -> str:
    root = ElementTree.fromstring(document)  # noqa: S314 - our own reply
    assert [child.tag for child in root] == [
        "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content",
    ]  # fmt: skip
    assert root.findtext("MsgType") == "text"
    assert (root.findtext("ToUserName"), root.findtext("FromUserName")) == ("o1", "gh_1")
    return root.findtext("Content") or ""


@pytest.mark.parametrize("text", NASTY)
def test_no_text_breaks_the_document(text: str) -> None:
    assert content(reply_document(HEADER, text, 1)) == text


@given(st.text(XML_CHARACTERS))
def test_every_text_arrives_as_it_is(text: str) -> None:
    assert content(reply_document(HEADER, text, 1)) == text
    fields = json.loads(reply_document(HEADER, text, 1, as_json=True))
    assert fields["Content"] == text


@given(st.text(st.characters()))
def test_what_xml_cannot_hold_is_left_out_and_nothing_else(text: str) -> None:
    arrived = content(reply_document(HEADER, text, 1))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    expected = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", lines)
    assert arrived == expected


def test_control_characters_do_not_reach_the_document() -> None:
    assert cdata("a\x00b\x0bc\x1b[31m") == "<![CDATA[abc[31m]]>"


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="http://evil.example">点我</a>',
        "<A\nHREF='x'>y</A >",
        "< a href=x>",
        '<a/href="x">',
        '<a href="weixin://bizmsgmenu?msgmenucontent=同意&msgmenuid=1.0">好</a>',
        "WeiXin://dl/business",
    ],
)
def test_markup_of_others_is_shown_and_does_nothing(markup: str) -> None:
    shown = neutralise(markup)
    assert not re.search(r"<\s*/?\s*a\b", shown, re.IGNORECASE)
    assert not re.search(r"weixin\s*:", shown, re.IGNORECASE)
    assert shown.replace(ZERO_WIDTH, "") == markup


@pytest.mark.parametrize("text", ["a < b", "<abbr>", "<article>", "我的weixin是abc", "if a<b: c"])
def test_harmless_text_stays(text: str) -> None:
    assert neutralise(text) == text


def test_numbers_shown_are_the_numbers_that_press() -> None:
    message = row(
        "推荐三项：",
        first_number=4,
        cards=[card("甲"), card("乙", buttons=[]), card("丙", demo=True)],
    )
    text = bubble_text(message)
    options = numbered_options(message)
    assert "4. 甲" in text
    assert "5. 丙【演示数据】" in text
    assert not re.search(r"\d\. 乙", text)
    assert len(options) == 2
    assert "回复数字 4–5：想联系" in text


def test_a_card_says_everything_it_holds() -> None:
    message = row(
        cards=[
            card("耐磨涂层", subtitle="江海大学", reasons=["工艺相近"], facts={"许可费": "免费"})
        ]
    )
    text = bubble_text(message)
    for part in ("1. 耐磨涂层", "江海大学", "· 工艺相近", "许可费：免费", "也可回复「为什么」"):
        assert part in text


def test_numbers_that_do_different_things_say_so() -> None:
    message = row(cards=[card("甲"), card("乙", buttons=[button("为什么")])])
    assert bubble_text(message).endswith("回复数字 1：想联系；回复数字 2：为什么")


def test_a_need_is_read_line_by_line() -> None:
    message = row(
        cards=[card("需求单", kind="need", facts={"地区": "宜昌", "预算": "50万"}, buttons=[])]
    )
    assert bubble_text(message) == "需求单\n地区：宜昌\n预算：50万"


def test_choices_are_numbered_and_other_buttons_are_spoken() -> None:
    buttons = [button("委托开发"), button("合作开发")]
    assert bubble_text(row("怎么合作？", buttons=buttons, numbered=True)) == (
        "怎么合作？\n\n1. 委托开发\n2. 合作开发"
    )
    assert bubble_text(row("提交吗？", buttons=buttons)) == (
        "提交吗？\n\n可回复「委托开发」「合作开发」"
    )


def test_ways_on_are_numbered_and_what_agrees_deletes_or_submits_is_not() -> None:
    ways = [
        {"title": "找老师", "payload": "/find_mentor"},
        {"title": "转人工", "payload": "/ask_human"},
    ]
    assert bubble_text(row("您看：", buttons=ways, first_number=4)) == (
        "您看：\n\n4. 找老师\n5. 转人工"
    )
    for payload in ("/affirm", "desk:agree", "/delete_my_data", "/cancel", "desk:introduce:7"):
        mixed = [ways[1], {"title": "同意", "payload": payload}]
        assert bubble_text(row("您看：", buttons=mixed)).endswith("可回复「转人工」「同意」")
    alone = bubble_text(row("您看：", buttons=ways[:1]))
    assert alone.endswith("可回复「找老师」")


def test_what_can_no_longer_be_pressed_carries_no_number() -> None:
    message = row("选", cards=[card("甲")])
    assert "1." not in bubble_text(message, choosable=False)
    assert "回复数字" not in bubble_text(message, choosable=False)
    assert "· 甲" in bubble_text(message, choosable=False)
