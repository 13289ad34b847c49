"""What an owner wants back by a bare word: 「撤了吧」, 「第二个撤了吧」, 「轴承那个撤回」."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reading.choices import read_choice
from bot.reading.script import normalise
from bot.reading.undoing import refuses

_LEAD = (
    r"(?:(?>那|就|我们?|您?好|好的|行|嗯|算了|还是|先|麻烦|请|帮我|给我|可以|能不能|要|想"
    r"|把|将|[,。!\s]))*"
)
_ACT = r"(?:撤[回销掉]?)"
_TAIL = r"(?:(?>了|掉|吧|啊|哈|哦|呢|它|算了|好了|[,。!\s]))*"
_WISH = re.compile(
    rf"{_LEAD}(?P<before>[^。;!?\n]{{0,16}}?)(?:给我|帮我|就|先|也|都|还是|要|[,\s])*{_ACT}{_TAIL}"
    r"(?P<after>[^,。;!?\n]{0,16}?)(?:了|吧|[。!])*"
)
# 「那条」, 「刚才登记的需求」 name a need, and not which.
_SOME_NEED = re.compile(
    r"(?:我|刚才|刚刚|上面|前面|之前|登记|提交|填|说|这|那|[个条件次]|的|了|技术|需求|难题)*(?:需求|难题|[这那][个条件次]|登记)"
    r"(?:的)?"
)
_OF_CONSENT = re.compile(
    r"同意|授权|许可|电话|手机|号码|联系|姓名|名字|信息|资料|隐私|引荐|转交|声明"
)
# 「第二条不要了，撤了吧」.
_DONE_WITH = re.compile(r"(?:不[要做弄搞想需]+了?|没用了?|解决了?|搞定了?)[,\s]*$")
_LAST = re.compile(r"(?:最后|后面|下面|后)(?:一?[个条]|那[个条])(?:需求)?|最后的?")
# 「我先撤了」 takes leave.
_LEAVES = re.compile(
    r"(?:那|好的?|行|我们?|就|[,\s])*先撤[了啦]?[啊哈哦吧。!]*|我们?撤了[啊哈哦。!]*"
)
_POINTS = re.compile(r"^(?:那个?|这个?)|(?:的?[这那]?[个条件项]?(?:需求|难题)?)$")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class TakingBack:
    """``nth`` of those shown, ``words`` of one of them, ``of_need``: a need, and no consent;
    where nothing of it is said, it is open what is meant."""

    of_need: bool = False
    nth: int | None = None
    words: str = ""


def read_taking_back(text: str) -> TakingBack | None:
    said = normalise(text).strip()
    if len(said) > _LONGEST or refuses(said) or re.search(r"[?]|吗|怎么|如何|什么|啥|能撤", said):
        return None
    found = _WISH.fullmatch(said)
    if found is None or _LEAVES.fullmatch(said):
        return None
    what = _DONE_WITH.sub("", (found["before"] or found["after"]).strip())
    if _OF_CONSENT.search(what) and not _SOME_NEED.fullmatch(what):
        return None
    return read_which(what)


def read_which(what: str) -> TakingBack:
    """「第二个」, 「轴承那条」: which one, said by itself or with the wish."""
    said = normalise(what).strip(" ,。!")
    if not said:
        return TakingBack()
    if _SOME_NEED.fullmatch(said):
        return TakingBack(of_need=True)
    chosen = read_choice(_POINTS.sub("", said) or said) or read_choice(said)
    if chosen is not None and len(chosen.numbers) == 1:
        return TakingBack(of_need=True, nth=chosen.numbers[0])
    if _LAST.fullmatch(said):
        return TakingBack(of_need=True, nth=-1)
    return TakingBack(of_need=True, words=_POINTS.sub("", said))
