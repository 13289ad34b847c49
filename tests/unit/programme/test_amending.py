"""What becomes of a need that its owner puts right."""

from __future__ import annotations

from datetime import date

import pytest

from bot.programme.absorbing import absorb
from bot.programme.amended import Amended
from bot.programme.amending import amend
from bot.programme.interview import Field, tell
from bot.programme.taking_facts import Heard
from bot.reading.amending import read_amendments
from bot.reading.facts import read
from bot.store.models import Need
from tests.unit.programme.test_interview import draft

TODAY = date(2026, 11, 22)


def _need(**more: object) -> Need:
    told = {
        "problem": "泡沫板起鼓，还在发笑，厚度30毫米", "detail": "含水率12%，要降到8%",
        "metrics": [{"text": "含水率12%", "role": "current"}],
        "company": "恒远塑料", "mode": "委托开发",
        "industry_code": "C29", "industry_name": "橡胶和塑料制品业",
        "region_code": "330482", "region_name": "浙江省嘉兴市平湖市",
        "budget_min": 200_000, "budget_max": 200_000, "budget_currency": "CNY",
        "deadline_text": "年底前", "deadline_by": date(2026, 12, 31),
    }  # fmt: skip
    return draft(**{**told, **more})


def _amend(need: Need, text: str, *, at_rest: bool = True) -> Amended:
    return amend(need, read_amendments(text, at_rest=at_rest), text, TODAY)


def _said(amended: Amended) -> str:
    return "，".join(c.said_back if c.replaced else c.noted for c in amended.changes)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("公司改成平湖恒远酿造厂", Field.COMPANY, "平湖恒远酿造厂"),
        ("公司写错了 是山西云剪坊", Field.COMPANY, "山西云剪坊"),
        ("合作方式改成共建", Field.MODE, "共建"),
        ("合作方式加上共建", Field.MODE, "委托开发、共建"),
        ("还有技术培训", Field.MODE, "委托开发、技术培训"),
        ("合作方式改成技术咨询或者共建", Field.MODE, "技术咨询、共建"),
        ("行业不对，是造纸", Field.INDUSTRY, "造纸和纸制品业"),
        ("不是橡胶，是海水养殖", Field.INDUSTRY, "渔业"),
        ("地址写错了，是山西襄汾", Field.REGION, "山西省临汾市襄汾县"),
        ("新仓镇东坞村，地址写上", Field.REGION, "浙江省嘉兴市平湖市新仓镇东坞村"),
        ("预算提到30万", Field.BUDGET, "30万元"),
        ("半年内改成明年年底", Field.DEADLINE, "明年年底（2027年12月31日前）"),
        ("预算改成面议", Field.BUDGET, "面议"),
        ("预算没定", Field.BUDGET, "没定"),
        ("年底前改做明年年底", Field.DEADLINE, "明年年底（2027年12月31日前）"),
        ("问题改成板面起皮，放两天就翘", Field.PROBLEM, "板面起皮，放两天就翘"),
        ("问题里面发笑改成发酵", Field.PROBLEM, "泡沫板起鼓，还在发酵，厚度30毫米"),
        ("泡沫板厚度改成40毫米", Field.PROBLEM, "泡沫板起鼓，还在发笑，厚度40毫米"),
        ("指标改成酸度3.0降到2.0", Field.DETAIL, "酸度3.0降到2.0"),
        ("指标加上pH值1.5左右", Field.DETAIL, "含水率12%，要降到8%\npH值1.5左右"),
        ("密度20也要写上", Field.DETAIL, "含水率12%，要降到8%\n密度20"),
        ("要降到8%这句别写上去", Field.DETAIL, "含水率12%"),
        ("说错了，是起皮不是起鼓", Field.PROBLEM, "泡沫板起皮，还在发笑，厚度30毫米"),
        ("是绍兴柯桥，不是平湖", Field.REGION, "浙江省绍兴市柯桥区"),
        ("算了不要委托了，改成技术咨询", Field.MODE, "技术咨询"),
        ("改一下，板子是EPS的", Field.DETAIL, "含水率12%，要降到8%\n板子是EPS的"),
        ("改一下，预算是30万", Field.BUDGET, "30万元"),
        ("改一下，厚度现在是40毫米", Field.PROBLEM, "泡沫板起鼓，还在发笑，厚度40毫米"),
        ("等会儿 不是起鼓是起皮", Field.PROBLEM, "泡沫板起皮，还在发笑，厚度30毫米"),
        ("不要公司了 别写公司名", Field.COMPANY, None),
    ],
)
def test_the_new_value_stands_in_the_place_of_the_old(
    text: str, field: Field, value: str | None
) -> None:
    need = _need()
    others = {each: tell(need, each) for each in Field if each is not field}
    amended = _amend(need, text)
    assert tell(need, field) == value
    assert amended.changes
    assert _said(amended)
    assert {each: tell(need, each) for each in Field if each is not field} == others


@pytest.mark.parametrize(
    ("text", "problem", "metric"),
    [
        ("不是5000万次，是6000万次", "继电器老粘，现在3000万次，要6000万次", "6000万次"),
        (
            "5000万次那个不对，应该是6000万次才对",
            "继电器老粘，现在3000万次，要6000万次",
            "6000万次",
        ),
        ("说的5000万次写错了，其实要6000万次", "继电器老粘，现在3000万次，要6000万次", "6000万次"),
        ("5000万次改6000万次", "继电器老粘，现在3000万次，要6000万次", "6000万次"),
        ("打字错了，是6000万次不是5000万次", "继电器老粘，现在3000万次，要6000万次", "6000万次"),
    ],
)
def test_a_target_that_is_put_right_stays_a_target(text: str, problem: str, metric: str) -> None:
    metrics = [{"text": "3000万次", "role": "current"}, {"text": "5000万次", "role": "target"}]
    need = _need(problem="继电器老粘，现在3000万次，要5000万次", detail=None, metrics=metrics)
    assert _amend(need, text, at_rest=False).changes
    assert need.problem == problem
    assert need.metrics == [metrics[0], {"text": metric, "role": "target"}]


@pytest.mark.parametrize(
    ("told", "text", "right"),
    [
        ("豆干放7天就馊，想放15天", "7天那个不对，是放5天", "豆干放5天就馊，想放15天"),
        ("胶晾24小时才固化", "24小时那个不对，现在是36小时", "胶晾36小时才固化"),
        ("耐压15kV的，现在5kV就击穿", "不是5kV，是6kV", "耐压15kV的，现在6kV就击穿"),
    ],
)
def test_a_figure_is_exchanged_whole_and_its_words_once(told: str, text: str, right: str) -> None:
    figures = [{"text": m.text, "role": m.role} for m in read(told, today=TODAY).metrics]
    need = _need(problem=told, detail=None, metrics=figures)
    _amend(need, text)
    assert need.problem == right
    assert all(str(each["text"]) in right for each in need.metrics)
    assert len(need.metrics) == len(figures)


@pytest.mark.parametrize(
    ("told", "text", "right"),
    [
        ("螺栓断，材料42CrMo", "材料写错了，是35CrMo不是42CrMo", "螺栓断，材料35CrMo"),
        ("螺栓断，材料42CrMo", "材料写错了，是35CrMo，不是42CrMo", "螺栓断，材料35CrMo"),
        ("螺栓断，材料42CrMo", "材料写错了，是35CrMo", "螺栓断，材料35CrMo"),
        ("螺栓断，SWRCH35K的", "材料写错了，是SWRCH22A不是SWRCH35K", "螺栓断，SWRCH22A的"),
        ("螺栓断，材料SWRCH35K", "材料打错字了，是SWRCH22A", "螺栓断，材料SWRCH22A"),
        ("螺栓断，用的304", "钢号搞错了是316不是304", "螺栓断，用的316"),
    ],
)
@pytest.mark.parametrize("at_rest", [True, False])
def test_the_name_of_what_was_slipped_in_is_no_word_to_replace(
    told: str, text: str, right: str, at_rest: bool
) -> None:
    need = _need(problem=told, detail=None, metrics=[])
    amended = _amend(need, text, at_rest=at_rest)
    assert need.problem == right
    assert (need.detail, amended.choose) == (None, False)


def test_a_grade_that_stands_nowhere_is_added_with_what_it_is_of() -> None:
    need = _need(problem="螺栓断，老客户退货", detail=None, metrics=[])
    _amend(need, "材料写错了，是35CrMo", at_rest=False)
    assert (need.problem, need.detail) == ("螺栓断，老客户退货", "材料是35CrMo")


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("公司写错了，是恒力塑料不是恒远塑料", "恒力塑料"),
        ("公司填错了，是恒力塑料，不是恒远", "恒力塑料"),
    ],
)
def test_what_is_denied_behind_the_right_value_is_no_part_of_it(text: str, firm: str) -> None:
    need = _need()
    _amend(need, text, at_rest=False)
    assert need.company == firm


@pytest.mark.parametrize(
    "text",
    ["60万次才是要求的，指标里没写进去", "60万次才是要求", "60万次是客户要求的，条件里怎么没写"],
)
def test_who_misses_the_target_among_the_figures_gets_it_there(text: str) -> None:
    metrics = [{"text": "30万次", "role": "current"}, {"text": "60万次", "role": "current"}]
    need = _need(problem="弹簧30万次就断，60万次", detail=None, metrics=metrics)
    assert _amend(need, text).changes
    assert [each["role"] for each in need.metrics if each["text"] == "60万次"] == ["target"]


@pytest.mark.parametrize(
    "text", ["不是预算，20万方是产量", "20万方不是预算，是产量", "预算20万是错的，那是产量"]
)
def test_a_sum_that_is_none_goes_and_is_told_where_it_belongs(text: str) -> None:
    need = _need()
    amended = _amend(need, text, at_rest=False)
    assert tell(need, Field.BUDGET) is None
    assert "预算去掉了" in _said(amended)
    assert "budget" not in need.skipped


def test_a_sum_that_is_none_is_not_taken_for_one_again() -> None:
    need = _need(budget_min=None, budget_max=None)
    assert _said(_amend(need, "预算20万是错的，那是产量")).startswith(("补充", "预算没有填"))
    assert tell(need, Field.BUDGET) is None


def test_a_city_told_in_passing_does_not_take_the_place_of_its_county() -> None:
    need = _need()
    absorb(need, Heard("在嘉兴", read("在嘉兴", today=TODAY)))
    assert need.region_code == "330482"
    absorb(need, Heard("不是平湖，是嘉兴", read("不是平湖，是嘉兴", today=TODAY), insists=True))
    assert need.region_code == "330400"


def test_a_figure_told_before_is_not_told_twice() -> None:
    need = _need(problem="年产20万方的砖开裂", detail=None, metrics=[])
    _amend(need, "不是预算，20万方是产量", at_rest=False)
    assert need.detail is None


def test_a_sum_that_was_wrong_is_still_a_sum() -> None:
    need = _need()
    _amend(need, "预算不是20万，是30万")
    assert need.budget_max == 300_000


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("预算不对", Field.BUDGET),
        ("预算改成差不多那样", Field.BUDGET),
        ("时间写错了", Field.DEADLINE),
        ("合作方式改成那个", Field.MODE),
        ("问题写错了", Field.PROBLEM),
    ],
)
def test_what_cannot_be_read_is_asked_for(text: str, field: Field) -> None:
    need = _need()
    before = tell(need, field)
    assert _amend(need, text).unread is field
    assert tell(need, field) == before


def test_a_value_that_stands_already_is_said_to_stand() -> None:
    amended = _amend(_need(), "合作方式改成委托开发")
    assert _said(amended) == "合作方式就是委托开发"


def test_a_firm_that_there_is_not_is_left_out() -> None:
    need = _need()
    _amend(need, "公司写错了，没得公司")
    assert tell(need, Field.COMPANY) is None
    assert "company" in need.skipped


def test_who_repeats_a_value_changes_nothing() -> None:
    need = _need(company="平湖恒远塑料有限公司")
    assert _amend(need, "对，公司就是恒远塑料").is_empty
    assert need.company == "平湖恒远塑料有限公司"


def test_the_problem_keeps_its_last_words() -> None:
    need = _need(problem="泡沫板起鼓", detail=None, metrics=[])
    assert _amend(need, "泡沫板起鼓去掉").choose
    assert need.problem == "泡沫板起鼓"


def test_words_of_nothing_in_the_need_are_something_else() -> None:
    assert _amend(_need(), "不是漏水，是漏油", at_rest=False).is_empty


def test_a_place_in_the_name_of_a_firm_is_not_where_it_is() -> None:
    need = _need(company=None, region_code="140223", region_name="山西省大同市广灵县")
    text = "没有公司，非遗工作室，叫山西云剪坊"
    facts = read(text, today=TODAY, expecting="company")
    absorb(need, Heard(text, facts, asked=Field.COMPANY))
    assert (need.company, need.region_code) == ("山西云剪坊", "140223")


def test_a_cooperative_is_no_way_to_cooperate() -> None:
    need = _need(mode=None)
    text = "合作社叫建始县红岩魔芋专业合作社"
    absorb(need, Heard(text, read(text, today=TODAY, expecting="mode"), asked=Field.MODE))
    assert need.mode is None
    text = "合作开发"
    absorb(need, Heard(text, read(text, today=TODAY, expecting="mode"), asked=Field.MODE))
    assert need.mode == "合作开发"


@pytest.mark.parametrize(
    ("text", "region"), [("嘉兴恒远塑料", "330482"), ("江苏无锡", "320200"), ("嘉兴平湖", "330482")]
)
def test_asked_for_the_firm_a_place_alone_is_still_a_place(text: str, region: str) -> None:
    need = _need(company=None)
    facts = read(text, today=TODAY, expecting="company")
    absorb(need, Heard(text, facts, asked=Field.COMPANY))
    assert need.region_code == region
    assert (need.company is None) == (text != "嘉兴恒远塑料")
