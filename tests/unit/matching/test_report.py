"""The JSON that outside checks rely on, and fee wording."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.matching.explain import describe_fee, yuan
from bot.matching.matcher import Matcher
from bot.matching.report import as_json, as_report, as_text, match_text
from tests.unit.matching.conftest import TODAY
from tests.unit.matching.samples import DIE_CASTING


def test_the_json_has_the_shape_of_the_contract(demo_matcher: Matcher) -> None:
    shape = as_json(match_text(demo_matcher, "铝合金压铸气孔", today=TODAY, limit=2))
    assert set(shape) == {"universities", "mentors", "patents", "platforms"}
    assert (
        json.loads(as_report(match_text(demo_matcher, "铝合金压铸气孔", today=TODAY, limit=2)))
        == shape
    )
    for name, items in shape.items():
        for item in items:
            fields = {"id", "title", "score", "reasons"}
            assert set(item) == fields | ({"patent_no"} if name == "patents" else set())
    assert len(shape["patents"]) == 2


def test_the_text_says_why_there_is_nothing(demo_matcher: Matcher) -> None:
    assert "什么工艺" in as_text(match_text(demo_matcher, "想找专家", today=TODAY))
    assert "暂时没有" in as_text(match_text(demo_matcher, "玩具娃娃头发打结", today=TODAY))


def test_the_text_names_reasons_and_marks_invented_records(demo_matcher: Matcher) -> None:
    text = as_text(match_text(demo_matcher, "铝合金压铸气孔", today=TODAY))
    assert "（演示）" in text
    assert "与您说的" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fee_mode": "免费", "fee_yuan": 0}, "免费"),
        ({}, "一次总付3万元"),
        ({"pay_after_use": True}, "一次总付3万元（先使用后付费）"),
        ({"fee_mode": "总付额内分期"}, "分期支付，共3万元"),
        (
            {"fee_mode": "入门费+提成", "royalty_percent": 5.0, "royalty_base": "净销售额"},
            "入门费3万元，另按净销售额的5%提成",
        ),
        ({"fee_mode": "提成", "fee_yuan": None, "royalty_percent": 2.5}, "按净销售额的2.5%提成"),
        ({"fee_mode": "分阶段", "fee_yuan": None, "first_stage_yuan": 0}, "分阶段收费，第一年免费"),
        ({"fee_mode": "面议", "fee_yuan": None}, "面议（不符合开放许可要求，仅供联系）"),
        ({"fee_mode": None, "fee_yuan": None}, "未公布，以声明为准"),
    ],
)
def test_fees_in_one_phrase(change: dict[str, object], words: str) -> None:
    assert describe_fee(replace(DIE_CASTING, **change)) == words  # type: ignore[arg-type]  # the change varies


@pytest.mark.parametrize(
    ("amount", "words"),
    [(30_000, "3万元"), (12_500, "1.25万元"), (999, "999元"), (12_345, "12345元")],
)
def test_sums_of_money(amount: int, words: str) -> None:
    assert yuan(amount) == words
