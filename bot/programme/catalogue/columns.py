"""The columns of the catalogue's files: one list for each kind, for reading and writing alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.programme.sheets.cells import day_of, number_of
from bot.programme.sheets.writing import Cell
from bot.reading.place import read_place
from bot.store.catalogue_writes import Kind

_BETWEEN = re.compile(r"[、；;|\n]+")
_STATES = {"有效": "active", "已撤回": "withdrawn"}
_YES = {"是": True, "否": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Column:
    """``field``: of the record; "licence.x" of its declaration. ``read`` takes the text of a cell
    that is not empty; what it cannot read it leaves to the record's own check."""

    header: str
    field: str
    needed: bool = False
    read: Callable[[str], Any] = str
    write: Callable[[Any], Cell] = lambda value: value


def _words(text: str) -> list[str]:
    return [word for each in _BETWEEN.split(text) if (word := each.strip())]


def _joined(words: Any) -> str:
    return "、".join(map(str, words or ()))


def _region(text: str) -> str:
    """A code, or the name of the place."""
    if text.isdigit():
        return text
    place = read_place(text, expected=True)
    return place.code if place is not None else text


def _stages(text: str) -> list[dict[str, Any]]:
    """1:0、2:10000 = from the first year free, from the second 10,000 yuan a year."""
    pairs = [part.replace("：", ":").partition(":") for part in _words(text)]
    return [{"from_year": year.strip(), "yuan": number_of(yuan.strip())} for year, _, yuan in pairs]


def _written_stages(stages: Any) -> str:
    return "、".join(f"{each['from_year']}:{each['yuan']}" for each in stages or ())


def _day(value: Any) -> Cell:
    return value.isoformat() if value is not None else None


def _yes(value: Any) -> str:
    return "是" if value else "否"


ID = Column("编号", "id")
UNIVERSITY = Column("高校", "university")
COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    "university": (
        ID,
        Column("学校名称", "name", needed=True),
        Column("所在地", "region_code", needed=True, read=_region),
        Column("标签", "tags", read=_words, write=_joined),
        Column("学科", "disciplines", read=_words, write=_joined),
        Column("一流学科", "first_class_disciplines", read=_words, write=_joined),
        Column("特色方向", "strengths", read=_words, write=_joined),
    ),
    "mentor": (
        ID,
        Column("姓名", "name", needed=True),
        Column("高校", "university", needed=True),
        Column("职称", "title", needed=True),
        Column("领域", "field", needed=True),
        Column("行业代码", "industry_code", needed=True),
        Column("研究方向", "directions", read=_words, write=_joined),
        Column("关键词", "keywords", read=_words, write=_joined),
        Column("简介", "profile"),
        Column("合作方式", "modes", read=_words, write=_joined),
        Column("在帮企业数", "load", read=number_of),
        Column("可帮企业数", "capacity", read=number_of),
    ),
    "platform": (
        ID,
        Column("名称", "name", needed=True),
        Column("类别", "level", needed=True),
        Column("高校", "university", needed=True),
        Column("领域", "field", needed=True),
        Column("行业代码", "industry_code", needed=True),
        Column("主攻方向", "directions", read=_words, write=_joined),
        Column("提供的服务", "services", read=_words, write=_joined),
        Column("共建单位", "builders", read=_words, write=_joined),
        Column("简介", "profile"),
    ),
    "patent": (
        ID,
        Column("专利号", "patent_no", needed=True),
        Column("名称", "title", needed=True),
        Column("摘要", "abstract"),
        Column("关键词", "keywords", read=_words, write=_joined),
        Column("IPC", "ipc"),
        Column("类型", "type"),
        Column("专利权人", "owner_name", needed=True),
        UNIVERSITY,
        Column("行业代码", "industry_code"),
        Column("授权日", "granted_on", read=day_of, write=_day),
        Column("许可状态", "licence.state", read=lambda text: _STATES.get(text, text),
               write=lambda state: next((k for k, v in _STATES.items() if v == state), state)),
        Column("收费方式", "licence.fee_mode"),
        Column("费用（元）", "licence.fee_yuan", read=number_of),
        Column("提成（%）", "licence.royalty_percent", read=number_of),
        Column("提成基数", "licence.royalty_base"),
        Column("分阶段", "licence.stages", read=_stages, write=_written_stages),
        Column("先用后付", "licence.pay_after_use", read=lambda text: _YES.get(text, text),
               write=_yes),
        Column("费用说明", "licence.text"),
        Column("许可地域", "licence.area"),
        Column("许可起始", "licence.term_from", read=day_of, write=_day),
        Column("许可截止", "licence.term_to", read=day_of, write=_day),
        Column("来源", "licence.source"),
    ),
}  # fmt: skip
