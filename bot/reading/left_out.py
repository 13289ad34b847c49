"""What an owner wants left out: 「别推荐北京的」, 「除了江南大学」, 「上海的就不要了」."""

from __future__ import annotations

import re
from dataclasses import dataclass

# 特别推荐, 要不要, 不要求, 不要紧, 不要只: none of them leaves anything out.
_NOT = (
    r"(?:(?<![特区分个类级识辨鉴性差])别(?!的|[人处家样])|(?<!要)不要(?!紧|求|只|光|是)|唔好|甭|勿"
    r"|(?<!要)不(?:想[要找看]|找|考虑|用(?!说)|看(?!看)|推荐|喜欢)|排除|去掉|避开|剔除|除[了开去掉])"
)
_OF_US = r"(?:再|总|老是?|都|继续)?(?:给|跟|向|帮)?(?:我们?|咱们?|俺们?)?(?:再)?"
_SHOW = r"(?:推荐|介绍|推送?|找|看|列|安排|要)?(?:一?些|一?[个所家位])?(?:在|有|是)?"
_END = r",。;!?，；！？\s"
# 「不要广东的要江苏的」 goes on about what is wanted.
_GOES_ON = r"(?=的?(?:[,。;!?，；！？\s]|$)|的?(?:只要|就要|要|换|改|给我|还有|找|有没有))"
_BEFORE = re.compile(rf"{_NOT}{_OF_US}{_SHOW}(?P<what>[^{_END}]{{2,24}}?){_GOES_ON}了?")
_KIND = r"(?:学校|高校|大学|院校|老师|教授|专家|导师|专利|平台)?"
_BEHIND = re.compile(
    rf"(?P<what>[^{_END}]{{2,16}}?)的?{_KIND}(?:我)?(?:都|就|全|也|统统)?"
    rf"(?:不要|不考虑|不找|不看|除外|之外|以外|算了|去掉|排除)(?:了|的|吧)*(?=[{_END}]|$)"
)


@dataclass(frozen=True, slots=True)
class Span:
    what: str
    start: int
    end: int


def spans_left_out(text: str) -> tuple[Span, ...]:
    """Where a text rules something out; whether it is anything of a list, the caller knows."""
    found = [*_BEFORE.finditer(text), *_BEHIND.finditer(text)]
    spans: list[Span] = []
    for each in sorted(found, key=lambda match: match.start()):
        if not spans or each.start() >= spans[-1].end:
            spans.append(Span(each["what"], each.start(), each.end()))
    return tuple(spans)
