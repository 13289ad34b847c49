"""What of an owner's words only says who writes, or asks whether anybody can."""

from __future__ import annotations

import re

_TRADE = re.compile(
    r"(?:[你您]好|请问|嗯|那个?|[，,。\s])*(?:(?:我们?|俺们?|咱们?|我哋|阿拉|这边|厂里)(?:厂|公司|家|这边)?(?:是|系|就是)?)?"
    r"[一-龥A-Za-z0-9]{0,6}?(?:做|搞|产|生产|加工|养|种|卖|开|造)?[一-龥A-Za-z0-9]{1,10}(?:的|嘅|滴)[。.!！，,\s]*"
)
_TROUBLE = re.compile(
    r"[裂漏断坏堵霉锈碎脱掉差低高大慢死烂臭酸卡松翘塌崩糊渗响烫热磨变]|不|老是|总是|问题|难|缺陷|气泡|气孔|毛刺|色差|噪"
)
_ASKS_WHO = re.compile(
    r"[，,\s]*(?:有人|有没有人|谁|哪位|有谁|有没有[^，,。]{0,6}(?:老师|专家|教授|学校|高校|单位|人))(?:能|会|可以|给)?"
    r"(?:搞|做|弄|研究|解决|懂|处理|帮忙?|看)?(?:过|得?了|一下)?(?:这个|这块|这事)?(?:的)?(?:没有?|吗|么|不|呢|啊)*[?？。]*$"
)
_LEAST = 4


def introduces_only(words: str) -> bool:
    return _TRADE.fullmatch(words) is not None and _TROUBLE.search(words) is None


def without_asking_who(words: str) -> str:
    """「H型钢焊接变形有人搞过没」: the trouble alone, where enough is left of it."""
    rest = _ASKS_WHO.sub("", words)
    return rest if len(rest) >= _LEAST else words
