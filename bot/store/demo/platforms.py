"""Invented research centres: one for each field, at a university that does the work."""

from __future__ import annotations

from collections.abc import Iterable

from bot.store.demo.draw import Draw, digest
from bot.store.demo.placement import Placement, field_topic
from bot.store.demo.records import DemoPlatform, DemoUniversity
from bot.store.demo.sheets import FieldSheet

MARK = "本条为演示数据，平台为虚构。"

_LEVELS = {"省级工程研究中心": 4.0, "教育部工程研究中心": 3.0, "集成攻关大平台": 1.0}
_NAMED = {"集成攻关大平台": "集成攻关大平台"}
_SERVICES = {
    "联合攻关": 3.0,
    "中试放大": 3.0,
    "检测与失效分析": 3.0,
    "工艺验证": 2.0,
    "设备开放共享": 2.0,
    "人员培训": 1.0,
}
_DIRECTIONS = 5


def invent_platform(
    sheet: FieldSheet, universities: Iterable[DemoUniversity], seed: int
) -> DemoPlatform:
    ident = f"demo-platform-{digest(sheet.slug, 'platform')[:12]}"
    draw = Draw(seed, ident)
    host = draw.weigh(Placement(sheet, universities).weigh(field_topic(sheet)))
    level = draw.weigh(_LEVELS.items())
    titles = draw.sample(((each.title, 1.0) for each in sheet.directions), _DIRECTIONS)
    drawn = draw.sample(_SERVICES.items(), draw.between(2, 4))
    services = tuple(each for each in _SERVICES if each in drawn)
    return DemoPlatform(
        id=ident,
        name=f"{host.name}{sheet.field}{_NAMED.get(level, '工程研究中心')}",
        level=level,
        university_id=host.id,
        field=sheet.field,
        industry_code=sheet.industry.code,
        directions=tuple(each.title for each in sheet.directions if each.title in titles),
        services=services,
        builders=(),
        profile=f"面向{sheet.field}企业开放，可提供{'、'.join(services)}。{MARK}",
    )
