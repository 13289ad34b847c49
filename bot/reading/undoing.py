"""Yes and no to what cannot be undone: 要放弃吗, 要撤回吗, 确定删除吗.

They are read by the words: 「不撤了」 and 「撤了」 are one purpose to a classifier.
"""

from __future__ import annotations

import re

from bot.reading.script import normalise

_ACT = r"(?:放弃|撤|取消|作废|删|抹掉|注销|清(?:[掉空除了]|$))"
# What may stand between the no and the act: 「别给我撤」, 「不想放弃」, 「没说要删」.
_BETWEEN = (
    r"(?>不是|可以|打算|准备|愿意?|同意|舍得|需要?|急着?|着急|给我|帮我|[是说想要用能会准许该让敢肯必再先全都])*"
    r"(?:把[^,。;!?\n]{1,8}?)?"
)
# 「是不是撤」, 「要不撤了」, 「撤不撤」 propose; 「不得不放弃」, 「怎么还不删」 press for it.
_NO = re.compile(
    r"(?<!是)(?:(?<![要能会可得撤删])(?<!放弃)(?<!取消)(?<!怎么还)(?<!咋还)(?<!干嘛还)(?:不|别|甭)|唔好|[勿莫没冇唔未咪])"
    rf"(?!得不){_BETWEEN}{_ACT}(?![错漏]|不[行可])|取消(?:撤|放弃|删)|(?:还是不|先不){_BETWEEN}{_ACT}"
)
_KEEPS = re.compile(r"继续|接着|留着|留下|保留|先放|存着")
_ENOUGH = re.compile(rf"{_ACT}|不[想要用]?再?(?:要|填|弄|登|搞|写|做|报)了?|拉倒|扔了")
_ASKS = re.compile(r"[?吗]|怎|咋|啥|什么|会不会|能不能")
_NEITHER = re.compile(r"(?:唉|哎|那)?,?算了[吧啊。!]*")
_DENYING = re.compile(r"没(?!错|问题|意见|事)|不(?!用问|后悔)|[别甭莫勿冇唔]")

_LEAD = (
    r"(?:我?(?:确定|确认|肯定|同意|说|要|想)|对的?|是的?|就|嗯+|好的?|行|可以|那|给我|帮我|请|赶紧|马上|快"
    r"|[,。!\s])*"
)
_TAIL = r"(?:[了吧掉啊呀哦哈的]|好了|算了|确定|确认|[,。!\s])*"
_ALL = r"(?:全部?|都|所有的?|统统|它|[这那][条些个]|我?填的|我的|资料|数据|信息|记录|需求|东西)*"
_CONTACT = r"(?:它|我的|电话|手机|号码?|联[系络]方式|姓名|名字|和|跟|、)*"
_LONGEST = 24
_DELETES = r"(?:删除?|清[掉空除]|抹掉?|注销)"
_NOT_DONE = re.compile(
    r"(?:那|哦|嗯|先|[,\s])*(?:取消(?:删除)?|算了|先不|不用|不要)[了吧啊哦。!,\s]*"
)


def refuses(text: str) -> bool:
    """「不撤了」, 「别放弃」: any no before the act, whatever the message was read as."""
    return _NO.search(normalise(text)) is not None


def gives_up(text: str) -> bool:
    """「撤了吧」, 「不填了」, in so many words; 「算了」 says of neither."""
    said = normalise(text)
    return (
        not (refuses(said) or _KEEPS.search(said) or _ASKS.search(said))
        and _ENOUGH.search(said) is not None
    )


def may_be_a_yes(text: str) -> bool:
    """What was read as a yes, and holds no word that speaks against it."""
    said = normalise(text)
    if _NEITHER.fullmatch(said) or refuses(said):
        return False
    return gives_up(said) or not (_DENYING.search(said) or _KEEPS.search(said))


def confirms_deletion(text: str, *, contact_only: bool) -> bool:
    """「确认删除」, 「删吧」, 「是的，删」; 「全删了」 asks for more than 只删联系方式."""
    what = _CONTACT if contact_only else _ALL
    said = normalise(text)
    whole = rf"{_LEAD}把?{what}{_LEAD}{_DELETES}{_TAIL}{what}{_TAIL}"
    return len(said) <= _LONGEST and re.fullmatch(whole, said) is not None


def refuses_deletion(text: str) -> bool:
    return refuses(text) or _NOT_DONE.fullmatch(normalise(text)) is not None
