"""``bot match --explain``: each stage can be read, and nothing is told that did not happen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from bot.matching import rank
from bot.matching.criteria import Query
from bot.matching.floor import FLOOR
from bot.matching.matcher import Matcher
from bot.matching.trace import as_trace
from tests.unit.matching.conftest import TODAY, Build
from tests.unit.matching.samples import MENTOR, WUHAN_U, catalogue


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
    heads = [(head, parts) for head, parts in pairwise(lines) if parts.strip().startswith("文字 ")]
    assert len(heads) == 9
    for head, parts in heads:
        assert sum(_added(parts)) == pytest.approx(float(head.split()[0]), abs=0.005)


def test_the_signals_of_a_text_add_up_to_its_odds(demo_matcher: Matcher) -> None:
    trace = as_trace(demo_matcher, Query(text="铝合金压铸件气孔率太高", today=TODAY))
    made = [line for line in trace.splitlines() if "文字的由来" in line]
    assert len(made) == 9
    for line in made:
        assert line.count("×") == len(rank.WEIGHTS)
        odds = float(line.rpartition(" = ")[2])
        assert rank.BASE + sum(_added(line.rpartition(" = ")[0])) == pytest.approx(odds, abs=0.02)


def test_links_are_told_with_kind_and_strength(demo_matcher: Matcher) -> None:
    trace = as_trace(demo_matcher, Query(text="铝合金压铸件气孔率太高", today=TODAY))
    assert "孔隙率 同义0.90" in trace
    assert "部分" in trace


@pytest.mark.parametrize(
    ("text", "ending"),
    [("铝合金压铸件气孔率太高", "→ 过"), ("玩具娃娃头发打结", "→ 不过，这一类不推荐")],
)
def test_the_floor_is_told_with_its_numbers(demo_matcher: Matcher, text: str, ending: str) -> None:
    trace = as_trace(demo_matcher, Query(text=text, today=TODAY))
    patents = trace.partition("开放许可专利：召回")[2].splitlines()[1]
    assert patents.endswith(ending)
    assert f"{FLOOR:.2f}" in patents


def test_a_third_mentor_of_one_university_is_told_to_stand_aside(build: Build) -> None:
    crowd = [replace(MENTOR, id=f"m-{n}", name=f"{n}某") for n in range(4)]
    weaker = replace(
        MENTOR, id="m-9", university_id=WUHAN_U.id, directions=("压铸",), keywords=(), profile=""
    )
    query = Query(text="铝合金压铸件气孔率高", today=TODAY, limit=10)
    trace = as_trace(build(catalogue(*crowd, weaker)), query)
    assert "技术导师：文字更近而没有列出的 2 条" in trace


def _added(line: str) -> list[float]:
    """The products of a line of 「name value×weight=product + …」."""
    return [float(part.rpartition("=")[2]) for part in line.split(" + ") if "×" in part]


def test_the_trace_says_that_nothing_is_suggested(demo_matcher: Matcher) -> None:
    trace = as_trace(demo_matcher, Query(text="想找专家", today=TODAY))
    assert "没有说到具体的技术" in trace
    assert "不推荐" in trace
