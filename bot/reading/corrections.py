"""What an owner takes back: 「不是20万，是20万美金」 leaves only the second sum.

`without_retracted` blanks what was taken back and keeps every other character in
its place, so that positions found afterwards still fit the text.
"""

import re
from itertools import chain

from bot.reading.script import normalise

_CLAUSE = r"[^,。;!?\n]"
_WRONG = r"(?:打|写|说|填|发|讲|弄|搞|输|记|选)错(?:了|啦|咯|掉了)?"
_DENIED = re.compile(
    rf"(?<![是要如若能可还])(?:不是|并不是|并非|唔系|"
    rf"勿是|没有?(?:说|讲|提)过?(?=预算|时间|工期))(?!问题|事儿?(?:[,。;!?\n]|$)|很|太|特别|那么|非常)(?P<out>{_CLAUSE}{{1,24}}?)"
    rf"(?=而是|应该是|应是|是|系|[,。;!?\n]|$)"
)
_RHETORICAL = re.compile(r"(?:吗|嘛|么|呀)\s*$")
_MISTYPED = re.compile(rf"(?P<out>{_CLAUSE}{{0,24}}?){_WRONG}")
_MISTYPED_BEFORE = re.compile(
    rf"(?:^|[,。;!?\n])(?P<out>{_CLAUSE}{{1,24}})[,。;!?\n]\s?(?:不好意思|抱歉|哎|哦|噢|啊|等下|"
    rf"等等)?,?\s?"
    rf"(?:刚才|刚刚|上面|前面)?(?:是|我)?{_WRONG}"
)
_FIELD = (
    r"(?:预算|投入|经费|地址|地区|地方|所在地|公司|企业|电话|手机号?|号码|邮箱|"
    r"时间|日期|交期|工期|期限|资质|行业)"
)
_CHANGED = re.compile(
    rf"(?:把|将)?{_FIELD}(?:从|由|把|将)?(?P<out>{_CLAUSE}{{1,24}}?)(?:改|换|调|变|提|加|降|"
    rf"减)(?:成|为|到|至)"
)
_WRONG_FIELD = re.compile(
    rf"{_FIELD}(?P<out>{_CLAUSE}{{1,16}}?)是?(?:错的|不对的?)(?=[,。;!?\n]|$)"
)
_WAS = re.compile(
    rf"(?:刚才|刚刚|上面|前面|之前|原来)(?:说|写|填|讲)?的?(?:是)?(?P<out>{_CLAUSE}{{1,20}}?)"
    r"(?:不对|不算|作废|有误)"
)
_LEFT = re.compile(
    rf"(?:不在|搬离|离开|搬出)(?P<out>{_CLAUSE}{{2,12}}?)(?:了|啦)?[,。;]{_CLAUSE}{{0,6}}?(?:搬|迁|挪|改|现在)"
)
# 厂址不在北仑,在镇海; 地址写宁波就行,别写北仑.
_NOT_THERE = re.compile(rf"不在(?P<out>{_CLAUSE}{{2,10}}?)[,。;](?={_CLAUSE}{{0,12}}(?:在|是))")
_NOT_WRITTEN = re.compile(
    rf"(?:别|不要|不用|不)写(?!名|姓|电话|手机|号码|联系)(?P<out>{_CLAUSE}{{2,10}}?)(?=[,。;!?\n了]|$)"
)
# 二十万,哦不,十二万: in one breath, the second word counts.
_SLIP = re.compile(
    rf"(?P<out>{_CLAUSE}{{1,24}})[,。;!\s]\s?(?:(?:哦|噢|喔|啊|呃|诶|哎)[,\s]?不[是对]?|不不不?|不对不对|不对(?=是)|不(?=[,\s])|(?:我)?说错了)"
    r"(?=[,。;!\s是])"
)
_PATTERNS = (
    _SLIP,
    _DENIED,
    _LEFT,
    _NOT_THERE,
    _NOT_WRITTEN,
    _MISTYPED_BEFORE,
    _MISTYPED,
    _CHANGED,
    _WRONG_FIELD,
    _WAS,
)


def without_retracted(text: str) -> str:
    """The normalised text with blanks where the owner denied or replaced something."""
    kept = list(text)
    for found in chain.from_iterable(pattern.finditer(text) for pattern in _PATTERNS):
        start, end = found.span("out")
        if not _RHETORICAL.search(text[start:end]):
            kept[start:end] = " " * (end - start)
    return "".join(kept)


# Deleting and withdrawing, and the same forbidden. 怎么还不删 and 不删不行 press for it instead.
_ACT = r"(?:[删清抹撤]|注销|销毁)"
_FORBIDDEN = re.compile(
    rf"(?:(?<!怎么)(?<!干嘛)(?<!可)(?:别|不要|不用|甭|勿|莫)(?:再|急着|给我|帮我|把{_CLAUSE}{{1,10}}?)?"
    rf"|(?:先|还是|就|又)不){_ACT}(?![错漏不])|(?<![还都么啥若是果说再不])不{_ACT}[除掉回]?了(?!我?就)"
)
_NEVER_MIND = re.compile(
    r"(?:^|(?<=[,。;!?\n]))\s?(?:哎|唉|嗯|那|还是|等等|等下|等一下|慢着)?,?(?:算了吧?|先别|别了|先不)"
    r"(?=了?\s?(?:[,。;!?\n]|$))"
)
_DONE = re.compile(_ACT)


def takes_back(text: str) -> bool:
    """Whether a request to delete or withdraw is called off: 「删掉我的资料，算了，先别删」.

    The last word counts, so 「算了，还是删了吧」 stands. 「删了算了」 in one breath wants it done.
    """
    said = normalise(text)
    forbidden = [found.end() for found in _FORBIDDEN.finditer(said)]
    dropped = [m.end() for m in _NEVER_MIND.finditer(said) if _DONE.search(said[: m.start()])]
    last = max((*forbidden, *dropped), default=None)
    return last is not None and not _DONE.search(said, last)
