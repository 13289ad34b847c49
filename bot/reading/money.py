"""The sum an owner is ready to spend, told apart from every other number.

A number is money when a currency says so, when 万/w/k/亿 follows it and no
counter (50万吨, 10万次) comes behind, or when the desk has just asked for a budget.
Turnover, fines, unit costs and prices already paid are money but no budget.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.reading.numerals import Figure, figure_at, places_at
from bot.reading.spoken_sums import in_numerals
from bot.reading.sum_purpose import (
    Purpose,
    carries_no_other_name,
    is_cost,
    purpose_of,
    says_budget,
)
from bot.reading.work_counts import WORK_COUNT

_CURRENCIES = {
    "USD": r"美元|美金|美刀|刀(?![具片头刃库剪架])|USD|usd|US\$|\$",
    "EUR": r"欧元|欧(?!姆)|EUR|eur|€",
    "HKD": r"港币|港元|港纸|HKD|hkd|HK\$",
    "TWD": r"新台币|台币|TWD",
    "JPY": r"日元|日币|JPY",
    "GBP": r"英镑|GBP|£",
    "KRW": r"韩元|KRW",
    "SGD": r"新加坡元|新币|SGD",
    "CNY": r"元|块(?!砖|板|料|布|肉|石)钱?|人民币|RMB|rmb|CNY|cny|¥|蚊|(?<=[万千百十])箍",
}
_PREFIX = re.compile(
    r"(?:US\$|HK\$|\$|€|£|¥|RMB|rmb|CNY|USD|EUR|HKD|TWD|JPY|GBP|KRW|SGD|美[金元]|人民币|欧元|"
    r"港[币元纸]|新?台币|日[元币]|英镑|韩元|新加坡元|新币)\s?$"
)
_SUFFIX = re.compile("|".join(f"(?P<{code}>{words})" for code, words in _CURRENCIES.items()))
_JOIN = re.compile(r"\s?(?:-{1,2}|~|到|至|或者?|(?:吧|左右|上下)?,?(?:最多|顶多|至多|撑死))\s?")
_LED_BY = re.compile(
    r"(?:(?P<most>(?:不|别|唔好?)(?:想|愿意?|希望|打算|准备|允许|会|要|敢|能)?再?(?:超过?|突破|多于|高于|大于)|不到|不足|"
    r"(?<![有还])没(?:有|到)?|最[多高大]也?就?|顶多|撑死了?|至多|顶天|上限|少于|低于|小于|控制在|卡死|卡在|封顶|<=?|≤)|"
    r"(?P<least>至少|最少|少说也?|怎么着?也|好歹|不低于|不少于|起码|下限|超过|高于|大于|>=?|≥|(?<![以往朝之])上)|"
    r"(?P<about>大概|大约|约莫?|差不多|估计|可能|大致|将近|接近|近|快|小|好|也就|ca\.?))"
    r"(?:要|是|有|个|就|也|只|能|得|准备|预备|投|(?:凑|挤|拿|腾|匀|抠)得?出?来?|出得起|出到?|花到?|付|给到?|掏|批){0,4}\s?$"
)
_TRAILED_BY = re.compile(
    r"\s?(?:(?P<most>以内|以里|之内|以下|之下|往下|朝下|内|不到|封顶|打住|顶天|到顶|顶格|撑?到头|撑死|为[限止]|都?(?:没有|不到)|打底不超)|"
    r"(?P<least>以上|之上|往上|朝上|起步|起|打底|开外|\+)|(?P<about>左右|上下|出头|的?样子|附近))"
)
# What turns a scaled number into a count of something else, or the opening of a ratio.
_COUNTER = re.compile(
    rf"\s?(?:分之|{WORK_COUNT}|[吨台套只件次米平公斤克升瓶条根片张人户亩头羽匹辆艘点步颗粒株棵支枚双盒箱包袋"
    r"棒穗枝朵尾苗窝桶坛缸筐捆扎卷锭趟瓣塘垄畦"
    r"目回册份组节级小时天年月日遍种家款个像素瓦伏安赫多种块副例串]|方(?![面案便向法式能可才圆])|立方|单(?![位独元])|[a-zA-Z%℃°Ω])"
)
_FILLER = re.compile(
    r"(?:嗯|那个?|就|我|有|大概|大约|差不多|估计|最多|至少|不超过|也就|[打写说]错了?|应该|"
    r"是|[,。 ])*"
)
# 6W的电机 goes on; 「6w吧」 does not.
_SAID_ALL = re.compile(r"(?!的).{0,4}")
_BARE_END = re.compile(
    r"\s?(?:$|[,。.;!?~)\n]|之间|的?样子|左右|上下|以[内下上]|之内|内|吧|多?点|出头)"
)
# 「20~30w」, 「出6w」 are a clause of their own, and nothing here is electric.
_LEADS_CLAUSE = re.compile(
    r"(?:^|[,。;!?\n ])(?:我们?|先|就|也就|大概|差不多|最多|顶多|能|可以|愿意|准备|"
    r"[出给拿掏投花]个?)*$"
)
_ENDS_CLAUSE = re.compile(
    r"(?:以[内下]|之内|左右|上下|封顶|出来|吧|的?样子|[啊呢哈了])*(?:$|[,。;!?\n ])"
)
_ELECTRIC = re.compile(
    r"功[率耗]|瓦|[灯泵]珠|LED|灯|光|电[机源器路阻压流]|马达|耗电|散热|发热|激光|照明|[0-9][wW]的",
    re.IGNORECASE,
)
# 千万别 warns, 一块儿 means together, 外包一块 a part of the work.
_NO_SUM = re.compile(r"千万(?:别|不|要|莫|记)|一块(?!钱|[\d一二两三四五六七八九]|[,。]?$)")
_CUTS = re.compile(r"[切裁剪锯刨磨割]|刃|刀[片具]|寿命")
_ONCE = re.compile(r"(?:本来|原本|原先|当初|开始)[^,。;\d]{0,8}$")
_YEARLY = re.compile(r"(?:每|(?<!第)一|年)年[^,。;\d]{0,4}$")
_TENTHS = re.compile(
    r"(?:[1-9]\d?|[一二三四五六七八九])(?=$|[,。;!?)\s/~-]|[一每]|左右|多|[的吧了啦嘛呢到])"
)
# A number that neither a scale, a currency nor a unit completes; a telephone is longer.
_BARE_FIGURE = re.compile(
    r"(?<![\d.])(?<!\d[-~到至])\d{1,7}(?:\.\d+)?(?![\d.])(?=\s?(?:$|[,。;!?~)\n]|左右|上下|以[内下上]|之内|吧|了|多?点))"
)
_LEAST_BARE = Decimal("0.1")
_LONGEST_BARE = 10**9  # a bare number of eleven digits is a telephone
_COMPLETE = 1_000
_NEAR = 8  # 20万起步,最多给到40万
_LIMIT = 10**15
# 许可费五千以下: the word before makes a plain number a sum; 费用50 may be anything. 预算50 is as
# good as an answer to the question for it.
_LEADING = (
    r"(?:大概|大约|差不多|就|只有|有|是|在|给|能出|出得?起|最多|至多|顶多|不超过|别超过|控制在|"
    r"也就|[:为 ]){0,3}$"
)
_NAMED = re.compile(rf"(?:经费|资金|许可费|使用费|费用|钱|没(?:啥|什么|多少)?钱[,\s]+){_LEADING}")
_BUDGETED = re.compile(rf"预算{_LEADING}")
_LEAST_NAMED = 1000


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in whole units of its currency (元, not 万元); an open end is None."""

    min: int | None
    max: int | None
    currency: str
    """ISO 4217."""
    approx: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Mention:
    money: Money
    start: int
    end: int
    purpose: Purpose
    by_places: bool
    """Only how many figures the sum has was said; any other budget says more."""
    yearly: bool


def read_money(text: str, *, expected: bool = False) -> Money | None:
    """The budget in a normalised text, or None.

    With `expected` (the desk has just asked for the budget) every amount counts,
    and a bare number does too. In the trade a bare 1–999 answered to that question
    means 万元: 「50」 is 500,000 元, marked approximate; from 1,000 on it is 元, for no small firm
    has eighty million to spend, and many have 「8000」.
    """
    text = in_numerals(text, asked=expected)
    mentions = [m for m in _mentions(text, expected) if m.purpose]
    # 本来想给五十万,只能给三十万了
    kept = [m for m in mentions if not _ONCE.search(text, 0, m.start)]
    mentions = kept or mentions
    best = max(mentions, key=_weight, default=None)
    return None if best is None else _closed(_whole_sum(best, mentions), mentions)


def _weight(mention: _Mention) -> tuple[bool, int, int]:
    return not mention.by_places, mention.purpose, -mention.start


def _whole_sum(best: _Mention, mentions: list[_Mention]) -> _Mention:
    """每年50万,一共5年,250万: what is said behind the sum of a year is that of all years."""
    later = (m for m in mentions if m.start > best.start and not m.yearly)
    larger = [m for m in later if (m.money.max or 0) > (best.money.max or 0)]
    return larger[0] if best.yearly and larger else best


def _closed(best: _Mention, mentions: list[_Mention]) -> Money:
    """下限20万,上限40万: the sum behind bounds the one before, be its end open or a guess:
    十来万,最多十五万."""
    money = best.money
    for other in mentions:
        upper = other.money.max if other.money.min is None else None
        near = best.end <= other.start <= best.end + _NEAR
        if near and upper and upper > (money.min or 0) and other.money.currency == money.currency:
            return replace(money, max=upper, text=f"{money.text},{other.money.text}")
    return money


def money_spans(text: str) -> list[tuple[int, int]]:
    """Where the text states sums that measure nothing; a unit cost (成本, 单价) is a metric."""
    return [
        (m.start, m.end) for m in _mentions(text, False) if m.purpose or not is_cost(text, m.end)
    ]


def _mentions(text: str, expected: bool) -> Iterator[_Mention]:
    at = 0
    while at < len(text):
        mention = _mention(text, at, expected) if _may_begin(text, at) else None
        if mention is not None:
            yield mention
        figure = None if mention else (_may_begin(text, at) and _figure(text, at)) or None
        at = mention.end if mention else figure.end if figure else at + 1


def _may_begin(text: str, at: int) -> bool:
    if text[at] not in "0123456789零一二两俩三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千几数半":
        return False
    before = text[at - 1] if at else ""
    fraction = text[at].isdigit() and re.search(r"\d\.$", text[max(0, at - 2) : at])
    if before == "第" or (before.isdigit() and text[at].isdigit()) or fraction:
        return False
    return not (
        before.isascii() and before.isalpha() and not _PREFIX.search(text[max(0, at - 6) : at])
    )


def _mention(text: str, start: int, expected: bool) -> _Mention | None:
    first = _figure(text, start)
    if first is None:
        return None
    low, high, after = _range(text, first)
    currency, end = _currency(text, start, after)
    end = _through_tenths(text, end)
    named = bool(_BUDGETED.search(text[max(0, start - 10) : start]))
    asked, expected = expected, named or (expected and not _are_of_another(text))
    if not _is_money(text, start, low, high, currency, end, expected):
        return None
    low, high, guessed = _in_ten_thousands(text[start:end], low, high, currency, expected)
    if not 0 < high.high < _LIMIT:
        return None
    money, stop = _bounded(text, start, end, low, high, currency or "CNY")
    money = replace(money, approx=money.approx or guessed)
    scaled = high.scaled or guessed
    size = int(high.high)
    purpose = purpose_of(text, start, stop, high=size, scaled=scaled, asked=asked)
    yearly = _YEARLY.search(text, max(0, start - 6), start)
    if yearly:
        money = replace(money, text=text[yearly.start() : stop])
    return _Mention(money, start, stop, purpose, bool(places_at(text, start)), bool(yearly))


def _figure(text: str, at: int) -> Figure | None:
    return places_at(text, at) or figure_at(text, at)


def _range(text: str, first: Figure) -> tuple[Figure, Figure, int]:
    """The two ends of 300-500万 or 30万到50万; one figure is both ends."""
    _, behind = _suffix(text, first.end)
    join = _JOIN.match(text, behind)
    second = figure_at(text, join.end()) if join else None
    if second is None or not second.high:
        return first, first, first.end
    if second.scaled and not first.scaled:
        first = _share_scale(text, first, second)
    if first.low > second.high and first.scaled and second.scaled:  # 8w-1.2w
        return replace(second, vague=True), first, second.end
    if first.low >= second.high:
        return first, first, first.end
    return first, second, second.end


def _share_scale(text: str, first: Figure, second: Figure) -> Figure:
    """In 300-500万 the 300 borrows 万; in 5000-1万 it cannot."""
    for factor in (100_000_000, 10_000, 1000):
        if second.high >= factor and first.high * factor <= second.high:
            return first.times(factor)
    return first


def _suffix(text: str, at: int) -> tuple[str | None, int]:
    found = _SUFFIX.match(text, at + (1 if text[at : at + 1] == " " else 0))
    return (found.lastgroup, found.end()) if found else (None, at)


def _currency(text: str, start: int, end: int) -> tuple[str | None, int]:
    code, behind = _suffix(text, end)
    before = _PREFIX.search(text[max(0, start - 6) : start])
    if before is None or code not in (None, "CNY"):
        return code, behind
    named = _SUFFIX.match(before[0].strip())
    return (named.lastgroup if named else code), behind


def _is_money(
    text: str, start: int, low: Figure, high: Figure, currency: str | None, end: int, expected: bool
) -> bool:
    if _NO_SUM.match(text, start):
        return False
    if currency is not None:
        return not (re.match("元[素件器]", text[end - 1 : end + 1]) or _is_cut(text, start, end))
    if _COUNTER.match(text, end):
        return False
    if high.scaled and _unmistakable(text[start:end]):
        return True
    alone = bool(_FILLER.fullmatch(text[max(0, start - 12) : start])) and bool(
        _SAID_ALL.fullmatch(text, end)
    )
    alone = alone or (_is_a_clause(text, start, end) and not _ELECTRIC.search(text))
    if high.scaled and (expected or alone or says_budget(text, start)):
        return True
    named = high.high >= _LEAST_NAMED and _NAMED.search(text[max(0, start - 10) : start])
    bare = _LEAST_BARE <= high.high < _LONGEST_BARE and bool(_BARE_END.match(text, end))
    asked = expected and carries_no_other_name(text, start)
    return bare and bool(named or asked or _BUDGETED.search(text[max(0, start - 10) : start]))


def _is_a_clause(text: str, start: int, end: int) -> bool:
    led = _LEADS_CLAUSE.search(text, max(0, start - 12), start)
    return led is not None and _ENDS_CLAUSE.match(text, end) is not None


def _is_cut(text: str, start: int, end: int) -> bool:
    """「刀片切两万刀就钝」: no dollars are meant where something is cut."""
    return text[end - 1] == "刀" and _CUTS.search(text[max(0, start - 12) : start]) is not None


def _are_of_another(text: str) -> bool:
    """水分15,要12: where one number carries another name, those beside it are of that thing."""
    return any(
        not carries_no_other_name(text, found.start()) for found in _BARE_FIGURE.finditer(text)
    )


def _through_tenths(text: str, end: int) -> int:
    """14块5 is one sum."""
    tenths = _TENTHS.match(text, end) if text[end - 1 : end] in ("块", "蚊") else None
    return tenths.end() if tenths else end


def _unmistakable(stated: str) -> bool:
    """万 and 亿 are money unless counted; W and k are also watt and kilo, so those need context."""
    return bool(re.search(r"[万亿]$", stated)) or bool(re.search(r"[一-龥]\s?[wW]$", stated))


def _in_ten_thousands(
    said: str, low: Figure, high: Figure, currency: str | None, expected: bool
) -> tuple[Figure, Figure, bool]:
    """八千 and 8000 are complete as they were said: a thousand is never counted in 万."""
    bare = expected and currency is None and not (low.scaled or high.scaled)
    if not bare or low.low >= _COMPLETE or high.high >= 10 * _COMPLETE or "千" in said:
        return low, high, False
    return low.times(10_000), high.times(10_000), True


def _bounded(
    text: str, start: int, end: int, low: Figure, high: Figure, currency: str
) -> tuple[Money, int]:
    led = _LED_BY.search(text[max(0, start - 8) : start])
    trailed = _TRAILED_BY.match(text, end)
    kind = (trailed and trailed.lastgroup) or (led and led.lastgroup)
    if led and led.lastgroup in ("most", "least"):
        kind = led.lastgroup
    begin = start - len(led[0]) if led else start
    stop = trailed.end() if trailed else end
    least, most = _whole(low.low), _whole(high.high)
    approx = kind == "about" or low.vague or high.vague
    money = Money(
        None if kind == "most" and low == high else least,
        None if kind == "least" and low == high else most,
        currency,
        approx,
        text[begin:stop].strip(),
    )
    return money, stop


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value())
