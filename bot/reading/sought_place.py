"""Where help should come from: 「老师最好是上海的」 says nothing of where the works are."""

from __future__ import annotations

import re

from bot.reading.place import Place, places_named

_WHO = r"(?:老师|教授|专家|导师|学校|高校|大学|院校)"
_WISH = r"(?:最好|优先|尽量|尽可能)"
_END = r",。;!?，；！？\s"
_SOUGHT = (
    re.compile(rf"{_WHO}[^{_END}]{{0,3}}?{_WISH}(?:是|在|找|要|选)*(?P<where>[^{_END}]{{2,10}})"),
    re.compile(
        rf"{_WISH}(?:是|在|找|要|请|选)*(?P<where>[^{_END}]{{2,10}}?)的?(?:{_WHO}|[{_END}]|$)"
    ),
    re.compile(rf"(?:要|找|请)(?:个|位|所|家)?(?P<where>[^{_END}]{{2,8}}?)的{_WHO}$"),
)

_CLAUSE = re.compile(r"[^,。;!?，；！？\s]+")
# 温岭做水泵的有没有老师懂: the firm makes the pumps. 浙江做水泵的老师: the teacher does.
_OF_US = re.compile(
    r"(?<![帮给替为])我(?!想|要)|咱|俺|本[厂司]|[厂家公](?:里|子|司)|办厂|开厂|设厂|坐标|人在|地址"
    rf"|(?<![有个位])(?:做|搞|产|生产|加工|养|种|卖|开)[^{_END}]{{1,8}}的(?!(?:{_WHO}|专利|平台|实验室|团队|课题组|[吗么]))"
)
_ASKED_FOR = re.compile(
    rf"{_WHO}|学院|专利|平台|实验室|团队|研究所|有没有|有[啥无]|有什么|有[^{_END}]*[吗么不没]$|哪[些个位家所]|[谁找请]|推荐|介绍|联系|[只光就]要|限"
)


def narrows_to(text: str, place: Place) -> bool:
    """Whether help is asked from ``place``, where the owner happens to be or not.

    「做水泵的，温岭，有没有老师懂」 says where the works are: that ranks, and hides nobody."""
    clauses = [
        clause[0]
        for clause in _CLAUSE.finditer(text)
        if any(place.code == named.code for named in places_named(clause[0]))
    ]
    return any(_ASKED_FOR.search(each) and not _OF_US.search(each) for each in clauses)


def read_sought_place(text: str) -> Place | None:
    """The one place that a normalised text wishes the teacher or the university to be in."""
    for pattern in _SOUGHT:
        found = pattern.search(text)
        places = places_named(found["where"]) if found else ()
        if len(places) == 1:
            return places[0]
    return None
