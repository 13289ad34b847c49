"""One conversation as a file that can be read, printed or passed on.

Neither colleagues' notes nor the stored contact are in it: what the owner wrote is, word for word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal

from bot.clock import CHINA
from bot.handoff.conversation_schema import ConversationRow
from bot.handoff.message_schema import CardView, MessageView
from bot.programme.sheets.cases import CHANNELS, OWNERS

type TranscriptForm = Literal["html", "txt", "json"]
MEDIA: dict[TranscriptForm, str] = {
    "html": "text/html", "txt": "text/plain", "json": "application/json",
}  # fmt: skip
AUTHORS = {"user": "企业主", "bot": "机器人", "staff": "工作人员", "system": "系统"}
KINDS = {
    "university": "高校", "mentor": "技术导师", "patent": "开放许可专利", "platform": "创新平台",
    "need": "技术需求",
}  # fmt: skip
DEMO = "演示数据"
STYLE = """
body{font:15px/1.7 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;max-width:46rem;
margin:2rem auto;padding:0 1rem;color:#1b1f24}h1{font-size:1.3rem}h2{font-size:1rem;margin:1.5rem 0
.3rem}dl{display:grid;grid-template-columns:auto 1fr;gap:0 1rem;margin:0}dt{color:#667}dd{margin:0}
article{margin:.8rem 0;padding:.5rem .8rem;border-left:3px solid #cdd3da;break-inside:avoid}
article.user{border-color:#2f6fdb}article.staff{border-color:#2f9e63}article.system{color:#667}
header{font-size:.85rem;color:#667}p{margin:.2rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
ul{margin:.2rem 0}section{margin:.4rem 0;padding:.4rem .8rem;border:1px solid #e0e4e8}
"""


@dataclass(frozen=True, slots=True)
class Transcript:
    """``needs``: of each, its fields by their labels."""

    row: ConversationRow
    needs: Sequence[Mapping[str, str]]
    messages: Sequence[MessageView]
    made_at: datetime

    @property
    def about(self) -> dict[str, str]:
        row = self.row
        facts = {
            "会话": row.id,
            "渠道": CHANNELS.get(row.channel, row.channel),
            "接待": row.staff_name or OWNERS.get(row.owner, row.owner),
            "标签": "、".join(label.name for label in row.labels),
            "开始": moment(row.created_at),
            "导出": moment(self.made_at),
        }
        return {label: value for label, value in facts.items() if value}


def moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def as_text(told: Transcript) -> str:
    parts = [told.row.who, _lines(told.about)]
    parts += [f"技术需求\n{_lines(need)}" for need in told.needs]
    parts += [_said(each) for each in told.messages]
    return "\n\n".join(parts) + "\n"


def _said(message: MessageView) -> str:
    lines = [f"{moment(message.created_at)}  {_author(message)}", _text(message), _medium(message)]
    for card in message.cards:
        lines.append(f"【{_kind(card)}】{card.title}")
        lines.append(card.subtitle)
        lines += [f"  · {reason}" for reason in card.reasons]
        lines += [f"  {label}：{value}" for label, value in card.facts.items()]
    return "\n".join(line for line in lines if line)


def _lines(facts: Mapping[str, str]) -> str:
    return "\n".join(f"{label}：{value}" for label, value in facts.items())


def as_page(told: Transcript) -> str:
    """One file without scripts, pictures or anything that is fetched."""
    title = escape(f"{told.row.who} · 对话记录")
    body = [f"<h1>{title}</h1>", _facts(told.about)]
    body += [f"<h2>技术需求</h2>{_facts(need)}" for need in told.needs]
    body += ["<h2>对话</h2>", *(_article(each) for each in told.messages)]
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style>{''.join(body)}</html>\n"
    )


def _article(message: MessageView) -> str:
    parts = [
        f"<header>{moment(message.created_at)} · {escape(_author(message))}</header>",
        *(f"<p>{escape(text)}</p>" for text in (_text(message), _medium(message)) if text),
        *(_card(card) for card in message.cards),
    ]
    return f'<article class="{message.author}">{"".join(parts)}</article>'


def _card(card: CardView) -> str:
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in card.reasons)
    return (
        f"<section><strong>{escape(card.title)}</strong> {escape(_kind(card))}"
        f"<p>{escape(card.subtitle)}</p><ul>{reasons}</ul>{_facts(card.facts)}</section>"
    )


def _facts(facts: Mapping[str, str]) -> str:
    rows = (f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts.items())
    return f"<dl>{''.join(rows)}</dl>"


def _author(message: MessageView) -> str:
    return message.author_name or AUTHORS[message.author]


def _text(message: MessageView) -> str:
    """「想联系」 is said of many a card: with the one that it was pressed on."""
    return f"{message.text}（{message.pressed_card}）" if message.pressed_card else message.text


def _kind(card: CardView) -> str:
    kind = KINDS.get(card.kind, card.kind)
    return f"{kind}，{DEMO}" if card.demo else kind


def _medium(message: MessageView) -> str:
    return f"[{message.medium.name or message.medium.kind}]" if message.medium else ""
