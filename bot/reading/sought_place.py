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


def read_sought_place(text: str) -> Place | None:
    """The one place that a normalised text wishes the teacher or the university to be in."""
    for pattern in _SOUGHT:
        found = pattern.search(text)
        places = places_named(found["where"]) if found else ()
        if len(places) == 1:
            return places[0]
    return None
