"""Rows of the log as WeChat text: cards and choices in words, and the reply document around them.

The numbers shown are those that the inbox will read as presses (bot.conversation.presses).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.presses import button_id, lists_choices, numbered_options
from bot.store.models import Message
from connectors.sheets.suggestions import suggestions_of
from connectors.wechat.parse import Header
from connectors.wechat.xml import cdata, clean, neutralise

SUCCESS = "success"
DEMO_MARK = "【演示数据】"
BULLET = "·"
# Nine cards share one screen of a phone: what is left out here stands on the web and in 为什么.
MOST_REASONS = 2
# In a text, WeChat shows this as words that speak for the reader when they are pressed; what comes
# back is like a press in a msgmenu. Works in replies too, for every account.
PRESS = '<a href="weixin://bizmsgmenu?msgmenucontent={title}&msgmenuid={id}">{title}</a>'
SAFE_TITLE = re.compile(r"[^<>\"'&%#+?:\s]{1,30}")
# An article shows two or three lines below its title.
MOST_NAMED = 3
BRIEF_FACTS = {
    "university": (),
    "mentor": ("合作方式",),
    "patent": ("专利号", "许可费", "许可期限"),
}


@dataclass(frozen=True, slots=True)
class Article:
    """A picture-and-text message of WeChat's that leads to a page."""

    title: str
    description: str
    url: str


def bubble_text(row: Message, *, choosable: bool = True, brief: bool = False) -> str:
    """One row as text. Where a newer message stands below it, nothing in it can be pressed by
    number any more: then ``choosable`` is False and the numbers make way for dots. ``brief`` keeps
    of each card only what it is: the rest stands on the sheet."""
    cards = _cards(row, choosable, _brief_card if brief else _card)
    if brief:
        cards = ["\n".join(cards)]
    blocks = [row.text, *cards, _choices(row, choosable), _titles(row)]
    text = neutralise("\n\n".join(block for block in blocks if block.strip()))
    links = "" if choosable else _card_links(row)
    return f"{text}\n{links}" if links else text


def spoken_choices(row: Message, *, choosable: bool = True) -> str:
    """The end of ``bubble_text`` that says which of the row's own buttons can be pressed."""
    return neutralise(_choices(row, choosable) or _titles(row))


def pressed_choices(row: Message) -> str | None:
    """``spoken_choices`` that look the same and can be pressed; None where a title might break out
    of its link."""
    items = pressable(row)
    if not items or not all(SAFE_TITLE.fullmatch(title) for _, title in items):
        return None
    links = [PRESS.format(title=title, id=choice) for choice, title in items]
    return _numbered(row, links) if lists_choices(row) else _spoken(links)


def pressable(row: Message) -> list[tuple[str, str]]:
    """Id and title of the row's own buttons, for accounts that can show them as such."""
    return [(button_id(row.seq, at), str(button["title"])) for at, button in enumerate(row.buttons)]


def reply_document(header: Header, text: str, created: int, *, as_json: bool = False) -> str:
    """A passive text reply to the sender of ``header``; ``created`` in Unix seconds."""
    if as_json:
        fields = {
            "ToUserName": header.from_user, "FromUserName": header.to_user,
            "CreateTime": created, "MsgType": "text", "Content": clean(text),
        }  # fmt: skip
        return json.dumps(fields, ensure_ascii=False)
    return (
        f"<xml><ToUserName>{cdata(header.from_user)}</ToUserName>"
        f"<FromUserName>{cdata(header.to_user)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime>"
        f"<MsgType>{cdata('text')}</MsgType><Content>{cdata(text)}</Content></xml>"
    )


def sheet_article(rows: Sequence[Message], url: str) -> Article:
    """What leads to the page on which the suggestions of these rows stand in full."""
    titles = [neutralise(card["title"]) for row in rows for card, _ in suggestions_of(row)]
    shown = "、".join(titles[:MOST_NAMED]) + ("等" if len(titles) > MOST_NAMED else "")
    return Article(f"为您找到 {len(titles)} 条推荐，点开看理由和详情", shown, url)


def sheet_link(article: Article) -> str:
    """The same as a line of text; WeChat makes a link of it."""
    return f'<a href="{article.url}">{article.title}</a>'


def _cards(row: Message, choosable: bool, write: Callable[[dict[str, Any], str], str]) -> list[str]:
    number = int(row.meta.get("first_number", 1))
    lines: list[str] = []
    for card in row.cards:
        has_button = bool(card.get("buttons"))
        lines.append(write(card, _mark(number, choosable) if has_button else ""))
        number += has_button
    if lines and choosable and (hint := _card_hint(row)):
        lines.append(hint)
    return lines


def _brief_card(card: dict[str, Any], mark: str) -> str:
    about = card.get("subtitle", "")
    return _title(card, mark) + (f"（{about}）" if about and card["kind"] != "university" else "")


def _title(card: dict[str, Any], mark: str) -> str:
    return f"{mark}{card['title']}{DEMO_MARK if card.get('demo') else ''}"


def _card(card: dict[str, Any], mark: str) -> str:
    kind = card.get("kind", "")
    reasons = [f"{BULLET} {reason}" for reason in card.get("reasons", ())][:MOST_REASONS]
    facts = [
        f"{label}：{value}"
        for label, value in card.get("facts", {}).items()
        if label in BRIEF_FACTS.get(kind, (label,))
    ]
    # A need is read line by line before it is confirmed; a suggestion's facts only say who it is.
    body = facts if kind == "need" else ["；".join(facts)]
    lines = [_title(card, mark), card.get("subtitle", ""), *reasons, *body]
    return "\n".join(line for line in lines if line)


def _card_hint(row: Message) -> str:
    """What each number does; said once where it does the same for every card."""
    titles = [option.title for option in numbered_options(row)]
    if not titles:
        return ""
    first = int(row.meta.get("first_number", 1))
    others = [str(button["title"]) for button in _only_card_buttons(row)[1:]]
    spoken = f"；也可回复{_quoted(others)}" if others else ""
    if len(titles) > 1 and len(set(titles)) == 1:
        return f"回复数字 {first}–{first + len(titles) - 1}：{titles[0]}"
    return "；".join(f"回复数字 {first + at}：{title}" for at, title in enumerate(titles)) + spoken


def _card_links(row: Message) -> str:
    """The buttons of a single card as words that can be pressed however old it is."""
    links = [
        PRESS.format(title=button["title"], id=button_id(row.seq, len(row.buttons) + at))
        for at, button in enumerate(_only_card_buttons(row))
        if SAFE_TITLE.fullmatch(str(button["title"]))
    ]
    return _spoken(links) if links else ""


def _only_card_buttons(row: Message) -> list[dict[str, Any]]:
    return list(row.cards[0].get("buttons", ())) if len(row.cards) == 1 else []


def _choices(row: Message, choosable: bool) -> str:
    if not lists_choices(row):
        return ""
    titles = [option.title for option in numbered_options(row)]
    return _numbered(row, titles, choosable=choosable)


def _numbered(row: Message, titles: Sequence[str], *, choosable: bool = True) -> str:
    first = int(row.meta.get("first_number", 1))
    return "\n".join(
        f"{_mark(first + index, choosable)}{title}" for index, title in enumerate(titles)
    )


def _titles(row: Message) -> str:
    """Buttons that are not numbered: their words are read as the press."""
    if not row.buttons or lists_choices(row):
        return ""
    return _spoken([str(button["title"]) for button in row.buttons])


def _spoken(titles: Sequence[str]) -> str:
    return f"可回复{_quoted(titles)}"


def _mark(number: int, choosable: bool) -> str:
    return f"{number}. " if choosable else f"{BULLET} "


def _quoted(titles: Sequence[str]) -> str:
    return "".join(f"「{title}」" for title in titles)
