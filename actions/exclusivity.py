"""「能独家给我们吗」: an open licence is never exclusive (专利法 art. 51). That is said first."""

from __future__ import annotations

import re

_WORD = (
    r"独家(?!代理|经销|生产|供应|销售|配方|工艺|研发)|独占|排他|买断|独享|垄断|(?:许可|授权|卖|让)给?别[人家]"
    r"|只(?:给|许可给?|授权给?|卖给?|让)我们"
    r"|给(?:我们?|咱们?|阿拉)一[家个](?!机会|说法|报价|联系|电话|人)"
)
_WANTED = re.compile(
    rf"(?:能|可以|可不可以|行不行|想|要|给|许可|授权|签|别|不).{{0,8}}(?:{_WORD})"
    rf"|(?:{_WORD}).{{0,8}}(?:给|许可|授权|用|成不|行|可以|能|要|多少)"
)
_DECLINED = re.compile(rf"(?:不用|不要|不想|不求|没想).{{0,3}}(?:{_WORD})")
# What is developed together is shared as the contract says.
_OWN_WORK = re.compile(r"成果|委托|合作开发|联合开发|[出掏]的?钱|定制|做出来")
# 「那排他的呢」, after 「能独家吗」.
_GOES_ON = re.compile(rf"(?:那|要是|换成)?(?:{_WORD})(?:许可)?的?(?:呢|行吗|可以吗)[?？]?")
_OWNERSHIP = re.compile(r"归|算谁|产权|署名|共有|保密")
_SHORT = 4
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")


def wants_exclusivity(text: str) -> bool:
    if _OWN_WORK.search(text):
        return False
    clauses = _CLAUSE.findall(text)
    if _GOES_ON.fullmatch(text):
        return True
    return any(_WANTED.search(each) and not _DECLINED.search(each) for each in clauses)


def asks_only_exclusivity(text: str) -> bool:
    """Nothing about whom the results belong to is asked beside it."""
    return wants_exclusivity(text) and _OWNERSHIP.search(text) is None


def says_nothing_else(text: str) -> bool:
    if _GOES_ON.fullmatch(text):
        return True
    rest = "".join(each for each in _CLAUSE.findall(text) if not _WANTED.search(each))
    return len(rest) < _SHORT
