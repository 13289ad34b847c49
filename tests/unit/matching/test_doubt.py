"""A list about which there is doubt says so: near the floor two in three help nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.matching.criteria import Matches, Query
from bot.matching.documents import PatentDocument
from bot.matching.matcher import Matcher
from bot.matching.report import as_json, as_text
from bot.matching.trace import as_trace
from tests.unit.matching.conftest import TODAY, Ask, Build

RODS = "鱼竿一甩就断"
CASTINGS = "铝合金压铸件气孔率太高"


def test_what_meets_the_trouble_is_shown_without_doubt(ask: Ask) -> None:
    found = ask(CASTINGS)
    assert found.patents
    assert found.doubtful == frozenset()


def test_what_only_touches_it_is_shown_as_doubtful(ask: Ask) -> None:
    found = ask(RODS, kinds=frozenset({"university", "mentor", "patent"}))
    assert found.patents
    assert found.mentors
    assert found.doubtful == {"university", "mentor", "patent"}


def test_of_what_shows_nothing_there_is_no_doubt(ask: Ask) -> None:
    assert ask("雨伞风一吹就翻", kinds=frozenset({"patent"})) == Matches(
        terms=ask("雨伞风一吹就翻").terms, reason="nothing_fits"
    )


def test_the_next_page_is_judged_by_itself(ask: Ask) -> None:
    """ "More" goes on below what was clear."""
    seen: set[str] = set()
    pages = []
    while (page := ask(CASTINGS, kinds=frozenset({"patent"}), exclude_ids=frozenset(seen))).patents:
        pages.append(page)
        seen |= {match.id for match in page.patents}
    assert not pages[0].doubtful
    assert pages[-1].doubtful == {"patent"}


def test_a_university_that_was_named_is_no_guess(ask: Ask) -> None:
    found = ask(f"湖南大学，{RODS}", kinds=frozenset({"university"}))
    assert [match.title for match in found.universities] == ["湖南大学"]
    assert not found.doubtful


def test_who_quotes_a_title_means_it(ask: Ask) -> None:
    """Of bulk solids the encoder knows little: by what the words mean it would be a guess."""
    title = "一种固体物料密闭投料装置"
    found = ask(title, kinds=frozenset({"patent"}))
    assert found.patents[0].title == title
    assert not found.doubtful


PATENT = PatentDocument(
    id="p1", patent_no="ZL1", title="一种碳纤维增强复合材料层合板", owner_name="示例大学",
    keywords=(), region_code="330100", province="浙江省", declared=True, fee_mode="免费",
    area="全国", term_to=date(2030, 1, 1), university_id="u1", university_name="示例大学",
)  # fmt: skip


@pytest.fixture
def near_and_far(build: Build) -> Matcher:
    """In Zhejiang what touches rods that break, in Guangdong what is made for them."""
    rods = replace(
        PATENT, id="p2", title="一种防断裂的高强度碳纤维鱼竿", province="广东省",
        region_code="440100",
    )  # fmt: skip
    return build([PATENT, rods])


def test_where_the_clear_one_lies_elsewhere_what_is_left_is_doubtful(near_and_far: Matcher) -> None:
    query = Query(text=RODS, today=TODAY, kinds=frozenset({"patent"}))
    everywhere = near_and_far.match(query)
    assert everywhere.patents[0].id == "p2"
    assert not everywhere.doubtful
    here = near_and_far.match(replace(query, region_code="330000"))
    assert [match.id for match in here.patents] == ["p1"]
    assert here.doubtful == {"patent"}


def test_it_is_printed_and_the_json_of_the_contract_stays(demo_matcher: Matcher, ask: Ask) -> None:
    found = ask(RODS, kinds=frozenset({"patent"}))
    assert as_text(found).startswith("开放许可专利（没有正好对上的，这几条沾边）：")
    assert set(as_json(found)) == {"universities", "mentors", "patents", "platforms"}
    assert "其中有把握的 0 条" in as_trace(demo_matcher, Query(text=RODS, today=TODAY))
