"""What of an owner's words only says who writes, or asks whether anybody can."""

from __future__ import annotations

import re

_SUBJECT = (
    r"(?:[你您]好|喂|请问|嗯|那个?|[，,。\s])*"
    r"(?:(?:我们?|俺们?|咱们?|我哋|阿拉|这边|厂里)(?:厂|公司|家|这边|这里)?(?:是|系|就是)?)?"
)
_PLACE = r"(?:[，,\s]*(?:厂子?|公司|人|我们?|俺们?)?(?:就?在|位于)[一-龥]{2,12})?"
_TRADE = re.compile(
    rf"{_SUBJECT}"
    r"[一-龥A-Za-z0-9]{0,6}?(?:做|搞|产|生产|加工|养|种|卖|开|造)?[一-龥A-Za-z0-9]{1,10}(?:的|嘅|滴)"
    rf"{_PLACE}[。.!！，,\s]*"
)
# 「我们开纸箱厂」: without 的 only a works, and somebody who has it.
_WORKS = re.compile(
    r"(?:[你您]好|喂|请问|嗯|那个?|[，,。\s])*(?>我们?|俺们?|咱们?|我哋|阿拉|这边)(?:家|这边|这里)?"
    r"(?:是|系|就是)?(?:在[一-龥]{2,8})?(?:做|搞|开|办)?了?(?:一?[家个间])?(?!给|跟|和|想|要|找|问|有)[一-龥]{2,12}(?:厂|公司|作坊|合作社)"
    rf"{_PLACE}[。.!！，,\s]*"
)
_TROUBLE = re.compile(
    r"[裂漏断坏堵霉锈碎脱掉差低高大慢死烂臭酸卡松翘塌崩糊渗响烫热磨变]|不|老是|总是|问题|难|缺陷|气泡|气孔|毛刺|色差|噪"
)
_ASKS_WHO = re.compile(
    r"[，,\s]*(?:有人|有没有人|谁|哪位|有谁|有没有[^，,。]{0,6}(?:老师|专家|教授|学校|高校|单位|人))(?:能|会|可以|给)?"
    r"(?:搞|做|弄|研究|解决|懂|处理|帮忙?|看)?(?:过|得?了|一下)?(?:这个|这块|这事)?(?:的)?(?:没有?|吗|么|不|呢|啊)*[?？。]*$"
)
_LEAST = 4
# 「公司叫河南豫申起重机有限公司。」 stands in its own field.
_FIRM = re.compile(
    r"(?:我们?)?(?:公司|单位|厂名?|厂子)(?:名称|全称|名字?)?(?:叫|是|就叫|叫做)[^，,。；;\s]{2,30}(?:公司|厂|社|中心|集团|店)[，,。；;\s]+"
)
_CLAUSE_END = re.compile(r"[，,。；;\s]+")
# What of an introduction names no product.
_OF_NO_PRODUCT = re.compile(r"[是系做搞产养种卖开造的嘅滴厂在我们]|生产|加工|公司")


def introduces_only(words: str) -> bool:
    """「我是开纸箱厂的」, 「做竹筷子的 在建瓯」: who writes, and nothing of a trouble."""
    introduces = _TRADE.fullmatch(words) or _WORKS.fullmatch(words)
    return introduces is not None and _TROUBLE.search(words) is None


def without_asking_who(words: str) -> str:
    """「H型钢焊接变形有人搞过没」: the trouble alone, where enough is left of it."""
    rest = _ASKS_WHO.sub("", words)
    return rest if len(rest) >= _LEAST else words


def without_introducing(words: str) -> str:
    """「我是开纸箱厂的，纸箱受潮发软」: the trouble alone, where it names the product itself."""
    firm = _FIRM.match(words)
    if firm is not None and len(words) - firm.end() >= _LEAST:
        words = words[firm.end() :]
    ends = list(_CLAUSE_END.finditer(words))
    # The longest beginning that only introduces: a place may stand behind the trade.
    for end in reversed(ends[:3]):
        first, rest = words[: end.start()], words[end.end() :]
        if introduces_only(first) and _names_same(first, rest):
            return rest if len(rest) >= _LEAST else words
    return words


def _names_same(first: str, rest: str) -> bool:
    product = _OF_NO_PRODUCT.sub(" ", first)
    pairs = [product[i : i + 2] for i in range(len(product) - 1)]
    return any(" " not in pair and pair in rest for pair in pairs)
