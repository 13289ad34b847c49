"""The company in an answer that tells other things too: 「恒力压铸，北仑的，高企」.

What is understood as something else (place, titles, way of working, a question) is set aside; what
is left has to be one name, or nothing is taken.
"""

import re

from bot.reading.company import read_company
from bot.reading.gazetteer import gazetteer
from bot.reading.industry import without_trade_words
from bot.reading.modes import is_mode_alone
from bot.reading.place import read_place
from bot.reading.qualifications import without_titles

_PARTS = re.compile(r"[,。;!\s]+|(?<=[?])")
_CALLED = re.compile(
    r"(?:^|(?<=[,。;!\s]))(?:我们?|咱们?|俺们?|公司|厂子?|店|作坊|合作社|企业|单位)*(?:的?名[字称]?)?"
    r"(?:名?叫做?|叫个|名为)(?P<name>[一-龥A-Za-z0-9()·&-]{3,20}?)(?:的|啊|哈|吧)?(?=$|[,。;!\s])"
)
_NO_FIRM_CALLED = re.compile(
    r"^(?:我|人|你|他|她|老师|教授|专家|学校|什么|啥|不|车|外|停|醒)|[老小][一-龥]$"
)
# 「电话是…」, 「我姓谭」: how to reach somebody, and who it is.
_CALLS_THEM = re.compile(r"(?:联系|电话|手机|微信|邮箱|我姓|免贵姓|联系人)")
_PLACE_AROUND = "的在这边那里省市县区镇乡人我们厂就是本地"
_NO_MORE_THAN_A_WORKS = re.compile(
    r"(?:我们?|咱们?|俺们?|就|是|一?[个家]|小|民营|私营|自己的?|乡镇|家庭|普通)*(?:公司|厂子?|工厂|作坊|企业|店)"
)
_OF_OTHERS = re.compile(
    r"配套的|供货的|代工的|下面的|员工|注册资[本金]|信用代码|税号|成立|资质|[?吗呢]$"
)
_ALONE = re.compile(
    r"(?:^|(?<=[,。;!\s]))(?:我们?|公司名?|厂名?|单位|是|叫|说[了过]?(?:是|叫)?)*"
    r"(?P<name>[一-龥]{5,16}(?:厂|公司)|[一-龥]{4,12}(?:科技|实业|工贸|股份|集团|重工|电器|电子|机械|智能|环保|生物|新材料?))(?=$|[,。;!\s])"
)
_NO_NAME_OF_A_WORKS = re.compile(r"[的在开有个了我做办是给去到从]")


def read_company_answer(text: str) -> str | None:
    """The name in an answer to the question for the company."""
    called = _called(text)
    if called is not None:
        return called
    named = read_company(text) or read_firm_alone(text)
    if named is not None:
        return named
    parts = [part for part in _PARTS.split(without_titles(text)) if part]
    left = [part for part in parts if not _tells_something_else(part)]
    return read_company(left[0], expected=True) if len(left) == 1 else None


def read_firm_alone(text: str) -> str | None:
    """「澄海宏达玩具厂」, whatever was asked: a place, a name that is no mere trade, a works."""
    for found in _ALONE.finditer(text):
        name = found["name"]
        town = _town_before(name)
        rest = name[len(town) :].removesuffix("厂").removesuffix("公司") if town else ""
        mere = len(without_trade_words(rest)) < 2 or _NO_NAME_OF_A_WORKS.search(rest)
        if town and not mere:
            return name
    return None


def _called(text: str) -> str | None:
    for found in _CALLED.finditer(text):
        name = found["name"]
        if not _NO_FIRM_CALLED.search(name):
            return read_company(name) or read_company(name, expected=True)
    return None


def _town_before(name: str) -> str | None:
    """The place that a name begins with."""
    known = gazetteer().by_name
    return next((name[:n] for n in range(min(6, len(name)), 1, -1) if name[:n] in known), None)


def _tells_something_else(part: str) -> bool:
    if part.startswith("叫我"):  # a person
        return True
    if re.search(r"\d{7}|@", part) or _CALLS_THEM.match(part):
        return True
    works = _NO_MORE_THAN_A_WORKS.fullmatch(part) or _OF_OTHERS.search(part)
    return bool(works) or is_mode_alone(part) or _is_place_alone(part)


def _is_place_alone(part: str) -> bool:
    place = read_place(part, expected=True)
    return place is not None and not part.strip(place.name + _PLACE_AROUND)
