"""Licences that stop short of the owner, and what is dearer than the budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.matching.criteria import Matches, Query
from bot.matching.documents import MentorDocument, PatentDocument
from bot.matching.limits import is_barred, marked
from tests.unit.matching.conftest import TODAY, Build

PATENT = PatentDocument(
    id="p1", patent_no="ZL1", title="一种坡口间隙检测装置", owner_name="示例大学",
    keywords=("坡口", "焊接机器人"), region_code="440100", province="广东省", declared=True,
    fee_mode="一次总付", fee_yuan=200_000, area="广东省内", term_to=date(2030, 1, 1),
    university_id="u1", university_name="示例大学",
)  # fmt: skip
MENTOR = MentorDocument(
    id="m1", name="示例甲", title="教授", university_id="u1", university_name="示例理工大学",
    region_code="110000", province="北京市", field="焊接", industry_code=None,
    directions=("焊接机器人坡口检测",), keywords=("坡口", "焊接机器人"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("area", "region", "barred"),
    [
        ("广东省内", "320500", True),
        ("广东省内", "440300", False),
        ("天津市内", "330200", True),
        ("吉林省内", "220100", False),
        ("苏州市内", "320100", True),
        ("苏州市内", "320500", False),
        ("苏州市内", "320000", False),
        ("全国", "320500", False),
        ("中国境内（不含台湾）", "320500", False),
        ("", "320500", False),
        ("以声明为准", "320500", False),
    ],
)
def test_a_licence_is_barred_only_where_that_is_plain(area: str, region: str, barred: bool) -> None:
    assert is_barred(replace(PATENT, area=area), region) is barred
    assert not is_barred(replace(PATENT, area=area), None)


def test_the_card_says_so() -> None:
    query = Query("坡口", TODAY, near_region_code="320500", budget_max_yuan=50_000)
    facts = marked({"许可地域": "广东省内", "许可费": "一次总付20万元"}, PATENT, query)
    assert facts["许可地域"] == "只许可广东省内，您在江苏用不了"
    assert facts["许可费"] == "一次总付20万元，超出您5万元的预算"


def test_what_can_be_paid_and_used_is_not_marked() -> None:
    query = Query("坡口", TODAY, near_region_code="440300", budget_max_yuan=300_000)
    facts = {"许可地域": "广东省内", "许可费": "一次总付20万元"}
    assert marked(facts, PATENT, query) == facts


def test_a_barred_licence_stands_behind_one_that_can_be_used(build: Build) -> None:
    weaker = replace(PATENT, id="p2", title="坡口间隙的装置二", area="全国", keywords=("坡口",))
    matcher = build([PATENT, weaker])
    text = "焊接机器人坡口间隙检测"
    here = matcher.match(Query(text, TODAY, near_region_code="440100"))
    there = matcher.match(Query(text, TODAY, near_region_code="320500"))
    assert [match.id for match in here.patents] == ["p1", "p2"]
    assert [match.id for match in there.patents] == ["p2", "p1"]


def _ids(found: Matches) -> list[str]:
    return [match.id for match in found.mentors]


def test_places_and_short_names_that_are_left_out(build: Build) -> None:
    other = replace(
        MENTOR, id="m2", name="示例乙", university_id="u2", university_name="武汉理工大学",
        region_code="420100", province="湖北省",
    )  # fmt: skip
    matcher = build([MENTOR, other])
    text = "焊接机器人坡口检测"
    assert sorted(_ids(matcher.match(Query(text, TODAY)))) == ["m1", "m2"]
    assert _ids(matcher.match(Query(text, TODAY, exclude_regions=("110000",)))) == ["m2"]
    assert _ids(matcher.match(Query(text, TODAY, exclude_regions=("420100",)))) == ["m1"]
    assert _ids(matcher.match(Query(text, TODAY, exclude_names=("武汉理工",)))) == ["m1"]
    for wished, first in (("420000", "m2"), ("110000", "m1")):
        assert _ids(matcher.match(Query(text, TODAY, prefer_region_code=wished)))[0] == first
