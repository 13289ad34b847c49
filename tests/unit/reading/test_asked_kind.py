"""Which list is asked for beside a trouble, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.reading.asked_kind import read_asked_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("鱼竿一甩就断,想找专利", "patent"),
        ("注塑件缩水,看看有没有现成的专利", "patent"),
        ("塑料桶跌落就裂,帮我查查相关专利", "patent"),
        ("想找个教授看看我们的挤塑机电线偏心的问题", "mentor"),
        ("锅炉结焦,想请个懂燃烧的专家诊断一下", "mentor"),
        ("铝型材氧化发花,想找个大学的老师帮忙看看", "mentor"),
        ("我们想找所大学解决茶叶杀青不匀的问题", "university"),
        ("不找老师了,帮我找专利", "patent"),
    ],
)
def test_who_asks_for_a_list_is_heard(text: str, kind: str) -> None:
    assert read_asked_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "鱼竿一甩就断",
        "复合肥老是结块,领导说想找大学合作一下",
        "想找学校一起开发新配方",
        "找专利代理写个专利",
        "我们有专利,就是做不出来",
        "学校食堂的油烟不达标",
        "别给我找老师",
        "不用找专利,就想解决开裂",
        "厂里的老师傅看了也没办法",
    ],
)
def test_trouble_a_way_of_working_or_a_refusal_asks_for_none(text: str) -> None:
    assert read_asked_kind(text) is None
