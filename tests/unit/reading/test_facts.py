"""Whole messages: every fact at once, whatever the message is."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading import EXPECTABLE, read

TODAY = date(2026, 11, 22)


def entities(text: str, expecting: str | None = None) -> dict[str, Any]:
    return read(text, today=TODAY, expecting=expecting).to_entities()


def test_a_whole_need_in_one_message() -> None:
    told = entities(
        "我們是寧波甬江軸承有限公司，国高，做軸承套圈的，廢品率12%，想降到3%以内，"
        "找个教授帮看看，预算大概50来万，明年第二季完成。刘建国 13800138000，微信同号"
    )
    assert told == {
        "budget": {"min": 500_000, "max": 500_000, "currency": "CNY", "approx": True},
        "deadline": {"text": "明年第二季", "from": "2027-04-01", "by": "2027-06-30", "open": False},
        "industry": {"code": "C34", "name": "通用设备制造业"},
        "mode": "技术导师",
        "metrics": [
            {"text": "废品率12%", "role": "current"},
            {"text": "废品率12%,想降到3%以内", "role": "target"},
        ],
        "qualifications": [{"name": "高新技术企业", "status": "有效"}],
        "company": "宁波甬江轴承有限公司",
        "contact": {"name": "刘建国", "phone": "13800138000"},
        "wechat_same_as_phone": True,
    }


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "我们年产值8000万，去年研发投入300万，今年想拿100万出来跟高校合作",
            {"budget": {"min": 1_000_000, "max": 1_000_000, "currency": "CNY", "approx": False}},
        ),
        (
            "河南周口这边养猪的，COD 8000多，要求排放到150以下",
            {
                "region": {"code": "411600", "name": "河南省周口市"},
                "industry": {"code": "A03", "name": "畜牧业"},
                "metrics": [
                    {"text": "COD 8000多", "role": "current"},
                    {"text": "要求排放到150以下", "role": "target"},
                ],
            },
        ),
        (
            "公司在深圳宝安，做TWS耳机的",
            {"region": {"code": "440306", "name": "广东省深圳市宝安区"}},
        ),
        (
            "我是苏州工业园区的",
            {"region": {"code": "320500", "name": "江苏省苏州市"}},
        ),
        (
            "电话是1380013801，哦不对，13800138010，联系李女士",
            {"contact": {"name": "李女士", "phone": "13800138010"}},
        ),
        (
            "我们用的是2019年买的德国设备，花了120万欧元",
            {},
        ),
        (
            "新疆阿克苏的，一小时要过10吨",
            {"metrics": [{"text": "一小时要过10吨", "role": "target"}]},
        ),
        (
            "成本从九千块降到七千块一吨",
            {"metrics": [{"text": "成本从九千块降到七千块一吨", "role": "target"}]},
        ),
    ],
)  # fmt: skip
def test_messages_of_many_kinds(text: str, part: dict[str, Any]) -> None:
    told = entities(text)
    assert {key: told.get(key) for key in part} == part
    assert part.get("budget") == told.get("budget")


def test_open_ends_are_null() -> None:
    assert entities("最多十万")["budget"] == {
        "min": None,
        "max": 100_000,
        "currency": "CNY",
        "approx": False,
    }


def test_corrections_reach_every_slot() -> None:
    assert entities("预算不是20万，是20万美金")["budget"]["currency"] == "USD"
    assert entities("不是宜昌，打错了，是宜城")["region"]["code"] == "420684"
    assert entities("电话13800138000写错了，是13800138001")["contact"] == {"phone": "13800138001"}
    assert "qualifications" not in entities("我们不是专精特新")


def test_a_wrong_credit_code_is_told_from_a_right_one() -> None:
    assert entities("91350100M000100Y43")["uscc_valid"] is True
    assert entities("91350100M000100Y44")["uscc_valid"] is False
    assert "uscc_valid" not in entities("没有信用代码")


def test_a_patent_number_is_neither_money_nor_telephone() -> None:
    assert entities("ZL201610270273.7 这个还有效不") == {
        "patent_numbers": [{"number": "201610270273.7", "valid": True}]
    }


def test_a_shared_county_name_offers_its_counties() -> None:
    told = entities("鼓楼区", "region")
    assert "region" not in told
    assert {"code": "320106", "name": "江苏省南京市鼓楼区"} in told["region_choices"]


@pytest.mark.parametrize(
    ("text", "expecting", "key"),
    [
        ("50", "budget", "budget"),
        ("明年", "deadline", "deadline"),
        ("合作", "region", "region"),
        ("恒力塑胶", "company", "company"),
        ("物联网", "industry", "industry"),
        ("就高新", "qualification", "qualifications"),
        ("刘建国", "contact", "contact"),
    ],
)
def test_a_question_loosens_only_its_own_reader(text: str, expecting: str, key: str) -> None:
    assert key in entities(text, expecting)
    for other in sorted(EXPECTABLE - {expecting}):
        assert key not in entities(text, other)


@pytest.mark.parametrize(
    "text",
    [
        "对",
        "好的",
        "转人工！！！说了三遍了",
        "今天天气真热，你吃了吗",
        "千校万企是个啥，骗子吧",
        "",
        "/restart",
        "。。。",
    ],
)
def test_small_talk_states_nothing(text: str) -> None:
    assert entities(text) == {}


EXPECTING = st.sampled_from([None, *sorted(EXPECTABLE), "nothing of the kind"])
WORDS = (
    "我们", "是", "不是", "在", "做", "的", "了", "想", "要", "预算", "50", "万", "三十", "几",
    "两三百", "半", "年", "个月", "前", "内", "底", "明年", "春节", "国庆", "2027年", "6月",
    "浙江", "襄阳", "朝阳", "大学", "有限公司", "厂", "专精特新", "小巨人", "高新", "在报",
    "过期", "找", "教授", "帮", "开发", "合作", "许可", "姓", "刘", "建国", "经理",
    "13800138000", "打错了", "改成", ",", "。", "!", "?", "-", "~", "/", "%", "±", "0.02mm",
    "每分钟", "600", "个", "不超过", "以下", "到", "从", "ZL2016", "@", "91350100M000100Y43",
    "a.cn", "铝合金压铸", "废水", "保质期", "12个月", "美金", "W", "k", "\n",
)  # fmt: skip
TALK = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), TALK), EXPECTING)
def test_reading_never_fails_and_always_serialises(text: str, expecting: str | None) -> None:
    told = read(text, today=TODAY, expecting=expecting).to_entities()
    assert json.loads(json.dumps(told, ensure_ascii=False).encode("utf-8")) == told


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_lone_surrogates_and_marks_do_no_harm(text: str) -> None:
    json.dumps(entities(text), ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("expecting", [None, "budget", "deadline", "company"])
@pytest.mark.parametrize(
    "piece", ["几", "半", "1", "不是", "三个月", "公司", "朝阳", "50万,", "a@", "("]
)
def test_ten_thousand_characters_of_anything_are_read(piece: str, expecting: str | None) -> None:
    told = entities((piece * 10_000)[:10_000], expecting)
    assert json.loads(json.dumps(told)) == told


def test_what_stands_far_behind_is_not_read() -> None:
    assert entities("好的。" * 4_000 + "预算50万") == {}
    assert entities("好的。" * 400 + "预算50万")["budget"]["max"] == 500_000


@pytest.mark.parametrize(
    "answer",
    [
        *("十几万吧", "10万", "五十到八十个", "年底", "钱的话看着给", "三个月内", "麦收前弄好"),
        *("同意", "多久能回我", "NDA可以签吗", "住宿我们包"),
    ],
)
def test_sums_and_dates_are_no_company(answer: str) -> None:
    assert read(answer, today=TODAY, expecting="company").company is None


@pytest.mark.parametrize(
    ("answer", "none"),
    [
        ("没有公司", True),
        ("合作社，没有公司", True),
        ("我们还没注册", True),
        ("个体户", True),
        ("村里没公司，有个合作社", True),
        ("恒力塑胶", False),
        ("没有公司的专利给我看看", False),
    ],
)
def test_having_no_company_is_an_answer(answer: str, none: bool) -> None:
    assert read(answer, today=TODAY, expecting="company").no_company is none


@pytest.mark.parametrize(
    ("told", "none"),
    [
        ("我没有公司，就是个小作坊", True),
        ("个体户", True),
        ("市面上没有公司能做", False),
        ("客户是个体户", False),
        ("我们还没注册商标", False),
    ],
)
def test_who_says_of_himself_to_have_no_company_need_not_be_asked(told: str, none: bool) -> None:
    assert read(told, today=TODAY).no_company is none


def test_a_season_of_the_trade_is_a_time_and_no_firm() -> None:
    facts = read("明年休渔期结束之前", today=TODAY, expecting="company")
    assert facts.company is None
    assert facts.deadline is not None
    assert (facts.deadline.text, facts.deadline.by) == ("明年休渔期结束之前", None)


@pytest.mark.parametrize(
    ("answer", "expecting", "left_open"),
    [
        ("看着给吧", "budget", True),
        ("看着给吧", "region", False),
        ("钱的话看着给", "company", True),
        ("预算面议", None, True),
        ("面议，最多20万", "budget", False),
        ("没什么钱", "budget", True),
        ("没什么钱", None, False),
        ("村里没钱", None, True),
        ("我们没钱的项目多", None, False),
        ("要先招标，还没核定", "budget", True),
        ("预算没定", "company", True),
        ("经费还没批下来", "region", True),
    ],
)
def test_a_sum_may_be_left_open(answer: str, expecting: str | None, left_open: bool) -> None:
    assert read(answer, today=TODAY, expecting=expecting).budget_open is left_open


def test_a_firm_and_a_sum_in_one_answer() -> None:
    told = read("恒力塑胶，预算30万，年底前", today=TODAY, expecting="company")
    assert told.company == "恒力塑胶"
    assert told.money is not None
    assert read("宁波明川压铸有限公司预算50万", today=TODAY).company == "宁波明川压铸有限公司"


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ("不留电话", True),
        ("做拉链的，掉漆，联系方式先不给", True),
        ("唔使留電話", True),
        ("别让学校的人打电话", True),
        ("不用电话，微信上说", True),
        ("先不留聯絡方式", True),
        ("联络电话先不给", True),
        ("用不用电话确认一下", False),
        ("不留电话行吗", False),
        ("电话打不通", False),
        ("留个电话，13800138012", False),
    ],
)
def test_a_telephone_kept_back_is_heard_whatever_was_asked(text: str, declined: bool) -> None:
    assert read(text, today=TODAY).contact_declined is declined


def test_a_firms_name_is_told_from_the_place_in_it() -> None:
    told = read("公司名可以写 金华东阳雪舫腿业", today=TODAY, expecting="mode")
    assert (told.company, told.place_by_company) == ("金华东阳雪舫腿业", True)
    assert not read("东阳的，公司是宁波恒力塑胶有限公司", today=TODAY).place_by_company


@pytest.mark.parametrize("text", ["不急", "这个倒不着急", "不急，慢慢来"])
def test_no_hurry_is_of_the_time_whatever_was_asked(text: str) -> None:
    wish = read(text, today=TODAY, expecting="budget").deadline
    assert wish is not None
    assert wish.open


def test_a_new_figure_takes_the_unit_of_the_old_one() -> None:
    for text in ("预算30万，等下，改成25", "预算三十万，改成二十五", "三十万，还是改成25万吧"):
        told = read(text, today=TODAY)
        assert told.money is not None
        assert told.money.max == 250_000


PLAN = (
    "主营固定式及平单轴跟踪式光伏支架。建有盐雾试验室、10吨万能试验机。总投入300万元，其中2027年投入"
    "120万元，2028年投入180万元。2027年6月底前完成机理分析，2028年3月底前完成样机，2028年12月底前完成"
    "示范项目验收。"
)


def test_a_plan_ends_with_its_last_step_and_the_trade_is_what_is_made() -> None:
    facts = read(PLAN, today=date(2026, 12, 1))
    assert facts.deadline is not None
    assert facts.deadline.by == date(2028, 12, 31)
    assert facts.industry is not None
    assert facts.industry.code == "C33"


def test_a_year_in_which_money_is_spent_is_no_deadline() -> None:
    assert read("2027年投入120万元", today=date(2026, 12, 1)).deadline is None


def test_a_date_may_be_set_with_gaps() -> None:
    deadline = read("样机 2027 年 3 月 15 日前完成，用了 2 台", today=TODAY).deadline
    assert deadline is not None
    assert deadline.by == date(2027, 3, 15)
