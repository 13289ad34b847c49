"""Canned replies and the blanks in them: {{owner_name}}, or {{owner_name|老板}} with what stands
there where nothing is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import BadRequest

# Shown to staff in this order.
VARIABLES = {
    "owner_name": "对方的称呼",
    "company": "企业名称",
    "need_number": "需求编号",
    "need_title": "需求标题",
    "need_state": "需求进展",
    "region": "所在地区",
    "industry": "所属行业",
    "staff_name": "我的名字",
    "hours": "人工在线时间",
    "today": "今天的日期",
}
_BLANK = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """``missing``: variables without a value and without a stand-in, left as they are."""

    text: str
    missing: tuple[str, ...]


def check_blanks(text: str) -> None:
    """Raises BadRequest, with each fault, for a blank that nothing can ever fill."""
    faults = [
        f"不认识的变量 {{{{{name}}}}}" for name, _ in _BLANK.findall(text) if name not in VARIABLES
    ]
    rest = _BLANK.sub("", text)
    if "{{" in rest or "}}" in rest:
        faults.append("花括号没有配对，变量要写成 {{owner_name}}")
    if faults:
        raise BadRequest(faults[0], errors=[{"field": "text", "message": each} for each in faults])


def fill(text: str, values: Mapping[str, str | None]) -> Filled:
    missing: list[str] = []

    def put(blank: re.Match[str]) -> str:
        name, stand_in = blank[1], blank[2]
        value = values.get(name) or stand_in
        if value:
            return value
        missing.append(name)
        return blank[0]

    return Filled(_BLANK.sub(put, text), tuple(dict.fromkeys(missing)))


def unfilled(text: str) -> list[str]:
    """Our own blanks that still stand in a text that is about to be sent."""
    return [name for name, _ in _BLANK.findall(text) if name in VARIABLES]
