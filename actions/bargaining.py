"""「两万包干行不行」 bargains and is refused; 「怎么收费」 only asks."""

from __future__ import annotations

import re

_BARGAIN = re.compile(
    r"砍|打.{0,2}折|对折|折扣|优惠|讲价|还价|压价|让[点些利]|太贵|嫌贵|贵了|少[点些]|降[点些]|底价|最低(?:多少|价|能)|一口价"
    r"|便宜[点些]?(?:行|可|能|吧|呗|卖|不|点)|[能可]不?[能可以]*便宜|平[啲点]|(?:能|可以|还能?)(?:再)?(?:谈|商量|讲)"
    r"|[\d一二两三四五六七八九十百千几]+(?:来)?[万千百块元wk].{0,6}"
    r"(?:行不行|行吗|行的话|卖|给我|成交|包干|打包|拿下|成不成|成吗|干不干|能谈)"
    r"|(?:能不能|可不可以|就)[\d一二两三四五六七八九十百千几]+[万千百块元wk].{0,4}给我|只出得?起|再少"
)
_OF_MONEY = frozenset({"ask_fee", "cheaper"})


def bargains(text: str, intent: str) -> bool:
    """Whether a message about money names or wants a price of its own."""
    return intent in _OF_MONEY and _BARGAIN.search(text) is not None
