"""Stretches of time that people name: 明年第二季, 下个月底, 3月15号, 春节.

Each is read as its first and last day, seen from the day of the conversation.
Where no year is said, the next such day is meant, never one that has passed.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.reading.jio import festival, period
from bot.reading.numerals import han_value

_N = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEAR = (
    r"(?P<year>20\d\d|(?<!\d)[2-4]\d(?=年)|[二三][零〇一二三四五六七八九](?=年(?:[上下]半年|[底初末]|[一二三四五六七八九十\d]{1,2}月))|二[零〇][零〇一二三四五六七八九]{2}|"
    r"今|本|当|明|后|来|次|去|前)年(?:度)?的?"
)
_QUARTER = (
    r"(?:第?(?P<quarter>[一二三四1-4])季度?|[qQ](?P<q>[1-4])|(?P<quarter_off>本|这个?|下个?)季度)"
)
_MONTH = rf"(?:(?P<month>{_N})月份?|(?P<month_off>本月|这个?月|当月|下下个?月|下个?月|次月))"
_DAY = rf"(?P<day>{_N})[号日]?"
_ISO = re.compile(
    r"(?<!\d)(?P<y>20\d\d)[-/.年](?P<m>1[0-2]|0?[1-9])(?:[-/.月](?P<d>3[01]|[12]\d|"
    r"0?[1-9]))?(?!\d)(?:日|号|月份?)?"
)
_MONTH_PART = r"(?P<part>月?底|月?末|月?初|中旬|上旬|下旬|中)"
_MONTHED = re.compile(rf"(?:{_YEAR})?{_MONTH}(?:{_DAY}(?=[号日前之以]|$)[号日]?|{_MONTH_PART})?")
_QUARTERED = re.compile(rf"(?:{_YEAR})?{_QUARTER}(?P<part>[底末初])?")
_HALVED = re.compile(rf"(?:{_YEAR})?(?P<half>上半年|下半年)")
_YEAR_PART = re.compile(
    rf"(?:{_YEAR})?(?P<part>年底|年末|年终(?!总结|奖|会|盘点)|年内|年中|年初|底|末|初|内|中)"
)
_YEARLY = re.compile(_YEAR)
_SEASON = re.compile(
    rf"(?:{_YEAR})?(?P<season>开春|春天|春季|春耕|夏天|夏季|秋天|秋季|秋收|冬天|冬季|入冬)"
)
# What the year brings to fields, schools and boilers; named without "before" they set no date.
_OCCASIONS = {
    "麦收": 6, "夏收": 6, "汛期": 6, "入夏": 6, "入伏": 7, "三伏": 7, "暑假": 7, "开学": 9,
    "入秋": 9, "雪季": 12, "供暖": 11, "采暖": 11, "寒假": 1, "春播": 3,
}  # fmt: skip
_OCCASION = re.compile(
    rf"(?:{_YEAR})?(?:放)?(?P<occasion>{'|'.join(_OCCASIONS)})(?:季|期)?"
    r"(?=之?前|以前|开始|来|到|的?时候|$|[,。])"
)
# 5.20之前, 5/20: not a decimal, for "before" stands behind it.
_DOTTED = re.compile(
    r"(?<![\d./])(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12]\d|0?[1-9])(?![\d./])(?=号?之?前|号?以前)"
)
_SAME_DAY = re.compile(rf"{_YEAR}(?:的)?(?:这个?时候|这会儿?|此时|今天|今日)")
_MONTH_END = re.compile(r"(?<![年月个\d一二三四五六七八九十])月(?P<part>底|末|中(?!旬))")
_WEEK = re.compile(
    r"(?:下下|下个?|本|这个?)(?:周|星期|礼拜)[一二三四五六日天末]?|(?:周|星期|礼拜)[一二三四五六日天末](?=之?前|以前)|"
    r"(?:大后|后|明|今)天"
)
_FESTIVALS = {
    "春节": "春节", "过年": "春节", "除夕": "除夕", "年三十": "除夕", "元宵": "元宵节",
    "元旦": "元旦", "清明": "清明节", "五一": "劳动节", "劳动节": "劳动节", "端午": "端午节",
    "中秋": "中秋节", "国庆": "国庆节", "十一": "国庆节", "儿童节": "儿童节", "六一": "儿童节",
    "重阳": "重阳节", "小年": "腊月二十三", "腊八": "腊月初八", "年根": "除夕",
    "七夕": "七夕节",
    # Solar terms, but for 雨水 小雪 大雪 白露, which are weather first.
    **{term: term for term in (
        "立春", "惊蛰", "春分", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋",
        "处暑", "秋分", "寒露", "霜降", "立冬", "冬至", "小寒", "大寒",
    )},
}  # fmt: skip
_FIXED_DAYS = {
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "618": (6, 18), "圣诞": (12, 25),
    "妇女节": (3, 8), "教师节": (9, 10), "跨年": (1, 1),
}  # fmt: skip
_FEAST = re.compile(
    rf"(?:{_YEAR})?(?P<feast>双十[一二]|双11|(?<!\d)618(?!\d)|圣诞|(?:三八)?妇女节|教师节|跨年(?!度|晚会)|"
    + "|".join(name for name in _FESTIVALS if name not in ("十一", "六一", "五一"))
    # 「一万五一个月」 is of money.
    + r"|(?<![万千百十零\d二三四六七八九])五一(?!个|块|[百千万])"
    + r"|(?<![\d二三四五六七八九十])六一(?=儿童|节|之?前|以前|放假)"
    + r"|(?<![二三四五六七八九双])十一(?=之?前|以前|放假|假期|长假|期间))"
    r"(?:儿童)?(?:节)?(?:假期|长假|儿)?(?:底下)?"
)
_LUNAR = re.compile(
    r"(?:农历|阴历)?(?P<moon>正月|腊月|冬月)(?P<day>初[一二三四五六七八九十]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九])?(?:里|间|底)?"
)
_SEASONS = {"开春": 3, "春": 3, "夏": 6, "秋": 9, "入冬": 12, "冬": 12}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`; `ending` is set where the words name an end (底, 内)."""

    first: date
    last: date
    ending: bool
    start: int
    end: int
    loose: bool = False
    """A whole year: too wide to be a deadline without a word that says so."""
    feast: bool = False
    """A holiday: nobody works on it, so what is due before it is due the day before."""


def stretches(text: str, today: date) -> list[Stretch]:
    """Every named stretch of time in a normalised text, in order, none overlapping."""
    taken = bytearray(len(text))
    named: list[Stretch] = []
    for pattern, read in _READERS:
        for found in pattern.finditer(text):
            if any(taken[found.start() : found.end()]):
                continue
            stretch = _guarded(read, found, today)
            if stretch is not None:
                named.append(stretch)
                taken[stretch.start : stretch.end] = b"\1" * (stretch.end - stretch.start)
    return sorted(named, key=lambda stretch: stretch.start)


type _Reader = Callable[[re.Match[str], date], "Stretch | None"]


def _guarded(read: _Reader, found: re.Match[str], today: date) -> Stretch | None:
    try:
        return read(found, today)
    except (ValueError, OverflowError):  # 2月30号, or beyond the calendar
        return None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    value = han_value(word)
    if value is None:
        raise ValueError(word)
    return int(value)


def _year(found: re.Match[str], today: date) -> int | None:
    word = found.groupdict().get("year")
    if word is None:
        return None
    offsets = {"今": 0, "本": 0, "当": 0, "明": 1, "来": 1, "次": 1, "后": 2, "去": -1, "前": -2}
    if word in offsets:
        return today.year + offsets[word]
    year = _number(word)
    return year + 2000 if year < 100 else year


def _span(found: re.Match[str], first: date, last: date, *, ending: bool = False) -> Stretch:
    return Stretch(first, last, ending, found.start(), found.end())


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def add_days(day: date, days: int) -> date:
    """So many days on, or the calendar's own first or last day."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(min(index, date.max.year * 12 + 11), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _iso(found: re.Match[str], today: date) -> Stretch:
    year, month, day = int(found["y"]), int(found["m"]), found["d"]
    if day is None:
        return _span(found, date(year, month, 1), month_end(year, month))
    exact = date(year, month, int(day))
    return _span(found, exact, exact)


def _monthed(found: re.Match[str], today: date) -> Stretch | None:
    first = _month_start(found, today)
    if found["day"]:
        day = first.replace(day=_number(found["day"]))
        if day < today and found["year"] is None and found["month"]:
            day = day.replace(year=day.year + 1)
        return _span(found, day, day)
    last = month_end(first.year, first.month)
    if last < today and found["year"] is None and found["month"]:
        first, last = first.replace(year=first.year + 1), month_end(first.year + 1, first.month)
    return _part_of_month(found, first, last)


def _month_start(found: re.Match[str], today: date) -> date:
    if found["month"]:
        return date(_year(found, today) or today.year, _number(found["month"]), 1)
    word = found["month_off"]
    steps = 2 if word.startswith("下下") else 1 if word[0] in "下次" else 0
    return add_months(today.replace(day=1), steps)


def _part_of_month(found: re.Match[str], first: date, last: date) -> Stretch:
    part = (found["part"] or "").removeprefix("月")
    if part in ("初", "上旬"):
        return _span(found, first, first.replace(day=10))
    if part in ("中旬", "中"):
        return _span(found, first.replace(day=11), first.replace(day=20))
    if part in ("下旬", "底", "末"):
        return _span(found, first.replace(day=21), last, ending=part != "下旬")
    return _span(found, first, last)


def _quartered(found: re.Match[str], today: date) -> Stretch:
    said = found["quarter"] or found["q"]
    year = _year(found, today) or today.year
    if said:
        month = 3 * (_number(said) - 1) + 1
        if found["year"] is None and month_end(year, month + 2) < today:
            year += 1
        first = date(year, month, 1)
    else:
        this = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
        first = add_months(this, 3 if found["quarter_off"].startswith("下") else 0)
    last_month = add_months(first, 2)
    last = month_end(last_month.year, last_month.month)
    if found["part"] == "初":
        return _span(found, first, month_end(first.year, first.month))
    return _span(found, first, last, ending=bool(found["part"]))


def _halved(found: re.Match[str], today: date) -> Stretch:
    year = _year(found, today) or today.year
    early = found["half"] == "上半年"
    if early and found["year"] is None and today.month > 6:
        year += 1
    return _span(found, date(year, 1 if early else 7, 1), month_end(year, 6 if early else 12))


def _year_part(found: re.Match[str], today: date) -> Stretch | None:
    part = found["part"].removeprefix("年")
    if found["year"] is None and not found["part"].startswith("年"):
        return None
    year = _year(found, today) or today.year
    if part == "初":
        year += 1 if found["year"] is None and today.month > 2 else 0
        return _span(found, date(year, 1, 1), month_end(year, 2))
    if part == "中":
        year += 1 if found["year"] is None and today.month > 6 else 0
        return _span(found, date(year, 6, 1), date(year, 6, 30))
    return _span(found, date(year, 12, 1), date(year, 12, 31), ending=True)


def _yearly(found: re.Match[str], today: date) -> Stretch:
    year = _year(found, today) or today.year
    return Stretch(date(year, 1, 1), date(year, 12, 31), False, found.start(), found.end(), True)


def _season(found: re.Match[str], today: date) -> Stretch:
    word = found["season"]
    month = _SEASONS.get(word) or _SEASONS[word[0]]
    year = _year(found, today)
    first = date(year or today.year, month, 1)
    if year is None and add_months(first, 3) <= today:
        first = first.replace(year=first.year + 1)
    return _span(found, first, add_days(add_months(first, 3), -1))


def _occasion(found: re.Match[str], today: date) -> Stretch:
    first = date(_year(found, today) or today.year, _OCCASIONS[found["occasion"]], 1)
    if found["year"] is None and first <= today:
        first = first.replace(year=first.year + 1)
    last = add_days(add_months(first, 2), -1)
    return Stretch(first, last, False, found.start(), found.end(), loose=True)


def _same_day(found: re.Match[str], today: date) -> Stretch:
    day = add_months(today, 12 * ((_year(found, today) or today.year) - today.year))
    return _span(found, day, day, ending=True)


def _lunar(found: re.Match[str], today: date) -> Stretch | None:
    """腊月 alone is due by its end; with a day it is that day."""
    day = festival(f"{found['moon']}{found['day'] or '二十九'}", today)
    if day is None:
        return None
    first = day if found["day"] else add_days(day, -28)
    return Stretch(first, day, False, *found.span(), feast=bool(found["day"]))


def _this_month_end(found: re.Match[str], today: date) -> Stretch:
    if found["part"] == "中":
        month = today if today.day <= 20 else add_months(today, 1)
        return _span(found, month.replace(day=11), month.replace(day=20))
    last = month_end(today.year, today.month)
    return _span(found, today.replace(day=21), last, ending=True)


def _dotted(found: re.Match[str], today: date) -> Stretch:
    day = date(today.year, int(found["month"]), int(found["day"]))
    day = day if day >= today else day.replace(year=day.year + 1)
    return _span(found, day, day)


def _week(found: re.Match[str], today: date) -> Stretch | None:
    days = period(found[0], today)
    return None if days is None else _span(found, *days)


def _feast(found: re.Match[str], today: date) -> Stretch | None:
    name, year = found["feast"].removeprefix("三八"), _year(found, today)
    since = max(today, date(year, 1, 1)) if year else today
    if name in _FIXED_DAYS:
        month, day = _FIXED_DAYS[name]
        fixed = date(since.year, month, day)
        fixed = fixed if fixed >= since else fixed.replace(year=since.year + 1)
        return Stretch(fixed, fixed, False, *found.span(), feast=True)
    eve = festival(_FESTIVALS[name], since)
    return None if eve is None else Stretch(eve, eve, False, *found.span(), feast=True)


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_ISO, _iso),
    (_FEAST, _feast),
    (_LUNAR, _lunar),
    (_OCCASION, _occasion),
    (_SAME_DAY, _same_day),
    (_DOTTED, _dotted),
    (_MONTHED, _monthed),
    (_QUARTERED, _quartered),
    (_HALVED, _halved),
    (_SEASON, _season),
    (_YEAR_PART, _year_part),
    (_MONTH_END, _this_month_end),
    (_WEEK, _week),
    (_YEARLY, _yearly),
)
