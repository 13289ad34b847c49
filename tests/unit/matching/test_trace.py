"""``bot match --explain``: each stage can be read, and nothing is told that did not happen."""

from __future__ import annotations

from itertools import pairwise

from bot.matching.criteria import Query
from bot.matching.matcher import Matcher
from bot.matching.trace import as_trace
from tests.unit.matching.conftest import TODAY


def test_the_trace_goes_from_the_text_to_the_ranking(demo_matcher: Matcher) -> None:
    query = Query(text="铝合金压铸件气孔率太高", today=TODAY)
    trace = as_trace(demo_matcher, query)
    stages = ("一、整理", "二、分词", "三、概念", "四、召回", "五、排序")
    assert [trace.index(stage) for stage in stages] == sorted(
        trace.index(stage) for stage in stages
    )
    best = demo_matcher.match(query).patents[0]
    assert f"{best.score:.3f}  开放许可专利  {best.title}" in trace
    assert all(reason in trace for reason in best.reasons)


def test_the_parts_of_a_score_add_up_to_it(demo_matcher: Matcher) -> None:
    trace = as_trace(demo_matcher, Query(text="铝合金压铸件气孔率太高", today=TODAY))
    lines = trace.partition("五、排序：\n")[2].splitlines()
    for head, parts in pairwise(lines):
        if "×" in parts:
            products = (part.split()[-1].split("×") for part in parts.split("+"))
            total = sum(float(value) * float(weight) for value, weight in products)
            assert abs(total - float(head.split()[0])) < 0.02


def test_the_trace_says_that_nothing_is_suggested(demo_matcher: Matcher) -> None:
    trace = as_trace(demo_matcher, Query(text="想找专家", today=TODAY))
    assert "没有说到具体的技术" in trace
    assert "不推荐" in trace
