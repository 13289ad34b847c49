"""Sentences that put a need right: 「公司改成…」, 「不是预算，那是产量」, 「加一个指标，酸价0.25」.

They steer: what they say is told apart from the words that only steer. Which value it is, the
other readers say; whether anything of it stands in the need, `bot.programme.amending`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from bot.reading.field_words import ANY_FIELD, NAMED, field_called, field_in
from bot.reading.played import PLAYS
from bot.reading.script import normalise
from bot.reading.swapping import read_announced, read_choice_of_mode, read_swap


class Act(StrEnum):
    SET = "set"
    """A new value; an empty one where the old one was only called wrong."""
    STATE = "state"
    """The value is named, and nothing is called wrong."""
    ADD = "add"
    DROP = "drop"
    """The words are to be left out of the need."""
    DENY = "deny"
    """What was taken for this field is something else."""
    SWAP = "swap"
    """Words of the need, or a field that holds them, for others."""
    CHOOSE = "choose"
    """Something is to be changed, and it is not said what."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """``field`` is None where none was named; ``old`` is what was said to be wrong."""

    act: Act
    field: str | None
    value: str = ""
    old: str = ""


# What puts something right is short; behind each of four thousand commas it is sought in vain.
LONGEST = 800
_BLANK_MARK = re.compile(r"(?<=[一-龥\d%]) (?=[一-龥])")
_C = r"[^,。;!?\n]"
# Each word is taken whole, (?>…): 「好的」 read in two ways doubles the work with each repetition.
_BEFORE = (
    r"(?:(?>好的?|行|不对|不是的|错了|等[等下]|[哦噢嗯啊诶哎]|对了|那个?|还有|另外|麻烦|请|帮我|给我|你们?|您|我们?|的|上面|"
    r"刚才|前面|卡片?上|表上|这里|里面|再|就是|[,。!\s]))*(?:把|将)?"
)
_OF = (
    r"(?:的|那里|那儿|这里|[那这][个项栏条块边]|一[栏项]|里面?|上面?|这?处|[写填]的?(?=不对|有误))*"
)
_HEDGE = r"(?:要|得|应该|应当|需要|想|帮我|给我|麻烦|请|就|也|都|还是|再)*"
_TO = r"(?:成|为|到|至|作|做|是|叫)"
_CHANGE = (
    r"(?:更?改|换|调整?|变更?|更正|修正|订正|更新)(?:一?下)?"
    rf"(?:[,:\s]*{_TO}|[:,\s]+|(?=[\d一二两三四五六七八九十]))"
)
_GROW = r"(?:提高?|降低?|加|减|增加|压)(?:到|至|成)"
_WRONG = (
    r"是?(?:我们?|你们?)?(?:(?:写|填|打|说|记|弄|搞|登|报|输)(?:得|的)?(?:不对|错)|"
    r"不对(?![外称齐劲口路付])|有误|错)(?:了|的|啦|啊|吧|哦)*"
)
_RIGHT = r"(?:应该?|应当|其实|实际上?|正确的?|真正的?|而)*(?:是|为|叫做?|写|改[成为])"
_END = r"(?=[,。;!?\n]|$)"
_MISSED = r"(?:还)?(?:漏|少|缺|落)了?(?:写|说|填|登)?了?(?:一?[个条项点])?"

# Behind the name of a field: act, pattern, and whether it takes the whole rest for its value.
_NAMED_STEPS: tuple[tuple[Act, re.Pattern[str]], ...] = (
    (Act.SET, re.compile(
        rf"{_OF}不是(?P<old>{_C}{{1,20}}?)[,。;\s]*(?:{_C}{{1,12}}[,。;]\s?)??"
        r"(?:而|应该?|应当|这[回次]|现在)*(?:是|叫)[:\s]*"
    )),
    (Act.SET, re.compile(rf"{_OF}(?:从|由)?(?P<old>{_C}{{0,20}}?){_HEDGE}{_CHANGE}[:\s]*")),
    (Act.SET, re.compile(
        rf"{_OF}(?P<old>{_C}{{0,20}}?){_WRONG}[,。!\s]*(?P<right>{_RIGHT})?[:,\s]*"
    )),
    (Act.ADD, re.compile(
        rf"{_OF}{_HEDGE}(?:加|添|补充?|增加)(?:上|一?[个条项点]|进去|一?下)+[:,\s]*(?=\S)"
    )),
    (Act.ADD, re.compile(rf"{_OF}{_MISSED}[:,\s]*(?=\S)")),
)  # fmt: skip
_GROWS = re.compile(rf"{_OF}(?P<old>{_C}{{0,12}}?){_HEDGE}{_GROW}[:\s]*")
_STATED = re.compile(
    rf"{_OF}(?:我选|选)?{_HEDGE}(?:其实)?(?:是|叫做?|为|[写填](?!上|进|清|错)成?|用|选|:)[:\s]*(?=\S)"
)
# 「不要公司了」, 「预算别写」: said of a field by its name, at any time. Of a name or a number to
# call others decide.
_LEFT_OUT_BY_NAME = re.compile(
    rf"{_BEFORE}(?:算了|[,\s])*(?:不要|不用|别|甭|去掉|删掉|拿掉)(?:再)?(?:写|填|提|登|留)?{NAMED}(?:了|吧|啦|哈)*{_END}"
    rf"|{_BEFORE}(?:算了|[,\s])*(?P<after>{ANY_FIELD})(?:那[个项栏]|这[个项栏])?(?:就|还是|先|也|都)*(?:不要|不用|别|甭)(?:再)?(?:写|填|提|登)(?:上|进去)?(?:了|吧|啦|哈)*{_END}"
)
_SUM_BEHIND = re.compile(rf"{_OF}{_HEDGE}\s?(?=[\d一二两三四五六七八九十百几])")
# 「预算没定」: what follows the name is the value.
_UNDECIDED = re.compile(
    rf"{_OF}(?=(?:还|也|暂时|目前)*(?:[没未不]有?|尚未)(?:最?终)?(?:核?定|想好|批|确定))"
)
_HEAD = re.compile(rf"{_BEFORE}{NAMED}")
_CAN_GROW = frozenset({"budget", "deadline", "detail"})
# The trouble itself is told in such words: 「参数不对，做出来发黄」.
_FREE = frozenset({"problem", "detail"})
# 「不是预算，20万方是产量」, 「20万方不是预算」.
_DENIES = re.compile(
    rf"{_BEFORE}(?:不是|不算|唔系|没有?说过?){NAMED}(?:的?(?:问题|意思|事))?{_END}"
    rf"|{_BEFORE}(?P<of>{_C}{{1,16}}?)(?:不是|并不是|不算|唔系)(?P<what>预算|经费|时间|期限|工期){_END}"
)
_DENIED_BEHIND = re.compile(
    rf"(?<=\S)[,;\s]*(?:而|并)?(?<!是)不是(?P<old>{_C}{{1,20}}?)(?:的|了|啊|哦|吧)*$"
)
_DENIED_AFTER = re.compile(
    rf"(?:{_OF})(?P<old>{_C}{{0,20}}?){_WRONG}[,。!\s]*(?:那个?|这个?)(?:是|系)"
)
_CAN_BE_LEFT_OUT = frozenset({"company", "budget", "deadline", "mode", "industry", "region"})
_DENIABLE = frozenset({"budget", "deadline"})
_DENIED_KIND = {"预算": "budget", "经费": "budget"}

# Sentences that name no field, or name it behind the value -----------------------------------
_WISH = r"(?:也|都|还|要|得|需要|请|麻烦|帮我|给我|可以)"
_PUT = r"(?:写|加|补|填|添|记|放)(?:上去?|进去?)(?:吧|了|啊|呗|一下|哈)*"
_WRITE_IT = re.compile(
    rf"(?P<named_first>{_BEFORE})(?P<value>[^。;!?\n]{{1,80}}?)[,\s]*"
    rf"(?:(?:把|将)?(?P<field>{ANY_FIELD})(?:里|那里)?{_WISH}*|{_WISH}+){_PUT}[。!]*"
)
# 「60万次才是要求的，指标里没写进去」.
_NOT_PUT = re.compile(
    rf"{_BEFORE}(?P<value>[^。!?\n]{{2,80}}?)[,;\s]*(?P<field>{ANY_FIELD})(?:里面?|那里|上面?|中)?(?:怎么|咋|还|都|也|好像)*"
    r"(?:没有?|冇)(?:给我|帮我)?(?:写|记|加|填|放|列)(?:进[去来]|上去?|到|出来)*(?:了|呢|啊|吧|[。!])*"
)
# 「60万次才是要求」: which part a figure plays.
_PLAYS = re.compile(rf"{_BEFORE}(?P<value>{_C}{{0,12}}?{PLAYS})[。!]*")
_ADD_FIRST = re.compile(
    rf"{_BEFORE}(?:还得|还|要|想)*(?:加|添|补|增加)(?:上|进)?(?:一?[个条项点]|上|进)(?:{NAMED})?[:,\s]*(?P<value>\S.*)",
    re.DOTALL,
)
_SUPPLEMENT = re.compile(
    rf"{_BEFORE}(?:还|要|想|有)*(?:补充|说漏)(?:说明)?(?:了|一?下|一?[句点条个]|两句)*(?:{NAMED})?[:,\s]*(?P<value>\S.*)",
    re.DOTALL,
)
_LEFT_OUT = re.compile(
    rf"{_BEFORE}(?:(?:忘了?|漏了?)(?:说|写|讲|提|填)了?(?:一?[个条项点句])?|{_MISSED})[:,\s]*(?P<value>\S.*)",
    re.DOTALL,
)
_UNSAID = re.compile(
    rf"{_BEFORE}(?P<value>\S.*?)[,\s]*我?们?(?:前面|刚才|刚刚|之前|上面)(?:都|也)?(?:忘了?|漏了?|没有?)(?:说|写|讲|提|填)(?:到|了|的|过)*[。!]*",
    re.DOTALL,
)
_AND_ALSO = re.compile(
    r"(?:还有|再就是|也可以|还可以|也行)[:,\s]*(?P<value>(?!一?[个件样桩])\S.{0,40})"
)
_BARE = re.compile(r"(?:改|换)(?:成|为|到|做|作)(?P<value>\S.{0,60}?)[。!]*")
_MANY_WISHES = re.compile(r"想|希望|怎么|如何|咋|能不能|可不可以|才能|要(?=把|[去删])")
_DROP = re.compile(
    rf"{_BEFORE}(?P<value>{_C}{{1,30}}?)(?:这个|那个|这[条句]|那[条句]|[,\s])*(?:(?:去|删|拿|划|抹)掉|删了|删除|不要了"
    r"|(?:就|都|也|先|可以)?(?:别|不要|不用|甭)(?:再)?(?:写|填|提|放|记)(?:上去?|进去?|了|出来)*)(?:吧|了|哈|啊)*[。!]*"
)
_DROP_FIRST = re.compile(
    rf"{_BEFORE}(?:别|不要|不用|甭|去掉|删掉|删除|拿掉)(?:写|填|提|放)?(?P<value>{_C}{{2,30}}?)(?:了|吧|哈)*[。!]*"
)
# What is asked for with these is erasing, which is nobody's correction.
_PERSONAL = re.compile(
    r"资料|信息|记录|电话|手机|号码|联系|名字|姓名|微信|我的|全部|所有|需求|[这那]条$|聊天"
)
_NAMES_ME = re.compile(
    r"(?:^|[,。;!\s])(?:我|本人)(?:是|叫|名叫)(?P<name>[一-龥·]{2,4}?)(?=[,。!\s]|$)"
)
_ABOUT_NAME = re.compile(r"名字|姓名|联系人")
_WANTS_CHANGE = re.compile(
    rf"{_BEFORE}(?:要|想|需要|能不能|可以|得)*(?:修改|更改|变更|改)(?:一?下|改)?(?:我的?|这[个条]|那[个条]|刚才|登记|提交|的|之前)*"
    r"(?:需求|内容|信息|登记|表)(?:了|吧|呢|吗)?(?:[,。:;\s!]+|$)"
)
_ASKS = re.compile(r"[?]|吗$|怎么改|能改不|如何改|可以改|啥|什么|哪")
_ENDING = re.compile(r"(?:也可以|也行|都行|就行|就可以|才对|吧|哈|啊|呀|哦|谢谢)+$")
_HELD = re.compile(r"不[变改动用]|没[变错]")


def read_amendments(text: str, *, at_rest: bool) -> tuple[Amendment, ...]:
    """What a message puts right; empty where it does not.

    ``at_rest``: no question is in hand (the summary stands, or the need is recorded), so that
    sentences count which name no field, or only state one.
    """
    if len(text) > LONGEST:
        return ()
    # Many write a blank where others put a comma.
    said = _BLANK_MARK.sub(",", normalise(text))
    whole = _WANTS_CHANGE.match(said) if at_rest else None
    if whole is not None:
        said = said[whole.end() :]
        if not said:
            return (Amendment(Act.CHOOSE, None),)
    if _ASKS.search(said):
        return ()
    found = tuple(_named(said, at_rest=at_rest)) or tuple(_unnamed(said, at_rest=at_rest))
    return found or ((Amendment(Act.CHOOSE, None),) if whole and not found else ())


# Named -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    act: Act
    field: str
    start: int
    end: int
    old: str
    told: bool
    """A value is to follow; without one nothing was said."""


def _named(said: str, *, at_rest: bool) -> Iterator[Amendment]:
    heads = [head for at in _clause_starts(said) if (head := _head(said, at, at_rest=at_rest))]
    heads = [h for i, h in enumerate(heads) if i == 0 or h.start >= heads[i - 1].end]
    for head, after in zip_longest(heads, heads[1:]):
        value = said[head.end : after.start if after else len(said)].strip(" ,。;!\n")
        if head.act is Act.DENY:
            value = value.removeprefix("而").removeprefix("是")
        value, wrong = _apart_from_denied(value) if head.act is Act.SET else (value, "")
        if value or not head.told:
            yield Amendment(head.act, head.field, _without_ending(value), head.old or wrong)


def _apart_from_denied(value: str) -> tuple[str, str]:
    """「公司写错了，是恒力不是恒利」."""
    found = _DENIED_BEHIND.search(value)
    return (value[: found.start()], found["old"]) if found else (value, "")


def _clause_starts(said: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer(r"[,。;!?\n]\s*", said))]


def _head(said: str, at: int, *, at_rest: bool) -> _Head | None:
    denied = _denied(said, at) or _left_out(said, at)
    if denied is not None:
        return denied
    named = _HEAD.match(said, at)
    field = field_in(named) if named else None
    if named is None or field is None or _HELD.match(said, named.end()):
        return None
    if field in _DENIABLE and (wrong := _DENIED_AFTER.match(said, named.end())):
        return _Head(Act.DENY, field, at, wrong.end(), wrong["old"].strip(), False)
    for act, pattern in _NAMED_STEPS:
        found = pattern.match(said, named.end())
        if found is None or not _is_meant(field, found, said):
            continue
        old = (found.groupdict().get("old") or "").strip("的是:, ")
        open_ended = "right" in found.groupdict() and not found["right"]
        return _Head(act, field, at, found.end(), old, not open_ended)
    grows = _GROWS.match(said, named.end()) if field in _CAN_GROW else None
    if grows is not None:
        return _Head(Act.SET, field, at, grows.end(), grows["old"], True)
    stated = _stated(said, named.end(), field) if at_rest else None
    return _Head(Act.STATE, field, at, stated.end(), "", True) if stated else None


def _stated(said: str, at: int, field: str) -> re.Match[str] | None:
    stated = _STATED.match(said, at)
    if stated or field != "budget":
        return stated
    return _SUM_BEHIND.match(said, at) or _UNDECIDED.match(said, at)


def _is_meant(field: str, found: re.Match[str], said: str) -> bool:
    """「参数不对，做出来发黄」 goes on about the trouble; 「指标不对，应该是…」 does not."""
    if field not in _FREE or "right" not in found.groupdict() or found["right"]:
        return True
    return found.end() == len(said)


def _denied(said: str, at: int) -> _Head | None:
    found = _DENIES.match(said, at)
    if found is None:
        return None
    field = _DENIED_KIND.get(found["what"], "deadline") if found["what"] else field_in(found)
    if field not in _DENIABLE:
        return None
    return _Head(Act.DENY, field, at, found.end(), found["of"] or "", False)


def _left_out(said: str, at: int) -> _Head | None:
    found = _LEFT_OUT_BY_NAME.match(said, at)
    if found is None:
        return None
    field = field_called(found["after"]) if found["after"] else field_in(found)
    if field not in _CAN_BE_LEFT_OUT:
        return None
    return _Head(Act.DROP, field, at, found.end(), "", False)


def _without_ending(value: str) -> str:
    return re.sub(r"(?:也可以|也行|都行|就行|就可以|才对|吧|哈|啊|呀|哦|谢谢)+$", "", value).strip(
        " ,"
    )


# Not named ----------------------------------------------------------------------------------


def _unnamed(said: str, *, at_rest: bool) -> Iterator[Amendment]:
    put = _WRITE_IT.fullmatch(said)
    if put is not None and (put["field"] or at_rest):
        named = _HEAD.fullmatch(put["field"]) if put["field"] else None
        yield Amendment(Act.ADD, field_in(named) if named else None, put["value"])
        return
    missing = _NOT_PUT.fullmatch(said)
    if missing is not None and field_called(missing["field"]) in _FREE:
        yield Amendment(Act.ADD, "detail", missing["value"])
        return
    mode = read_choice_of_mode(said)
    if mode is not None:
        yield Amendment(Act.SET, "mode", mode)
        return
    swap = read_swap(said)
    if swap is not None:
        yield Amendment(Act.SWAP, None, swap.value, swap.old)
        return
    announced = read_announced(said)
    if announced is not None:
        yield Amendment(Act.STATE, None, _without_ending(announced))
        return
    if at_rest:
        yield from _at_rest(said)


def _at_rest(said: str) -> Iterator[Amendment]:
    me = _NAMES_ME.search(said)
    if me is not None and (_ABOUT_NAME.search(said) or me.end() == len(said)):
        yield Amendment(Act.SET, "person", me["name"])
        return
    drop = _DROP.fullmatch(said) or _DROP_FIRST.fullmatch(said)
    if drop is not None and not (_PERSONAL.search(drop["value"]) or _MANY_WISHES.search(said)):
        yield Amendment(Act.DROP, None, drop["value"])
        return
    for pattern in (_PLAYS, _ADD_FIRST, _SUPPLEMENT, _LEFT_OUT, _UNSAID, _AND_ALSO):
        found = pattern.fullmatch(said)
        # 「再补充一个问题，…」 is another matter.
        if found is not None and field_in(found) != "problem":
            yield Amendment(Act.ADD, field_in(found), _without_ending(found["value"]))
            return
    bare = _BARE.fullmatch(said)
    if bare is not None:
        yield Amendment(Act.SET, None, bare["value"])
