"""Whether an owner wants no recommendations, which is a right and takes a plain word."""

from __future__ import annotations

import re

_THING = r"(?:推荐|推薦|推送|匹配|算法|推荐功能|个性化)"
_OFF = r"(?:关|關|停|取消|退出|退订|退訂)"
_NOT = (
    r"(?:(?<![要是])不(?:要|想|用|需要|必|再|接受|许|許|准|同意|愿)|(?<![特个区分])[别別]|甭|勿|唔好"
    r"|拒绝|禁止)"
)
_END = r"(?=[，,。；;！!？?\s]|$)"
_NOTHING_ELSE = r"(?:了|吧|啦|哈|哟|嘛|呗|哦|呀|啊|咯|谢谢)*"
_STOPS = (
    re.compile(rf"{_OFF}[^，,。的]{{0,6}}{_THING}|{_THING}[^，,。]{{0,6}}{_OFF}|退[订訂]"),
    re.compile(
        rf"{_NOT}[^，,。推]{{0,14}}推(?:荐|薦|送)?嘢?(?:给|俾)?(?:我们?)?(?:任何|什么|啥)?"
        rf"(?:这些|那些|的)?(?:东西|嘢|信息|消息|内容|广告)?{_NOTHING_ELSE}{_END}"
    ),
)
# 「不要推送老师，我自己找」: the kind is named, and that none is wanted is said as well.
_ALONE = re.compile(r"(?:我)?自己找|[，,].{0,2}烦|个性化的关|不想看")
_NO_PUSHING = re.compile(rf"{_NOT}[^，,。推]{{0,8}}推(?:荐|送)?")
_ASKS = re.compile(
    r"要不(?!要).{0,6}推荐|(?<![不别])(?:给|帮|替|请|麻烦)(?:我们?)?(?:再)?推荐|推荐(?:一?[下个位些所家件]|几|看看)"
)


def stops_recommending(text: str) -> bool:
    """「别给我推荐北京的」 leaves out a place, 「要不你推荐一个」 asks: neither stops anything."""
    if any(pattern.search(text) for pattern in _STOPS):
        return True
    return _NO_PUSHING.search(text) is not None and _ALONE.search(text) is not None


def asks_to_recommend(text: str) -> bool:
    return _ASKS.search(text) is not None and not _NO_PUSHING.search(text)
