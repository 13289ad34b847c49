"""The demonstration catalogue: repeatable, plausible, and never to be taken for real."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.store.demo.catalogue import build_catalogue, compose
from bot.store.demo.draw import Draw
from bot.store.demo.licences import FIXED_FEE_CAP_YUAN, ROYALTY_CAP_PERCENT
from bot.store.demo.mentors import MARK
from bot.store.demo.platforms import MARK as INVENTED
from bot.store.demo.records import DemoCatalogue, DemoFee, DemoPatent, FeeStage
from bot.store.demo.sheets import (
    FieldSheet,
    SheetError,
    read_fields,
    read_people,
    read_universities,
)

TODAY = date(2026, 11, 22)
QUARTER_START = date(2026, 10, 1)
MODES = {
    "委托开发", "合作开发", "技术转让", "技术许可", "技术咨询",
    "技术服务", "技术培训", "共建", "技术导师", "博士生",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> DemoCatalogue:
    return build_catalogue(today=TODAY)


@pytest.fixture(scope="module")
def fields() -> tuple[FieldSheet, ...]:
    return read_fields()


def rebuilt(fields: tuple[FieldSheet, ...], seed: int = 26) -> DemoCatalogue:
    return compose(read_universities(), read_people(), fields, seed=seed, today=TODAY)


# ---- repeatable ----


def test_the_same_seed_gives_the_same_catalogue(catalogue: DemoCatalogue) -> None:
    assert build_catalogue(today=TODAY) == catalogue


def test_any_day_of_the_quarter_gives_the_same_catalogue(catalogue: DemoCatalogue) -> None:
    assert build_catalogue(today=QUARTER_START) == catalogue
    assert build_catalogue(today=date(2027, 1, 1)) != catalogue


def test_another_seed_moves_records_but_keeps_their_ids(
    catalogue: DemoCatalogue, fields: tuple[FieldSheet, ...]
) -> None:
    other = rebuilt(fields, seed=27)
    assert [m.id for m in other.mentors] == [m.id for m in catalogue.mentors]
    assert [p.patent_no for p in other.patents] == [p.patent_no for p in catalogue.patents]
    assert [m.name for m in other.mentors] != [m.name for m in catalogue.mentors]


def test_a_new_patent_renumbers_and_reprices_no_other(
    catalogue: DemoCatalogue, fields: tuple[FieldSheet, ...]
) -> None:
    first = fields[0]
    added = first.patents[0].model_copy(update={"title": "一种仅供测试的新装置"})
    grown = first.model_copy(update={"patents": (added, *first.patents)})
    after = {p.id: p for p in rebuilt((grown, *fields[1:])).patents}
    assert len(after) == len(catalogue.patents) + 1
    for patent in catalogue.patents:
        moved = replace(
            after[patent.id],
            owner_name=patent.owner_name,
            university_id=patent.university_id,
            area=patent.area,
        )
        assert moved == patent


# ---- recognisably invented ----


def test_every_mentor_and_patent_is_marked(catalogue: DemoCatalogue) -> None:
    assert all(m.is_demo and m.id.startswith("demo-mentor-") for m in catalogue.mentors)
    assert all(p.is_demo and p.id.startswith("demo-patent-") for p in catalogue.patents)
    assert all(m.profile.endswith(MARK) for m in catalogue.mentors)
    assert all(p.is_demo and p.profile.endswith(INVENTED) for p in catalogue.platforms)


def test_patent_numbers_are_of_2099_with_a_right_check_digit(catalogue: DemoCatalogue) -> None:
    numbers = [p.patent_no for p in catalogue.patents]
    assert len(numbers) == len(set(numbers))
    for patent in catalogue.patents:
        found = re.fullmatch(r"ZL(2099([12])\d{7})\.([\dX])", patent.patent_no)
        assert found, patent.patent_no
        digits, kind, check = found.groups()
        assert kind == {"发明": "1", "实用新型": "2"}[patent.type]
        # Written out by hand, so that it does not repeat the product's own code.
        d = [int(character) for character in digits]
        total = 2 * d[0] + 3 * d[1] + 4 * d[2] + 5 * d[3] + 6 * d[4] + 7 * d[5]
        total += 8 * d[6] + 9 * d[7] + 2 * d[8] + 3 * d[9] + 4 * d[10] + 5 * d[11]
        assert check == ("X" if total % 11 == 10 else str(total % 11))


def test_nothing_is_placed_at_a_military_academy(catalogue: DemoCatalogue) -> None:
    military = {u.id for u in catalogue.universities if "军队院校" in u.tags}
    assert len(military) == 3
    assert military.isdisjoint(m.university_id for m in catalogue.mentors)
    assert military.isdisjoint(p.university_id for p in catalogue.patents)
    assert military.isdisjoint(p.university_id for p in catalogue.platforms)


# ---- plausible ----


def test_ids_of_all_kinds_are_unique(catalogue: DemoCatalogue) -> None:
    for records in (
        catalogue.universities, catalogue.mentors, catalogue.patents, catalogue.platforms,
    ):  # fmt: skip
        assert len({record.id for record in records}) == len(records)


def test_each_field_has_enough_of_both(
    catalogue: DemoCatalogue, fields: tuple[FieldSheet, ...]
) -> None:
    mentors = Counter(m.field for m in catalogue.mentors)
    patents = Counter(p.field for p in catalogue.patents)
    for sheet in fields:
        assert mentors[sheet.field] >= 9, sheet.slug
        assert patents[sheet.field] >= 20, sheet.slug
    assert {p.field for p in catalogue.platforms} == {sheet.field for sheet in fields}


def placed(catalogue: DemoCatalogue) -> list[tuple[str, str]]:
    """Field and university id of every invented record."""
    mentors = [(m.field, m.university_id) for m in catalogue.mentors]
    platforms = [(p.field, p.university_id) for p in catalogue.platforms]
    return mentors + platforms + [(p.field, p.university_id) for p in catalogue.patents]


def test_people_and_patents_are_where_the_field_is_taught(
    catalogue: DemoCatalogue, fields: tuple[FieldSheet, ...]
) -> None:
    taught = {u.id: set(u.disciplines) for u in catalogue.universities}
    wanted = {sheet.field: set(sheet.disciplines) for sheet in fields}
    for field, university_id in placed(catalogue):
        assert taught[university_id] & wanted[field], (field, university_id)


@pytest.mark.parametrize(
    ("field", "home"),
    [
        ("轴承", "河南科技大学"),
        ("电机", "沈阳工业大学"),
        ("纺织", "东华大学"),
        ("粮油", "江南大学"),
        ("船舶", "武汉理工大学"),
    ],
)
def test_a_trade_is_found_at_a_place_known_for_it(
    catalogue: DemoCatalogue, field: str, home: str
) -> None:
    names = {u.id: u.name for u in catalogue.universities}
    assert home in {names[place] for name, place in placed(catalogue) if field in name}


def test_a_field_is_spread_over_provinces(catalogue: DemoCatalogue) -> None:
    province = {u.id: u.province for u in catalogue.universities}
    spread: dict[str, set[str]] = {}
    for mentor in catalogue.mentors:
        spread.setdefault(mentor.field, set()).add(province[mentor.university_id])
    assert min(len(provinces) for provinces in spread.values()) >= 4
    assert len(set().union(*spread.values())) >= 24


def test_no_university_crowds_a_field(catalogue: DemoCatalogue) -> None:
    hosted = Counter((m.field, m.university_id) for m in catalogue.mentors)
    assert max(hosted.values()) <= 2


def test_mentors_can_be_told_apart_and_asked(catalogue: DemoCatalogue) -> None:
    assert len({m.name for m in catalogue.mentors}) == len(catalogue.mentors)
    for mentor in catalogue.mentors:
        assert set(mentor.modes) <= MODES
        assert "技术导师" in mentor.modes
        assert len(mentor.modes) >= 3
        assert 0 <= mentor.load <= mentor.capacity
        assert mentor.keywords
        assert mentor.directions
    full = sum(m.load == m.capacity for m in catalogue.mentors) / len(catalogue.mentors)
    assert 0.05 < full < 0.2


# ---- licences ----


def fees(catalogue: DemoCatalogue, mode: str) -> list[DemoFee]:
    found = [p.fee for p in catalogue.patents if p.fee.mode == mode]
    assert found, mode
    return found


def test_no_fee_is_above_the_caps(catalogue: DemoCatalogue) -> None:
    for patent in catalogue.patents:
        fee = patent.fee
        assert fee.amount_yuan is None or 0 <= fee.amount_yuan <= FIXED_FEE_CAP_YUAN
        assert fee.royalty_percent is None or 0 < fee.royalty_percent <= ROYALTY_CAP_PERCENT
        assert (fee.royalty_percent is None) == (fee.royalty_base is None)
        # 面议 states no fee and so is no open licence.
        assert "面议" not in fee.mode + fee.text


def test_the_mix_of_fees_is_that_of_published_declarations(catalogue: DemoCatalogue) -> None:
    count = Counter(p.fee.mode for p in catalogue.patents)
    share = {mode: number / len(catalogue.patents) for mode, number in count.items()}
    assert 0.45 < share["一次总付"] < 0.65
    assert 0.2 < share["免费"] < 0.34
    assert 0.05 < share["入门费+提成"] < 0.17
    assert 0.01 < share["总付额内分期"] < 0.09


def test_a_free_licence_costs_nothing(catalogue: DemoCatalogue) -> None:
    assert {(f.amount_yuan, f.text) for f in fees(catalogue, "免费")} == {(0, "免费许可。")}


def test_a_lump_sum_is_the_one_in_the_clause(catalogue: DemoCatalogue) -> None:
    found = fees(catalogue, "一次总付")
    for fee in found:
        assert re.search(r"日内一次性全额支付(\d+)元。", fee.text)
        assert f"支付{fee.amount_yuan}元" in fee.text
        assert fee.pay_after_use == ("先使用后付费" in fee.text)
    assert any(fee.pay_after_use for fee in found)


def test_instalments_add_up(catalogue: DemoCatalogue) -> None:
    clause = re.compile(
        r"支付第一批(\d+)元.*分(\d+)批次支付，每次支付(\d+)元。.*总共支付(\d+)次，共计(\d+)元。"
    )
    for fee in fees(catalogue, "总付额内分期"):
        found = clause.search(fee.text)
        assert found, fee.text
        first, later, each, times, total = map(int, found.groups())
        assert first + later * each == total == fee.amount_yuan
        assert times == later + 1


def test_royalties_name_rate_and_base(catalogue: DemoCatalogue) -> None:
    for fee in fees(catalogue, "入门费+提成") + fees(catalogue, "提成"):
        assert f"净销售额的{fee.royalty_percent:g}%" in fee.text
        assert fee.royalty_base == "净销售额"
        assert fee.amount_yuan is None or f"入门费为{fee.amount_yuan}元" in fee.text


def test_stages_follow_each_other(catalogue: DemoCatalogue) -> None:
    for fee in fees(catalogue, "分阶段"):
        first, second = fee.stages
        assert first == FeeStage(1, 0)
        assert second.from_year == 2
        assert f"{second.yuan}元" in fee.text


def test_terms_are_whole_years_after_the_grant(catalogue: DemoCatalogue) -> None:
    for patent in catalogue.patents:
        assert patent.granted_on < patent.term_from <= QUARTER_START
        day_after = patent.term_to + timedelta(days=1)
        assert (day_after.month, day_after.day) == (patent.term_from.month, patent.term_from.day)
        assert 1 <= day_after.year - patent.term_from.year <= 5


def days_left(patent: DemoPatent) -> int:
    return (patent.term_to - TODAY).days


def test_some_terms_have_ended_and_most_run_for_years(catalogue: DemoCatalogue) -> None:
    total = len(catalogue.patents)
    assert 0.05 < sum(days_left(p) < 0 for p in catalogue.patents) / total < 0.15
    assert sum(365 <= days_left(p) <= 5 * 365 for p in catalogue.patents) / total > 0.7


def test_areas_are_the_country_or_the_owners_province(catalogue: DemoCatalogue) -> None:
    province = {u.id: u.province for u in catalogue.universities}
    areas = Counter(p.area == "全国" for p in catalogue.patents)
    assert areas[True] > 5 * areas[False] > 0
    for patent in catalogue.patents:
        assert patent.area in {"全国", f"{province[patent.university_id]}内"}


def test_a_leap_day_start_makes_a_catalogue(fields: tuple[FieldSheet, ...]) -> None:
    built = compose(read_universities(), read_people(), fields[:2], seed=1, today=date(2028, 2, 29))
    assert built.patents


# ---- refusals ----


def test_a_title_written_twice_is_refused(fields: tuple[FieldSheet, ...]) -> None:
    first = fields[0]
    doubled = first.model_copy(update={"patents": (*first.patents, first.patents[0])})
    with pytest.raises(SheetError, match="demo-patent-"):
        rebuilt((doubled,))


def test_a_field_that_nobody_teaches_is_refused(fields: tuple[FieldSheet, ...]) -> None:
    stray = fields[0].model_copy(update={"disciplines": ("炼金术",)})
    with pytest.raises(SheetError, match="炼金术"):
        rebuilt((stray,))


def test_every_discipline_of_a_field_is_taught_somewhere(
    catalogue: DemoCatalogue, fields: tuple[FieldSheet, ...]
) -> None:
    taught = {discipline for u in catalogue.universities for discipline in u.disciplines}
    for sheet in fields:
        assert set(sheet.disciplines) <= taught, sheet.slug


# ---- draws ----


def test_a_draw_repeats_and_keeps_to_its_key() -> None:
    first, again, other = Draw(26, "a"), Draw(26, "a"), Draw(26, "b")
    assert [first.fraction() for _ in range(5)] == [again.fraction() for _ in range(5)]
    assert first.fraction() != other.fraction()


def test_a_draw_keeps_to_its_bounds_and_weights() -> None:
    draw = Draw("bounds")
    numbers = Counter(draw.between(1, 3) for _ in range(600))
    assert set(numbers) == {1, 2, 3}
    picks = Counter(draw.weigh([("often", 9.0), ("seldom", 1.0)]) for _ in range(1000))
    assert 800 < picks["often"] < 980
    sample = draw.sample([("a", 1.0), ("b", 1.0), ("c", 1.0)], 5)
    assert sorted(sample) == ["a", "b", "c"]
