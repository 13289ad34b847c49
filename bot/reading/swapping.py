"""Words that take the place of others, where no field is named: 「蝶阀，不是球阀」, 「不要委托了，
改成合作开发」, 「改一下，顶针是SKD61的」."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.reading.modes import read_modes

_C = r"[^,。;!?\n]"
_SLIP = r"(?:打字|打|写|说|填|发|讲|弄|搞|输|记)错(?:了|啦|字)*"
# What comes before the words that count, in any number and order; each is taken whole.
_LEAD = (
    rf"(?:(?>{_SLIP}|好的?|行|不对|不是的|错了|等[等下]|等一?会儿?|等一下|慢着|[哦噢嗯啊诶哎]|对了|那个?|还有|另外|麻烦|请|帮我|给我|你们?|"
    r"您|我们?|俺们?|的|上面|刚才|刚刚|前面|卡片?上|表上|这里|里面|再|就是|算了|不好意思|抱歉|更正(?:一?下)?|纠正(?:一?下)?|"
    r"应该|应当|其实|准确地?说|主要|[,。!\s]))*"
)
_SWAPS = (
    re.compile(
        rf"{_LEAD}(?:把|将)?(?P<old>{_C}{{1,20}}?)(?:(?:更?改|换)(?:成|为|做|作|(?=\d))|"
        rf"(?:写|打|说|填|记|搞|弄)错(?:字|了|啦)*[,。\s]*(?:应该|其实|应当)?是)(?P<value>(?:(?!不是){_C}){{1,40}})[。!]*"
    ),
    re.compile(
        rf"{_LEAD}不是(?P<old>{_C}{{1,20}}?)的?[,。;\s]*(?:而|应该|应当)?(?:是|系)"
        r"(?P<value>[^,。;]{1,40}?)(?:[,。;\s]+(?P<more>(?!不是)[^?]{2,60}?))?[。!]*"
    ),
    # 「算了还是花椒，核桃以后再说」 takes the exchange back.
    re.compile(
        rf"{_LEAD}还是(?:说|先说|先弄|弄)?(?P<value>{_C}{{1,20}}?)(?:吧|的)?[,。;\s]+(?P<old>{_C}{{1,20}}?)"
        r"(?:的事)?(?:以后|下次|回头|改天|先不|就不)(?:再?说|再?讲|再?弄|再?登记?|管)?(?:了|吧)?[。!]*"
    ),
    # The right word first. 「是不是」 asks.
    re.compile(
        rf"{_LEAD}{_C}{{0,8}}?(?<!不)(?:是|系)(?P<value>(?!不是){_C}{{1,20}}?)[,。;\s]*(?:而|并)?"
        rf"(?<!是)(?:不是|唔系)(?P<old>{_C}{{1,20}}?)[。!]*"
    ),
)
# 「材料写错了，是35CrMo不是42CrMo」: what the slip is of is no word that is to go.
_OF_A_SLIP = re.compile(
    rf"{_LEAD}(?:{_C}{{1,8}}?(?:那里|这里|那项|里)?(?:{_SLIP}|不对|有误)(?:了|的)?[,。;\s]*)"
    r"(?:应该|应当|其实)?(?=不?(?:是|系))"
)
# 「7天那个不对，是放5天」: a figure stands in the need, whatever is said of it.
_NUMBER = r"[\d一二两三四五六七八九十百千万半]"
_FIGURE_WRONG = re.compile(
    rf"{_LEAD}(?P<old>{_C}{{0,12}}?{_NUMBER}{_C}{{0,8}}?)(?:那个?|这个?|那[项条里]|这[项条里]|数字?|的)*"
    r"(?:不对|不准确?|有误|(?:写|打|说|填|记|弄|搞)?错)(?:了|的|啊|吧|[,。;\s])+"
    r"(?:应该?|应当|其实|实际上?|正确的?|现在|目前|要求|改)*(?:是|为|成|要|到)"
    rf"(?P<value>(?:(?!不是){_C}){{0,12}}?{_NUMBER}(?:(?!不是){_C}){{0,20}}?)(?:才对|才是|吧|啊|哦|[。!])*"
)
# Behind a slip that was named, 「上面」 is no word of the need.
_LEAD_ALONE = re.compile(_LEAD)
_REFUSES = r"(?:不(?:要|用|想|再|做|搞|走|选|考虑)|别|甭)(?:要|用|做|搞|走|选|请|找|弄|再|考虑)*"
_TAKES = (
    r"(?:(?:(?>还是|那就|就|我们?|要|想要?|直接|给我|请|选|用|走|做|找"
    r"|(?:改|换)(?:成|为|用|做|到)?))+)"
)
_END = r"(?:了|啦|吧|呢|哈|好了|算了|[。!])*"
_CHOICES = (
    re.compile(rf"{_LEAD}{_REFUSES}(?P<old>{_C}{{2,14}}?){_END}[,。;\s]*{_TAKES}(?P<value>.+)"),
    re.compile(
        rf"{_LEAD}{_TAKES}(?P<value>{_C}{{2,16}}?){_END}[,。;\s]+{_REFUSES}(?P<old>{_C}{{2,14}}?){_END}"
    ),
    re.compile(rf"{_LEAD}(?P<old>{_C}{{2,14}}?)(?:算|免)了{_END}[,。;\s]*{_TAKES}(?P<value>.+)"),
)
_LONGEST_CHOICE = 30
# 「改一下，…」 announces that something differs, and what follows says what.
_ANNOUNCED = re.compile(
    rf"{_LEAD}(?:更?改|更正|纠正|修改|补正|调整)(?:一?下|[一1]?[个处点])[,:\s]*"
    rf"(?P<value>{_C}{{1,14}}?(?:是|为|用的?|有|到|要)\S[^。;!?\n]{{1,60}})[。!]*"
)


@dataclass(frozen=True, slots=True)
class Swap:
    old: str
    value: str


def read_swap(said: str) -> Swap | None:
    """Whether the old words stand anywhere, the need knows."""
    slip = _OF_A_SLIP.match(said)
    contrast = _first_of(_SWAPS[1:], said[slip.end() :]) if slip is not None else None
    return contrast or _first_of((*_SWAPS, _FIGURE_WRONG), said)


def _first_of(patterns: Iterable[re.Pattern[str]], said: str) -> Swap | None:
    for pattern in patterns:
        found = pattern.fullmatch(said)
        if found is None:
            continue
        old, value = found["old"].strip(), found["value"].strip()
        more = found.groupdict().get("more")
        if more and value[-2:] not in more:
            # What follows is no retelling of the trouble with the right word.
            continue
        alike = _both_of(old, value)
        if alike:
            old, value = old[:-1], value[:-1]
        # A character by itself stands in many words.
        if value and (len(old) > 1 or alike) and not _LEAD_ALONE.fullmatch(old):
            return Swap(old, value)
    return None


def _both_of(old: str, value: str) -> bool:
    """「铝的不是铜的」: what stands in the need is 铜."""
    return all(len(each) > 1 and each.endswith("的") for each in (old, value))


def read_choice_of_mode(said: str) -> str | None:
    """「算了不要合作开发，改成委托」; of other things such words set terms: 不要糖，要天然的."""
    if len(said) > _LONGEST_CHOICE:
        return None
    for pattern in _CHOICES:
        found = pattern.fullmatch(said)
        if found and read_modes(found["old"]) and read_modes(found["value"]):
            return found["value"]
    return None


def read_announced(said: str) -> str | None:
    """What differs, where it is announced and neither a field nor the old words are named."""
    found = _ANNOUNCED.fullmatch(said)
    return found["value"] if found else None
