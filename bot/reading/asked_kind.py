"""What an owner asks to see beside the trouble that is told: 「鱼竿一甩就断，想找专利」."""

from __future__ import annotations

import re

_SOME = r"(?:一?[个位名所家件项些点下]|几[个位名所家件项])?"
_SEEKS = (
    r"(?:(?:想|要|求|帮我?|给我?们?|能不能|可以)?(?:找找?|查查?|搜搜?|推荐|介绍)"
    rf"{_SOME}|有没有|有无|求)"
)
# 「找专利代理」 wants an agent, and who is sued over a patent wants none.
_PATENT = re.compile(
    rf"{_SEEKS}(?:看看?)?(?:有没有)?(?:(?!代理|[写申])[^，,。；;！!？?\n]){{0,8}}?专利(?!代理|律师|纠纷|侵权|申请|撰写|局|法|权|事务)"
)
_MENTOR = re.compile(
    rf"(?:{_SEEKS}|请{_SOME})[^，,。；;！!？?\n]{{0,8}}?(?:教授|老师(?!傅)|专家|导师|博导|院士)"
)
# Whoever wants to work with a university wants no list: that is a way of working together.
_WITH = r"合作|联合|一起|一块|共同|委托|开发|研发|攻关|共建|对接|搞|做|建"
_UNIVERSITY = re.compile(
    rf"(?:{_SEEKS}|哪[个所家些])(?:[^，,。；;！!？?\n]{{0,6}}?的)?(?:大学|高校|学校|院校)"
    rf"(?!食堂|宿舍|教室|[^，,。；;！!？?\n]{{0,4}}(?:{_WITH}))"
)
# 「不找专利」, 「别给我找老师」.
_REFUSED = re.compile(r"(?:不|别|甭|没)(?:想|要|用|打算|需要)?(?:再)?(?:帮我?|给我?)?$")
_KINDS = (("patent", _PATENT), ("mentor", _MENTOR), ("university", _UNIVERSITY))


def read_asked_kind(text: str) -> str | None:
    """``patent``, ``mentor`` or ``university``; ``text`` is normalised."""
    for kind, pattern in _KINDS:
        found = pattern.search(text)
        if found is not None and not _REFUSED.search(text[: found.start()]):
            return kind
    return None
