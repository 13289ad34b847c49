"""The owner's very words: when they decide the order, and when they must not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.matching.criteria import Query
from bot.matching.documents import Document, PatentDocument
from bot.matching.matcher import Matcher
from bot.matching.trace import as_trace
from tests.unit.matching.conftest import TODAY, Build
from tests.unit.matching.samples import DIE_CASTING, catalogue

# What a fault means stands in many titles; what was quoted in one.
MEANT = tuple(f"一种低气孔率防裂纹防缩松的铝合金压铸方法{number}" for number in range(30))
QUOTED = "八道湾组露头沉积相研究及测井曲线标定"


def patent(number: int, title: str, abstract: str = "") -> PatentDocument:
    return replace(DIE_CASTING, id=f"p-{number}", title=title, abstract=abstract, keywords=())


@pytest.fixture
def mixed(build: Build) -> Matcher:
    documents: list[Document] = [patent(number, title) for number, title in enumerate(MEANT)]
    return build(catalogue(*documents, patent(99, QUOTED)))


def titles(matcher: Matcher, text: str) -> list[str]:
    query = Query(text=text, today=TODAY, kinds=frozenset({"patent"}), limit=10)
    return [match.title for match in matcher.match(query).patents]


def test_words_that_single_out_a_record_decide_against_what_is_meant(mixed: Matcher) -> None:
    found = titles(mixed, f"铝合金压铸件气孔、裂纹、缩松，{QUOTED}")
    assert found[0] == QUOTED


def test_words_that_many_records_hold_leave_the_order_to_the_meaning(build: Build) -> None:
    said = [patent(number, f"一种焊接装置{number}") for number in range(30)]
    meant = patent(99, "一种低气孔率的熔接方法")
    found = titles(build(catalogue(*said, meant)), "焊接老有气孔")
    assert found[0] == meant.title


def test_what_no_one_understands_is_shown_for_the_very_words(build: Build) -> None:
    others = [patent(number, f"一种焊接装置{number}") for number in range(30)]
    others.append(patent(50, "植物叶子分类"))
    found = build(catalogue(*others, patent(99, "蓍与蒿的图志"))).match(
        Query(text="蓍与蒿的叶子", today=TODAY, kinds=frozenset({"patent"}))
    )
    reasons = {match.title: match.reasons for match in found.patents}
    assert reasons["蓍与蒿的图志"][0].endswith("对应：专利名称提到蒿、蓍")


def test_the_trace_tells_what_the_wording_settles(mixed: Matcher) -> None:
    trace = as_trace(mixed, Query(text=QUOTED, today=TODAY, kinds=frozenset({"patent"})))
    assert "次序有 100% 由原话的字面定" in trace
    line = next(line for line in trace.splitlines() if "文字：字面" in line)
    worded, share, meaning, rest, text = map(float, re.findall(r"\d\.\d+", line))
    assert worded * share + meaning * rest == pytest.approx(text, abs=0.02)
