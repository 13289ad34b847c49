"""What is never shown, what weighs, and what is said of it (reference checks 15 to 18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.matching.criteria import Query
from bot.matching.documents import MentorDocument, PatentDocument
from bot.matching.gathering import READ
from bot.matching.matcher import Matcher
from tests.unit.matching.conftest import TODAY, Build
from tests.unit.matching.samples import (
    DIE_CASTING,
    HANGZHOU,
    MENTOR,
    NINGBO,
    WUHAN,
    WUHAN_U,
    catalogue,
)

ASKED = "铝合金压铸件气孔率高"
AT_WUHAN = {
    "university_id": WUHAN_U.id,
    "university_name": WUHAN_U.name,
    "region_code": WUHAN,
    "province": "湖北省",
}


def asked(**criteria: object) -> Query:
    return Query(text=ASKED, today=TODAY, **criteria)  # type: ignore[arg-type]  # the criteria vary


@pytest.mark.parametrize(
    "change",
    [
        {"term_to": TODAY - timedelta(days=1)},
        {"declared": False},
    ],
)
def test_a_licence_that_cannot_be_had_is_not_shown(build: Build, change: dict[str, object]) -> None:
    gone = replace(DIE_CASTING, **change)  # type: ignore[arg-type]  # the change varies
    assert build(catalogue(gone)).match(asked()).patents == ()


def test_the_last_day_of_a_term_still_counts(build: Build) -> None:
    last = replace(DIE_CASTING, term_to=TODAY)
    assert [m.id for m in build(catalogue(last)).match(asked()).patents] == ["p-1"]


def test_a_full_mentor_is_not_shown(build: Build) -> None:
    full = replace(MENTOR, load=3, capacity=3)
    assert build(catalogue(full)).match(asked()).mentors == ()
    assert build(catalogue(MENTOR)).match(asked()).mentors[0].id == "m-1"


def test_at_most_two_mentors_of_one_university(build: Build) -> None:
    crowd = [replace(MENTOR, id=f"m-{n}", name=f"{n}某") for n in range(5)]
    elsewhere = replace(MENTOR, id="m-9", **AT_WUHAN)  # type: ignore[arg-type]  # strings
    found = build(catalogue(*crowd, elsewhere)).match(asked(limit=10)).mentors
    assert [m.university_id for m in found].count("u-zj") == 2
    assert "m-9" in [m.id for m in found]


def test_a_university_named_is_found_behind_any_number_of_others(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READ, "mentor", 5)
    others = [replace(MENTOR, id=f"m-{n}", **AT_WUHAN) for n in range(6)]  # type: ignore[arg-type]
    matcher = build(catalogue(*others, replace(MENTOR, id="m-zj", university_name="浙江大学")))
    found = matcher.match(replace(asked(), text=f"浙江大学有没有人懂{ASKED}")).mentors
    assert [m.id for m in found] == ["m-zj"]


def test_a_product_that_nobody_foresaw_is_found_in_the_one_record_that_has_it(build: Build) -> None:
    def named(title: str, number: int) -> PatentDocument:
        return replace(DIE_CASTING, id=f"p-{number}", patent_no=f"ZL20991{number:07d}.1",
                       title=title, abstract="", keywords=())  # fmt: skip

    others = [named(f"一种铝合金型材的时效方法之{number}", number) for number in range(1_000)]
    matcher = build(catalogue(*others, named("荨麻的脱胶方法", 9_999)))
    asked_for = replace(asked(), text="山上收的荨麻，外形特征看得出好坏吗")
    assert [m.id for m in matcher.match(asked_for).patents] == ["p-9999"]
    course = matcher.follow(replace(asked_for, text="山上收的蕺菜，外形特征看得出好坏吗"))
    assert course.matches.patents == ()


def test_many_loose_records_do_not_outrank_one_close_one(build: Build) -> None:
    loose = [
        replace(DIE_CASTING, id=f"p-l{n}", patent_no=f"ZL20991{n:07d}.1", abstract="", keywords=(),
                title=f"一种铝合金型材的时效方法之{n}", **AT_WUHAN)  # type: ignore[arg-type]
        for n in range(30)
    ]  # fmt: skip
    found = build(catalogue(DIE_CASTING, MENTOR, *loose)).match(asked()).universities
    assert found[0].id == "u-zj"


def test_a_long_list_of_works_does_not_outrank_a_closer_specialist(build: Build) -> None:
    works = tuple(f"铝合金{part}的压铸" for part in "箱壳盖架盘轮轴管板座" for _ in range(50))
    many = replace(MENTOR, id="m-0", directions=works, keywords=("压铸",), load=0)
    found = build(catalogue(many, MENTOR)).match(asked()).mentors
    assert [m.id for m in found] == ["m-1", "m-0"]


def test_a_family_is_shown_once(build: Build) -> None:
    twin = replace(DIE_CASTING, id="p-2", patent_no="ZL209920000002.3", type="实用新型")
    assert len(build(catalogue(DIE_CASTING, twin)).match(asked()).patents) == 1


def test_the_region_narrows_by_province(build: Build) -> None:
    far = replace(DIE_CASTING, id="p-2", patent_no="ZL209910000002.3", title="一种压铸气孔检测方法",
                  **AT_WUHAN)  # type: ignore[arg-type]  # fmt: skip
    matcher = build(catalogue(DIE_CASTING, far))
    assert [m.id for m in matcher.match(asked(region_code="420600")).patents] == ["p-2"]
    assert len(matcher.match(asked()).patents) == 2


def test_near_raises_and_hides_nothing(build: Build) -> None:
    far = replace(MENTOR, id="m-0", **AT_WUHAN)  # type: ignore[arg-type]  # strings
    matcher = build(catalogue(MENTOR, far))
    assert [m.id for m in matcher.match(asked(near_region_code=NINGBO)).mentors] == ["m-1", "m-0"]
    assert [m.id for m in matcher.match(asked(near_region_code=WUHAN)).mentors] == ["m-0", "m-1"]


@pytest.mark.parametrize(
    ("near", "reason"),
    [
        (HANGZHOU, "同在同一城市"),
        (NINGBO, "同在浙江省，便于到厂"),
        ("330000", "同在浙江省，便于到厂"),
    ],
)
def test_nearness_is_said(build: Build, near: str, reason: str) -> None:
    match = build(catalogue(MENTOR)).match(asked(near_region_code=near)).mentors[0]
    assert any(reason in each for each in match.reasons)


def test_free_only_and_dearest_fee(build: Build) -> None:
    free = _patent("p-2", "一种压铸件气孔的封堵方法", fee_mode="免费", fee_yuan=0)
    dear = _patent("p-3", "一种压铸模具的排气方法减少气孔", fee_yuan=200_000)
    unknown = _patent("p-4", "一种压铸气孔的判级方法", fee_yuan=None)
    matcher = build(catalogue(DIE_CASTING, free, dear, unknown))
    assert {m.id for m in matcher.match(asked(free_only=True, limit=9)).patents} == {"p-2"}
    within = matcher.match(asked(max_fee_yuan=50_000, limit=9)).patents
    assert {m.id for m in within} == {"p-1", "p-2", "p-4"}
    assert matcher.match(asked(max_fee_yuan=0, limit=9)).patents[0].id in {"p-2", "p-4"}
    [shown] = [m for m in within if m.id == "p-4"]
    assert shown.facts["许可费"] == "未公布，以声明为准"


def test_the_fee_is_said_against_the_budget(build: Build) -> None:
    match = build(catalogue(DIE_CASTING)).match(asked(budget_max_yuan=50_000)).patents[0]
    assert "一次总付3万元，在您5万元的预算内，许可期至2029-01-01" in match.reasons


def test_a_limit_of_the_search_is_no_budget_of_the_owner(build: Build) -> None:
    match = build(catalogue(DIE_CASTING)).match(asked(max_fee_yuan=50_000)).patents[0]
    assert "一次总付3万元，在5万元以内，许可期至2029-01-01" in match.reasons


def test_a_free_licence_is_said(build: Build) -> None:
    free = replace(DIE_CASTING, fee_mode="免费", fee_yuan=0)
    match = build(catalogue(free)).match(asked()).patents[0]
    assert "免费许可，许可期至2029-01-01" in match.reasons


def test_the_first_class_discipline_is_said(build: Build) -> None:
    found = build(catalogue(MENTOR)).match(asked(industry_code="C33")).universities
    assert any("材料科学与工程为该校一流学科" in reason for reason in found[0].reasons)


def test_related_records_are_counted_as_they_are(build: Build) -> None:
    found = build(catalogue(MENTOR, DIE_CASTING)).match(asked()).universities
    assert "该校有1位相关技术导师、1项相关开放许可专利" in found[0].reasons


def test_reasons_quote_the_record(build: Build) -> None:
    matches = build(catalogue(MENTOR, DIE_CASTING)).match(asked())
    mentor: MentorDocument = MENTOR
    patent: PatentDocument = DIE_CASTING
    assert mentor.directions[0] in matches.mentors[0].reasons[0]
    quoted = matches.patents[0].reasons[0].partition("：")[2]
    text = patent.title + patent.abstract
    named = quoted.removeprefix("专利名称提到").removeprefix("该专利").split("、")
    assert all(part.rstrip("…") in text for part in named)


def test_a_link_of_the_lexicon_is_laid_open(build: Build) -> None:
    damp = replace(DIE_CASTING, id="p-7", title="一种低吸湿性糖果", abstract="", keywords=())
    query = Query(text="糖果老是受潮", today=TODAY)
    reason = build(catalogue(damp)).match(query).patents[0].reasons[0]
    assert "“受潮”（吸湿）" in reason


def test_missing_knowledge_is_neutral(build: Build) -> None:
    bare = replace(DIE_CASTING, granted_on=None, industry_code=None, ipc="", region_code=None)
    features = build(catalogue(bare)).match(asked(industry_code=None)).patents[0].features
    assert features["recency"] == features["field"] == features["region"] == 0.5


def test_the_mode_asked_for_is_said(build: Build) -> None:
    match = build(catalogue(MENTOR)).match(asked(mode="委托开发")).mentors[0]
    assert "可承担委托开发" in match.reasons


@pytest.mark.parametrize(
    "number", ["ZL209910000001.2", "zl209910000001.2", "2099100000012", "CN209910000001"]
)
def test_a_patent_is_found_by_its_number_even_when_expired(build: Build, number: str) -> None:
    expired = replace(DIE_CASTING, term_to=date(2026, 1, 1))
    found = build(catalogue(expired)).match(Query(text="", today=TODAY, patent_no=number)).patents
    assert [m.id for m in found] == ["p-1"]
    assert found[0].facts["许可期限"] == "至2026-01-01（已到期）"


def test_an_unknown_number_finds_nothing(build: Build) -> None:
    query = Query(text=ASKED, today=TODAY, patent_no="ZL209912345678.9")
    matches = build(catalogue(DIE_CASTING)).match(query)
    assert matches.is_empty()
    assert matches.reason == "nothing_fits"


def _patent(patent_id: str, title: str, **change: object) -> PatentDocument:
    number = f"ZL2099100{patent_id[-1] * 5}.1"
    return replace(DIE_CASTING, id=patent_id, patent_no=number, title=title, **change)  # type: ignore[arg-type]  # the change varies


def test_what_was_masked_is_no_word_of_the_owners(demo_matcher: Matcher) -> None:
    found = demo_matcher.match(
        Query(text="铝压铸件气孔多，电话〔联系方式〕，证件〔证件号码〕", today=TODAY)
    )
    rows = (*found.universities, *found.mentors, *found.patents, *found.platforms)
    assert rows
    assert not any("联系方式" in reason or "证件" in reason for r in rows for reason in r.reasons)
    only = demo_matcher.match(Query(text="〔联系方式〕", today=TODAY))
    assert only.reason == "no_terms"
