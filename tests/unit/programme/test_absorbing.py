"""What a message changes in a draft."""

from __future__ import annotations

from datetime import date

import pytest

from bot.programme.absorbing import absorb, keep_words
from bot.programme.interview import Field, is_settled, tell
from bot.programme.need_columns import leave_out
from bot.programme.needs import summarise, title_of
from bot.programme.redaction import REMOVED, redact
from bot.programme.taking_facts import Heard
from bot.reading.facts import read
from bot.store.models import Need
from tests.unit.programme.test_interview import draft

TODAY = date(2026, 11, 22)


def hear(need: Need, text: str, asked: Field | None = None, **more: bool) -> list[str]:
    """Absorb a text and return the fields that changed, with a * where one was replaced."""
    facts = read(text, today=TODAY, expecting=asked.value if asked else None)
    changes = absorb(need, Heard(text, facts, asked=asked, **more))
    return [change.field + ("*" if change.replaced else "") for change in changes]


def test_an_opening_keeps_the_owners_own_words() -> None:
    need = draft()
    text = "我们厂做铝合金压铸的，气孔老是超标，废品率12%，想找个教授帮看看"
    changed = hear(need, text, opens=True)
    assert need.problem == text
    assert need.mode == "技术导师"
    assert [metric["role"] for metric in need.metrics] == ["current"]
    assert {"problem", "industry", "mode"} <= set(changed)


def test_several_facts_in_one_answer_are_all_taken() -> None:
    need = draft(problem="轴承发烫")
    hear(need, "在湖北襄阳，预算30万左右，明年第二季完成", asked=Field.REGION)
    assert need.region_code == "420600"
    assert need.budget_max == 300_000
    assert need.deadline_by == date(2027, 6, 30)


@pytest.mark.parametrize("elsewhere", ["不对，是阳江", "寿光", "两万以内"])
def test_what_belongs_to_another_field_is_kept_out_of_the_figures(elsewhere: str) -> None:
    need = draft(problem="渔网的网结滑脱")
    hear(need, elsewhere, asked=Field.DETAIL)
    assert need.detail is None
    assert Field.DETAIL in need.skipped
    assert hear(need, "滑脱率8%，想降到1%", asked=Field.DETAIL) == ["detail"]


def test_a_correction_wins_and_is_said_back() -> None:
    need = draft(problem="轴承发烫", region_code="420600", region_name="湖北省襄阳市")
    facts = read("不是襄阳，打错了，是襄汾，山西的", today=TODAY)
    (change,) = absorb(need, Heard("不是襄阳，打错了，是襄汾，山西的", facts, insists=True))
    assert need.region_code == "141023"
    assert change.replaced
    assert change.said_back == f"地区改为{need.region_name}"


def test_foreign_money_stays_foreign() -> None:
    need = draft(problem="x", budget_min=200_000, budget_max=200_000, budget_currency="CNY")
    hear(need, "等下，预算不是20万，是20万美金", insists=True)
    assert (need.budget_max, need.budget_currency) == (200_000, "USD")


def test_the_answer_to_the_expert_question_is_kept_apart_from_the_problem() -> None:
    need = draft(problem="压铸件气孔多")
    hear(need, "ADC12，壁厚3毫米，换过模具没用", asked=Field.DETAIL)
    assert need.problem == "压铸件气孔多"
    assert need.detail == "ADC12，壁厚3毫米，换过模具没用"


def test_a_phone_number_never_enters_the_need() -> None:
    need = draft()
    hear(need, "轴承转久了就烫，我电话13800138012，邮箱a.b@example.com", opens=True)
    assert need.problem is not None
    assert "13800138012" not in need.problem
    assert "example.com" not in need.problem
    assert REMOVED in need.problem


@pytest.mark.parametrize(
    "number", ["13800138012", "138-0013-8012", "138 0013 8012", "+8613800138012"]
)
def test_redaction_knows_the_ways_to_write_a_number(number: str) -> None:
    assert redact(f"电话{number}，找我") == f"电话{REMOVED}，找我"


@pytest.mark.parametrize(
    "text", ["每分钟600个", "2026年10月1日", "ZL201610270273.7", "91350100M000100Y43"]
)
def test_redaction_leaves_other_numbers_alone(text: str) -> None:
    assert redact(text) == text


def test_an_invalid_credit_code_is_not_stored() -> None:
    need = draft(problem="x")
    hear(need, "91350100M000100Y44", asked=Field.COMPANY)
    assert need.uscc is None


def test_applying_for_a_title_is_not_holding_it() -> None:
    need = draft(problem="x")
    hear(need, "我们是高新也是省级专精特新，小巨人在报", asked=Field.COMPANY)
    states = {each["name"]: each["status"] for each in need.qualifications}
    assert "申报中" in states.values()
    assert list(states.values()).count("有效") == 2


def test_leaving_out_empties_a_field_that_was_given() -> None:
    need = draft(problem="x", budget_max=200_000, budget_currency="CNY")
    leave_out(need, Field.BUDGET)
    assert need.budget_max is None
    assert need.skipped == ["budget"]


def test_an_answer_takes_the_field_back_from_the_left_out_ones() -> None:
    need = draft(problem="x", skipped=["budget"])
    hear(need, "预算20万", insists=True)
    assert need.skipped == []


def test_unreadable_words_are_kept_where_a_column_can_hold_them() -> None:
    need = draft(problem="x")
    assert keep_words(need, Field.BUDGET, "看对方怎么报")
    assert need.budget_text == "看对方怎么报"
    assert not keep_words(need, Field.REGION, "那旮旯")


@pytest.mark.parametrize("field", [Field.DEADLINE, Field.COMPANY, Field.INDUSTRY])
def test_the_number_of_a_button_names_nothing(field: Field) -> None:
    need = draft(problem="x")
    assert not keep_words(need, field, "1")
    assert (need.deadline_text, need.company, need.industry_name) == (None, None, None)


def test_a_sum_that_the_owner_denies_is_asked_for_again() -> None:
    need = draft(problem="翘曲", budget_max=200_000, budget_text="20万")
    (change,) = absorb(need, Heard("", read("不是预算，20万方是产量", today=TODAY)))
    assert change.said_back == "预算改为待定"
    assert not is_settled(need, Field.BUDGET)


def test_no_sum_yet_takes_the_place_of_the_one_noted() -> None:
    need = draft(problem="翘曲", budget_max=200_000, budget_text="20万")
    hear(need, "预算没定")
    assert (need.budget_max, need.budget_text) == (None, "预算没定")


def test_a_sum_for_each_year_is_told_as_such() -> None:
    need = draft(problem="翘曲")
    hear(need, "预算每年5万")
    assert tell(need, Field.BUDGET) == "每年5万元"


def test_the_trade_does_not_change_by_a_passing_word() -> None:
    need = draft(problem="x", industry_code="C33", industry_name="金属制品业")
    hear(need, "客户是做茶叶包装的")
    assert need.industry_code == "C33"


def test_a_place_given_where_a_firm_was_asked_for_is_no_firm() -> None:
    need = draft(problem="x")
    hear(need, "湖北襄阳", asked=Field.COMPANY)
    assert (need.company, need.region_code) == (None, "420600")
    hear(need, "襄阳明达机械厂", asked=Field.COMPANY)
    assert need.company == "襄阳明达机械厂"


@pytest.mark.parametrize("text", ["重庆江齿机械，国高", "我们重庆这边都这样"])
def test_a_wider_place_in_passing_takes_nothing_from_the_nearer(text: str) -> None:
    need = draft(problem="x", region_code="500116", region_name="重庆市江津区")
    hear(need, text, asked=Field.COMPANY)
    assert need.region_name == "重庆市江津区"


def test_a_wider_place_that_is_meant_is_taken() -> None:
    need = draft(problem="x", region_code="330206", region_name="浙江省宁波市北仑区小港镇")
    hear(need, "我们北仑的")
    assert need.region_name == "浙江省宁波市北仑区小港镇"
    hear(need, "地区只写宁波就行，别写北仑")
    assert need.region_name == "浙江省宁波市"


def test_where_help_is_to_come_from_is_told_and_is_not_the_place() -> None:
    need = draft(problem="x", region_code="320500", region_name="江苏省苏州市")
    assert hear(need, "老师最好是上海的，离得近", asked=Field.COMPANY) == ["detail"]
    assert need.region_name == "江苏省苏州市"


def test_one_word_and_another_are_one_problem() -> None:
    need = draft(problem="轴承")
    assert hear(need, "噪音大", asked=Field.DETAIL) == ["problem"]
    assert need.problem == "轴承，噪音大"
    assert need.detail is None


def test_a_sum_left_open_is_kept_in_words_and_gives_way_to_figures() -> None:
    need = draft(problem="轴承发烫")
    assert hear(need, "钱的话看着给", asked=Field.COMPANY) == ["budget"]
    assert need.budget_text == "钱的话看着给"
    assert need.company is None
    hear(need, "最多20万", asked=Field.BUDGET)
    assert need.budget_max == 200_000
    hear(need, "价钱好商量", asked=Field.DEADLINE)
    assert need.budget_max == 200_000
    assert need.budget_text != "价钱好商量"


def test_who_has_no_company_is_not_asked_again() -> None:
    need = draft(problem="轴承发烫")
    assert hear(need, "个体户", asked=Field.COMPANY) == []
    assert Field.COMPANY in need.skipped


def test_what_is_added_in_passing_is_said_back_in_short() -> None:
    need = draft(problem="猕猴桃叶子发黄掉果")
    facts = read("溃疡病老是治不好", today=TODAY)
    (change,) = absorb(need, Heard("溃疡病老是治不好", facts, asked=Field.COMPANY, opens=True))
    assert change.noted == "补充：溃疡病老是治不好"


@pytest.mark.parametrize(
    ("answer", "company"),
    [("温岭市恒力齿轮", "温岭市恒力齿轮"), ("湖北襄阳", None), ("襄阳东津新区", None)],
)
def test_a_firm_may_begin_with_its_town(answer: str, company: str | None) -> None:
    need = draft(problem="轴承发烫")
    hear(need, answer, asked=Field.COMPANY)
    assert need.company == company
    assert need.region_code is not None


def test_what_is_to_stay_secret_is_kept_out_of_the_summary() -> None:
    need = draft(problem="乳化炸药包装效率上不去", industry_name="化学原料和化学制品制造业")
    hear(need, "这个能保密吗", asked=Field.REGION)
    assert need.confidential is None
    hear(need, "这个要保密的，不能公开", asked=Field.REGION)
    assert need.confidential == "这个要保密的，不能公开"
    assert "炸药" not in summarise(need)
    assert "化学原料" in summarise(need)


@pytest.mark.parametrize(
    ("said", "asked", "insists", "region"),
    [
        ("重庆江齿机械，国高", Field.COMPANY, False, "500116"),
        ("老师最好是上海的，离得近", Field.MODE, False, "500116"),
        ("我们重庆的", Field.BUDGET, False, "500116"),
        ("地址写重庆就行", None, True, "500000"),
        ("厂在四川崇州", Field.BUDGET, False, "510184"),
    ],
)
def test_what_is_known_of_the_place_gives_way_to_another_place_only(
    said: str, asked: Field | None, insists: bool, region: str
) -> None:
    need = draft(problem="x", region_code="500116", region_name="重庆市江津区")
    hear(need, said, asked=asked, insists=insists)
    assert need.region_code == region


def test_a_region_is_not_learnt_from_where_the_teacher_should_be() -> None:
    need = draft(problem="x")
    assert hear(need, "最好找武汉的学校", asked=Field.MODE) == ["detail"]
    assert need.region_code is None


def test_terms_are_added_in_words_and_once() -> None:
    need = draft(problem="轴承发烫")
    hear(need, "20万以内，分三次付，要开发票", asked=Field.BUDGET)
    hear(need, "分三次付", asked=Field.DEADLINE)
    assert need.detail == "分三次付，要开发票"
    opened = draft()
    hear(opened, "轴承发烫，专利归我们", opens=True)
    assert opened.detail is None


def test_several_ways_of_working_are_all_kept() -> None:
    need = draft(problem="x")
    hear(need, "委托开发也可以共建联合实验室", asked=Field.MODE)
    assert need.mode == "委托开发、共建"


def test_the_trade_is_put_right_in_words() -> None:
    need = draft(problem="魔芋烂根", industry_code="C13", industry_name="农副食品加工业")
    hear(need, "我们不是加工，是种魔芋的", asked=Field.REGION)
    assert need.industry_code == "A01"


def test_a_bare_number_is_kept_as_no_date() -> None:
    need = draft(problem="x")
    assert not keep_words(need, Field.DEADLINE, "1")
    assert not keep_words(need, Field.COMPANY, "就是个小作坊")


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("俺家做大酱缸的 就是那个陶的，烧出来老裂纹", "大酱缸"),
        ("专门做扫帚柄的，老是断", "扫帚柄"),
        ("做出来的东西发黄", None),
        ("机器做不好的那种裂纹", None),
        ("我们厂做了三年的老问题", None),
    ],
)
def test_whoever_says_what_is_made_is_not_asked_for_the_trade(text: str, trade: str | None) -> None:
    need = draft()
    hear(need, text, opens=True)
    assert need.industry_name == trade


@pytest.mark.parametrize(
    "text",
    ["那就小几万块钱吧 三四万", "预算大概我们能出个二十万吧", "安徽安庆", "最好明年国庆前吧"],
)
def test_a_sum_or_a_date_alone_is_no_detail(text: str) -> None:
    need = draft(problem="豆瓣长白花，十缸坏两缸")
    hear(need, text, asked=Field.DETAIL)
    assert need.detail is None


def test_a_sum_beside_the_trouble_leaves_the_trouble() -> None:
    need = draft(problem="豆瓣长白花，十缸坏两缸")
    hear(need, "晒缸的时候温度控制不住，能出三四万", asked=Field.DETAIL)
    assert "晒缸" in str(need.detail)


def test_of_a_story_only_the_clause_about_money_leaves_the_sum_open() -> None:
    need = draft()
    hear(need, "我们村合作社，想搞蘑菇罐头，没钱，国家能不能出", opens=True)
    assert need.budget_text == "没钱"


def test_a_mode_by_itself_replaces_the_one_told_before_whatever_was_asked() -> None:
    need = draft(problem="搪瓷锅爆瓷", mode="委托开发")
    assert hear(need, "一起合作开发", asked=Field.DEADLINE) == ["mode*"]
    assert need.mode == "合作开发"


def test_a_wage_takes_the_place_of_no_budget() -> None:
    need = draft(problem="粘箱开胶", budget_max=200_000, budget_text="20万")
    assert hear(need, "工人一个月八千", asked=Field.DEADLINE) == []
    assert need.budget_max == 200_000


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("充电桩的", "充电模块过热，50度就降功率"),
        ("我哋系兴化养蟹嘅", "啲蟹成日死"),
        ("我们是做弹簧的", "疲劳30万次就断，要50万次"),
    ],
)
def test_who_writes_and_the_trouble_told_when_asked_are_the_problem(first: str, then: str) -> None:
    need = draft(problem=first)
    hear(need, then, Field.DETAIL)
    assert (need.problem, need.detail) == (f"{first}，{then}", None)


def test_which_of_two_comes_first_is_no_new_word_of_the_problem() -> None:
    need = draft(problem="注塑件缩水")
    hear(need, "先说缩水", Field.DETAIL)
    assert (need.problem, need.detail) == ("注塑件缩水", None)


@pytest.mark.parametrize("first", ["铝合金压铸气孔", "轴承噪音大的", "面包老是发霉的"])
def test_a_trouble_that_was_told_is_added_to_and_not_told_anew(first: str) -> None:
    need = draft(problem=first)
    hear(need, "废品率12%", Field.DETAIL)
    assert (need.problem, need.detail) == (first, "废品率12%")


@pytest.mark.parametrize(
    ("problem", "detail", "title"),
    [
        ("那我问你，H型钢焊接变形有人搞过没", None, "H型钢焊接变形"),
        ("紫砂壶烧成变形有没有老师懂", None, "紫砂壶烧成变形"),
        ("黑粉里铝除不干净，有没有老师搞过", None, "黑粉里铝除不干净"),
        ("充电桩的", "模块过热\n夏天", "模块过热（充电桩的）"),
        ("谁能解决", None, "谁能解决"),
        ("我是开纸箱厂的，纸箱受潮发软", None, "纸箱受潮发软"),
        ("你好 我是做竹筷子的 在福建建瓯，筷子容易发霉", None, "筷子容易发霉"),
        ("我们做砂轮的，高速下炸裂", None, "我们做砂轮的，高速下炸裂"),
    ],
)
def test_a_title_says_what_is_wrong(problem: str, detail: str | None, title: str) -> None:
    assert title_of(draft(problem=problem, detail=detail)) == title


def test_a_sum_that_was_put_right_does_not_stand_in_the_story_any_more() -> None:
    need = draft()
    hear(need, "汽车簧30万次就断，喷丸做了，预算三四十万，明年6月底前要", opens=True)
    hear(need, "预算50万以内", insists=True)
    assert need.budget_max == 500_000
    assert need.problem == "汽车簧30万次就断，喷丸做了，明年6月底前要"


def test_a_sum_told_once_stays_in_the_story() -> None:
    need = draft()
    hear(need, "簧老断，预算三四十万", opens=True)
    assert need.problem == "簧老断，预算三四十万"
