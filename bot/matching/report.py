"""What ``bot match`` prints: for people, or as the JSON of the contract."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from bot.matching.criteria import LISTS, Match, Matches, Query
from bot.matching.matcher import Matcher

_HEADINGS = {
    "university": "高校",
    "mentor": "技术导师",
    "patent": "开放许可专利",
    "platform": "平台",
}
_NOTHING = {
    "no_terms": "没有看到具体的技术问题。请说说是什么产品、什么工艺、遇到什么毛病。",
    "nothing_fits": "库里暂时没有合适的。",
}


def match_text(matcher: Matcher, text: str, *, today: date, limit: int = 3) -> Matches:
    return matcher.match(Query(text=text, today=today, limit=limit))


def as_json(matches: Matches) -> dict[str, list[dict[str, Any]]]:
    """``{universities, mentors, patents, platforms}``, each item ``{id, title, score, reasons}``
    and, for patents, ``patent_no``."""
    return {LISTS[kind]: [_item(m) for m in matches.of_kind(kind)] for kind in _HEADINGS}


def as_report(matches: Matches) -> str:
    return json.dumps(as_json(matches), ensure_ascii=False, indent=2)


def as_text(matches: Matches) -> str:
    lines = [_NOTHING[matches.reason]] if matches.reason else []
    if matches.truncated:
        lines.append("文字较长，只用了前面的部分来检索。")
    for kind, heading in _HEADINGS.items():
        if found := matches.of_kind(kind):
            doubt = "（没有正好对上的，这几条沾边）" if kind in matches.doubtful else ""
            lines.append(f"{heading}{doubt}：")
            lines += [line for match in found for line in _lines(match)]
    return "\n".join(lines)


def _item(match: Match) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": match.id,
        "title": match.title,
        "score": match.score,
        "reasons": list(match.reasons),
    }
    return item | {"patent_no": match.patent_no} if match.kind == "patent" else item


def _lines(match: Match) -> list[str]:
    number = f" {match.patent_no}" if match.patent_no else ""
    mark = "（演示）" if match.demo else ""
    head = f"  {match.score:.3f}  {match.title}{mark}{number}  {match.subtitle}"
    return [head, *(f"         - {reason}" for reason in match.reasons)]
