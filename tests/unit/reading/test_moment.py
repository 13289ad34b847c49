"""Deadlines, seen from a Sunday in November."""

from datetime import date

import pytest

from bot.reading.moment import Deadline, read_deadline
from bot.reading.script import normalise

TODAY = date(2026, 11, 22)


def read(text: str, *, expected: bool = False, today: date = TODAY) -> Deadline | None:
    return read_deadline(normalise(text), today, expected=expected)


@pytest.mark.parametrize(
    ("answer", "by"),
    [
        ("年根儿底下", date(2027, 2, 5)),
        ("腊月二十", date(2027, 1, 27)),
        ("正月十五之前", date(2027, 2, 19)),
        ("六一儿童节前", date(2027, 5, 31)),
        ("谷雨之前", date(2027, 4, 19)),
        ("麦收前", date(2027, 5, 31)),
        ("仨月以内", date(2027, 2, 22)),
        ("个把月", date(2026, 12, 22)),
        ("半拉月", date(2026, 12, 7)),
        ("百日之内", date(2027, 3, 2)),
        ("90个工作日", date(2027, 3, 28)),
        ("明年这时候", date(2027, 11, 22)),
        ("5.20之前", date(2027, 5, 20)),
        ("年后", date(2027, 3, 7)),
        ("过完年开工之前吧", date(2027, 3, 7)),
        ("过了年就要", date(2027, 3, 7)),
    ],
)
def test_dates_as_they_are_said(answer: str, by: date) -> None:
    deadline = read(answer, expected=True)
    assert deadline is not None
    assert (deadline.by, deadline.open) == (by, False)


@pytest.mark.parametrize(
    ("answer", "by"),
    [
        ("明年五月份广交会之前……就写四月底吧", date(2027, 4, 30)),
        ("中秋节那批货要用，所以八月底", date(2027, 8, 31)),
        ("刚才填的六月改成七月底，六月我们搬厂", date(2027, 7, 31)),
        ("十五天，最多二十天", date(2026, 12, 12)),
        ("二八年六月底吧", date(2028, 6, 30)),
    ],
)
def test_what_an_answer_comes_to_counts(answer: str, by: date) -> None:
    deadline = read(answer, expected=True)
    assert deadline is not None
    assert deadline.by == by


@pytest.mark.parametrize(
    "text", ["四个女工一人一月五千五", "用了二三年了", "沈阳，明年六月要搬去本溪"]
)
def test_pay_wear_and_moving_house_set_no_date(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("九月投产之前必须解决", date(2027, 8, 31)),
        ("四月份动工，八月份交付", date(2027, 8, 31)),
        ("雪季之前交货", date(2026, 11, 30)),
        ("新国标7月1日实施，得赶在那之前", date(2027, 6, 30)),
        ("环保说了1月15号再来查，查之前必须达标", date(2027, 1, 14)),
        ("检查定在明年三月十号，那之前得弄明白", date(2027, 3, 9)),
        ("2027年2月装的机子，春耕之前必须弄好", date(2027, 2, 28)),
        ("赶明年7月烤季以前装好", date(2027, 6, 30)),
        ("赶在明年十一月榨季前头", date(2027, 10, 31)),
        ("2027年汛期（5月）前要装上", date(2027, 4, 30)),
        ("跨年前给初步方案", date(2026, 12, 31)),
        ("deadline is by 2027-05-31", date(2027, 5, 31)),
    ],
)
def test_before_what_happens_then(text: str, by: date) -> None:
    deadline = read(text)
    assert deadline is not None
    assert deadline.by == by


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("年底前要出样", date(2026, 12, 31)),
        ("年内搞定", date(2026, 12, 31)),
        ("月底", date(2026, 11, 30)),
        ("下个月底交货", date(2026, 12, 31)),
        ("三个月内", date(2027, 2, 22)),
        ("一个半月内完成", date(2027, 1, 6)),
        ("半年", date(2027, 5, 22)),
        ("半年之内", date(2027, 5, 22)),
        ("45天内", date(2027, 1, 6)),
        ("两周内", date(2026, 12, 6)),
        ("一年半", date(2028, 5, 22)),
        ("工期大概90天", date(2027, 2, 20)),
        ("最晚明年6月底", date(2027, 6, 30)),
        ("2027-03-15", date(2027, 3, 15)),
        ("2027年3月15日交样", date(2027, 3, 15)),
        ("3月15号要", date(2027, 3, 15)),
        ("12月15号要", date(2026, 12, 15)),
        ("投入80万，两年", date(2028, 11, 22)),
        ("希望明年第二季完成", date(2027, 6, 30)),
        ("本季度末", date(2026, 12, 31)),
    ],
)
def test_the_last_day_that_still_meets_the_wish(text: str, by: date) -> None:
    deadline = read(text)
    assert deadline is not None
    assert (deadline.by, deadline.open) == (by, False)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("2027年6月前", date(2027, 5, 31)),
        ("国庆前", date(2027, 9, 30)),
        ("春节前", date(2027, 2, 5)),
        ("过年前给我", date(2027, 2, 5)),
        ("年前能搞定吗", date(2027, 2, 5)),
        ("中秋节之前", date(2027, 9, 14)),
        ("明年五一以前", date(2027, 4, 30)),
        ("双十一前", date(2027, 11, 10)),
        ("开春之前", date(2027, 2, 28)),
        ("27年3月前", date(2027, 2, 28)),
    ],
)
def test_before_a_month_or_a_holiday_ends_the_day_before(text: str, by: date) -> None:
    deadline = read(text)
    assert deadline is not None
    assert deadline.by == by


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("十月一号之前", date(2027, 10, 1)),
        ("3月15日前交样", date(2027, 3, 15)),
        ("下周五之前", date(2026, 11, 27)),
    ],
)
def test_before_a_day_of_the_calendar_counts_that_day(text: str, by: date) -> None:
    deadline = read(text)
    assert deadline is not None
    assert deadline.by == by


@pytest.mark.parametrize(
    ("text", "start", "by"),
    [
        ("明年第二季", date(2027, 4, 1), date(2027, 6, 30)),
        ("明年Q2", date(2027, 4, 1), date(2027, 6, 30)),
        ("三季度", date(2027, 7, 1), date(2027, 9, 30)),
        ("明年上半年", date(2027, 1, 1), date(2027, 6, 30)),
        ("下个月", date(2026, 12, 1), date(2026, 12, 31)),
        ("明年三月到六月", date(2027, 3, 1), date(2027, 6, 30)),
        ("3-6个月", date(2027, 2, 22), date(2027, 5, 22)),
        ("两三个月吧", date(2027, 1, 22), date(2027, 2, 22)),
        ("二零二七年五月", date(2027, 5, 1), date(2027, 5, 31)),
        ("下个月中旬", date(2026, 12, 11), date(2026, 12, 20)),
    ],
)
def test_a_stretch_has_a_beginning(text: str, start: date, by: date) -> None:
    deadline = read(text)
    assert deadline is not None
    assert (deadline.start, deadline.by) == (start, by)


@pytest.mark.parametrize(
    "text",
    [
        "越快越好",
        "时间不急，但是越快越好",
        "尽快",
        "时间不限",
        "没有时间要求",
        "不着急",
        "明年头茬茶之前",
    ],
)
def test_wishes_without_a_date_are_open(text: str) -> None:
    deadline = read(text, expected=True)
    assert deadline is not None
    assert (deadline.by, deadline.start, deadline.open) == (None, None, True)


def test_a_date_wins_over_haste() -> None:
    deadline = read("越快越好，最迟年底")
    assert deadline is not None
    assert (deadline.by, deadline.open) == (date(2026, 12, 31), False)


@pytest.mark.parametrize(
    "text",
    [
        "保质期短了，想搞到12个月",
        "用了三年的设备",
        "我们2015年成立",
        "十年老厂",
        "循环500次",
        "盐雾1000小时",
        "博士生能来厂里住一个月不",
        "耐候三年",
        "质保三年",
        "去年年底坏的",
        "一年前买的",
        "每年都坏",
        "第一年免费",
        "今天天气真热",
        "最近这个月废品率高",
        "国庆节放假吗",
        "下周老师能来吗",
        "轴承，转久了就烫",
        "2月30号之前",
        "公交车的滤网三天就堵",
        "蓝火计划今年还有名额吗",
        "供暖季的时候锅炉老跳",
        "手柄两个月内就断裂",
        "预算二十万我们一个月有八九起投诉",
        "七月份一场台风全塌了",
        "下个月有没有展会",
        "发酵周期太长，180天",
    ],
)
def test_time_that_is_no_deadline(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("answer", "by"),
    [
        ("明年", date(2027, 12, 31)),
        ("三年", date(2029, 11, 22)),
        ("2027", None),
        ("去年", None),
        ("不知道", None),
    ],
)
def test_an_answer_needs_fewer_words(answer: str, by: date | None) -> None:
    deadline = read(answer, expected=True)
    assert (deadline.by if deadline else None) == by


@pytest.mark.parametrize(
    ("today", "text", "by"),
    [
        (date(2026, 12, 31), "年底前", date(2026, 12, 31)),
        (date(2028, 1, 31), "一个月内", date(2028, 2, 29)),
        (date(2026, 3, 1), "国庆前", date(2026, 9, 30)),
        (date(2026, 1, 10), "春节前", date(2026, 2, 16)),
        (date(2026, 5, 20), "6月底", date(2026, 6, 30)),
        (date(2026, 5, 20), "二季度完成", date(2026, 6, 30)),
    ],
)
def test_the_same_words_on_other_days(today: date, text: str, by: date) -> None:
    deadline = read(text, today=today)
    assert deadline is not None
    assert deadline.by == by


@pytest.mark.parametrize("today", [date.min, date.max, date(9999, 12, 1), date(1, 1, 1)])
def test_the_ends_of_the_calendar_do_no_harm(today: date) -> None:
    for text in ("年底前", "三十年内", "春节前", "明年", "下个月", "一月前", "下周五"):
        read(text, today=today, expected=True)


@pytest.mark.parametrize("text", ["管吃管住再给一万五一个月", "三千五一个月", "两千五一天"])
def test_pay_by_the_month_is_no_holiday(text: str) -> None:
    assert read_deadline(text, TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "工人一个月八千",
        "工人一个月八千块钱",
        "八千一个月",
        "一天出三万个",
        "一年做两千万",
        "一个月坏五台",
    ],
)
def test_a_rate_is_no_answer_to_the_question_for_the_time(text: str) -> None:
    assert read(text, expected=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "一个月",
        "一年内吧",
        "一个月十天",
        "一年，最多一年半",
        "一年五个月",
        "12个月 30万",
        "10天3万",
    ],
)
def test_a_span_beside_another_span_is_still_an_answer(text: str) -> None:
    assert read(text, expected=True) is not None
