"""The date by which an owner needs a result.

「前」 before a month, a quarter or a holiday ends the day before: 2027年6月前 on 31 May,
国庆前 on 30 September. 十月一号前 counts that day, as offices do (于某日前报送), and
年底前 or 三个月内 their last day. A duration is a deadline only where something says
so (内, 完成, 工期 …): 保质期12个月 and 用了三年的设备 are none.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.reading.calendar_words import Stretch, add_days, add_months, stretches
from bot.reading.lasting import BEFELL, OFTEN, PAID, RATE, TAKES, is_of_a_thing
from bot.reading.time_spans import TimeSpan, time_spans

_EVENT = (
    r"(?:份|的)?(?:投产|量产|上线|上市|开学|开工|开业|开机|开幕|开展|交货|发货|验收|检查|评审|投标"
    r"|交[船车房]|[一-龥]{1,2}季)"
)
_BEFORE = re.compile(rf"\)?(?:{_EVENT}?(?:之前|以前|前头|前)|之内|以内|内)(?![一-龥]?[面期])")
_AFTER = re.compile(r"(?:以后|之后|过后|后)(?!面)")
# 7月1日实施,得赶在那之前: the day was named, and "before that" sets the limit.
_BEFORE_THAT = re.compile(
    r"(?:在|到|赶)[那此这](?:个?时候|天|日)?(?:之前|以前|前)"
    # 1月15号再来查,查之前必须达标.
    r"|(?<=[,。;])(?:那|此)?[一-龥]{0,2}(?:之前|以前)(?=就?得|就?要|必须|应该|务必|就?弄|就?拿)"
)
_TO = re.compile(r"\s?(?:-|~|到|至)\s?")
_OPEN = re.compile(
    r"不(?:着|是?很|太|怎么|那么)?急|不赶|不限(?:时|期)|时间不限|没有?(?:具体)?(?:时间|"
    r"期限)?(?:要求|限制)|(?:越快|越早)越好|越快|越早|尽快|尽早|随时|"
    r"慢慢来|看情况|没想好|还没定|都行|都可以|没时间要求|抓紧|马上|立刻|立马"
    r"|不用(?:太|很|那么)?[快急赶]|等不[及起]|不等人"
)
_OPEN_ONLY_WHEN_ASKED = re.compile(
    r"看情况|没想好|还没定|都行|都可以|抓紧|马上|立刻|立马|不急|随时"
    r"|不用(?:太|很|那么)?[快急赶]|等不[及起]|不等人"
)
# Nothing else is said: 「不急」 is of the time, whatever was asked.
_NO_HURRY = re.compile(
    r"(?:这个|这事儿?|我们?|咱们?|俺们?|倒|也|就|嗯|哦|反正|其实|[,\s])*(?:(?:什么时候|啥时候|哪天|几时|何时)(?:都|也)(?:行|可以|得|成|好)|不(?:着|太|怎么|是?很)?急|不赶(?:时间)?)"
    r"(?:的|呢|啊|哈|呀|着要)?(?:[,\s]*(?:慢慢来|啥时候都行|什么时候都行|随时都行|你们?慢慢[来弄]))?[。!~]*"
)
# 春茶上市前, 明年荆条花开之前: a day that only the trade knows; the words are kept. With a year it
# is a time whatever was asked.
_OWN_SEASON = re.compile(r"[一-龥]{2,9}?(?:之前|以前|前)(?![一-龥]?[面期])")
_OWN_SEASON_OF_A_YEAR = re.compile(rf"[今明后]年{_OWN_SEASON.pattern}")
_GOAL = re.compile(
    r"完成|搞定|解决|(?<![公社外成提性])交(?![流通大叉换互易])|出样|出货|样品|小样|样机|打样|投产|上线|验收|做出|拿出|见效|落地|"
    r"量产|结题|做好|做完|弄好|弄完|搞好|搞完|出结果|到位"
)
_PLAN = re.compile(
    r"工期|周期|时间|期限|限期|交期|项目期|合作期|(?<!火)计划|希望|最好|争取|打算|预计|要在|想在|必须|"
    r"得在|截止|截至|赶在|(?i:deadline|ddl|\beta\b|\bby\b|\bdue\b)|最晚|最迟|投入|预算"
)
_PAST = re.compile(
    r"成立|创办|建厂|建成|投产于|开始|以来|起就|至今|去年|前年|当年|获批|评上|拿到|买的|注册|搬(?:去|到|走|厂)"
)
_WISH = re.compile(r"[要想得能望求把]|必须|需|争取|降|提高|达到|做到|压到|改")
# 三月份开始弄,六月份验收: the work begins then, the result is due later.
_BEGINS = re.compile(r"(?:就|再|才)?(?:开始|启动|动工|动手|进场|着手|开搞|开弄)")
# 2027年投入120万元: of a part of the sum.
_SPENDS = re.compile(r"(?:投入?|支付|拨付?|付|安排|出资)[^,。;]{0,4}\d")
_LAST_STEP = re.compile(r"验收|结题|结项|全部|整体|最终|交付")
_STEPS = 3
# 这个月底有没有对接会 asks for what is on then.
_ASKS = re.compile(r"有没有|有什么|有啥|有哪些")
_ALONE = re.compile(r"[\s嗯是就大概约差不多最可能要给得吧的呢啊左右上下,.。!~]*")
_SHORT = timedelta(days=14)
_NEAR = 4
_LONGEST_TEXT = 40


# 夏天特别厉害, 就是夏天 tell when a fault shows.
_SEASON = re.compile(r"^[春夏秋冬]天?$")
# 四个女工一人一月五千五.
_A_MONTH_OF_PAY = re.compile(r"(?:[人工]|每)一月$")
# 沈阳,不过明年六月要搬去本溪.
_MOVES = re.compile(r"搬(?:去|到|走|厂)")
# 因为…,所以八月底; …,就写四月底吧; 十五天,最多二十天.
_CONCLUDES = re.compile(r"(?:所以|那?就(?:写|填|算|按|定)|改[成为到]|最[多晚迟])[^,。;\d]{0,4}$")
# 一个月, not 12个月 and 一百天.
_OF_ONE = re.compile(r"[一1][个年月天日周]")


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a result is wanted.

    `start` is set where the owner named a stretch with its own beginning (明年第二季);
    `by` is the last day that still meets the wish. `open` means: said to have no fixed
    date, or only "as soon as possible".
    """

    text: str
    start: date | None
    by: date | None
    open: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    deadline: Deadline
    at: int
    end: int


def read_deadline(text: str, today: date, *, expected: bool = False) -> Deadline | None:
    """The deadline in a normalised text, or None; past dates are never one."""
    dated = [*_named(text, today, expected), *_durations(text, today, expected)]
    ahead = [
        c for c in dated
        if c.deadline.by is not None and c.deadline.by >= today and not _SPENDS.match(text, c.end)
    ]  # fmt: skip
    if ahead and (last := _last_of_plan(text, ahead)) is not None:
        return last
    concluding = [c for c in ahead if expected and _CONCLUDES.search(text, 0, c.at)]
    if concluding:
        return max(concluding, key=_at).deadline
    if ahead:
        return _with_next(text, min(ahead, key=lambda c: _standing(text, c, ahead)), ahead)
    return _open(text, expected)


def _last_of_plan(text: str, ahead: list[_Candidate]) -> Deadline | None:
    """2027年6月底前完成分析,2028年3月底前样机,2028年12月底前验收: in a plan of so many steps the
    last one ends it."""
    steps = sorted((c for c in ahead if _GOAL.search(_clause(text, c.at, c.end))), key=_at)
    if len(steps) < _STEPS or not _LAST_STEP.search(_clause(text, steps[-1].at, steps[-1].end)):
        return None
    return max(steps, key=lambda c: c.deadline.by or date.min).deadline


def _at(candidate: _Candidate) -> int:
    return candidate.at


def _standing(text: str, candidate: _Candidate, others: list[_Candidate]) -> tuple[bool, bool, int]:
    """Least for what was meant: neither said again more clearly nor a mere beginning."""
    begins = bool(_BEGINS.match(text, candidate.end))
    return _said_again(candidate, others), begins, candidate.at


def _with_next(text: str, first: _Candidate, ahead: list[_Candidate]) -> Deadline:
    """6个月内样机,明年国庆前量产: the first result sets the day, the words of both are kept."""
    for other in ahead:
        between = other.deadline.by and first.deadline.by and other.deadline.by > first.deadline.by
        goals = [_GOAL.search(_clause(text, c.at, c.end)) for c in (first, other)]
        if between and other.at >= first.end and all(goals):
            before, _ = _around(text, first.at, first.end)
            start = first.at - (len(before) if _GOAL.search(before) else 0)
            words = text[start : other.end] + _around(text, other.at, other.end)[1]
            if len(words) <= _LONGEST_TEXT:
                return replace(first.deadline, text=words)
    return first.deadline


def _said_again(candidate: _Candidate, others: list[_Candidate]) -> bool:
    """下半年吧,明年下半年: the later words are the clearer ones."""
    words = candidate.deadline.text
    later = [c for c in others if c.at > candidate.at]
    if words.endswith("后") and any(c.at - candidate.end <= _NEAR for c in later):
        return True  # 年后,3月15号前
    return any(c.deadline.text.endswith(words) and c.deadline.text != words for c in later)


def deadline_spans(text: str, today: date) -> list[tuple[int, int]]:
    """Where dates and deadline durations stand, so that no other reader takes them."""
    found = [*_named(text, today, True), *_durations(text, today, False)]
    own = [season.span() for season in _OWN_SEASON_OF_A_YEAR.finditer(text)]
    return [*((c.at, c.end) for c in found), *own]


def _open(text: str, expected: bool) -> Deadline | None:
    own = _OWN_SEASON_OF_A_YEAR.search(text) or (expected and _OWN_SEASON.search(text)) or None
    if own is not None:
        return Deadline(own[0], None, None, True)
    alone = _NO_HURRY.fullmatch(text.strip()) is not None
    phrases = [
        found
        for found in _OPEN.finditer(text)
        if expected or alone or not _OPEN_ONLY_WHEN_ASKED.fullmatch(found[0]) or "时间" in text
    ]
    if not phrases:
        return None
    return Deadline(text[phrases[0].start() : phrases[-1].end()], None, None, True)


# Named stretches --------------------------------------------------------------


def _named(text: str, today: date, expected: bool) -> list[_Candidate]:
    found, candidates = stretches(text, today), list[_Candidate]()
    found = _with_new_year(text, today, found)
    for index, stretch in enumerate(found):
        candidate = _candidate(text, today, stretch, found[index + 1 : index + 2])
        if _counts(text, stretch, candidate, expected):
            candidates.append(candidate)
    return candidates + _before_that(text, found)


def _before_that(text: str, found: list[Stretch]) -> list[_Candidate]:
    """The date that 那之前 points back to."""
    said = _BEFORE_THAT.search(text)
    named = [stretch for stretch in found if said and stretch.end <= said.start()]
    # 春耕之前 names its own day.
    own = said and any(s.start < said.end() and said.start() < s.end for s in found)
    if said is None or own or not named:
        return []
    words = text[named[-1].start : named[-1].end] + "前"
    wish = Deadline(words, None, add_days(named[-1].first, -1), False)
    return [_Candidate(wish, named[-1].start, said.end())]


# 「过完年」: the feast is over.
_OVER = re.compile(
    r"过[完了]年(?:以后|之后|后)?(?:开工|上班|复工)?(?:以?前|之前|以?后|之后|的?时候)?"
)


def _with_new_year(text: str, today: date, found: list[Stretch]) -> list[Stretch]:
    """年前 on its own is said for 春节前, 年后 for the weeks behind it."""
    for word in re.finditer(
        r"(?<![一二两三四五六七八九十\d半几多今明后去本当整过跨])年[前后]", text
    ):
        feast = stretches("春节", today)
        found += [replace(s, start=word.start(), end=word.start() + 1) for s in feast]
    for word in _OVER.finditer(text):
        feast = stretches("春节", today)
        found += [replace(s, start=word.start(), end=word.end()) for s in feast]
    return sorted(found, key=lambda stretch: stretch.start)


def _candidate(text: str, today: date, stretch: Stretch, following: list[Stretch]) -> _Candidate:
    join = _TO.match(text, stretch.end)
    if following and join and following[0].start == join.end():
        last = following[0]
        whole = text[stretch.start : last.end]
        return _Candidate(Deadline(whole, stretch.first, last.last, False), stretch.start, last.end)
    over = _OVER.match(text, stretch.start)
    if stretch.feast and (after := over or _AFTER.match(text, stretch.end)):
        words, first = text[stretch.start : after.end()], add_days(stretch.last, 1)
        return _Candidate(
            Deadline(words, first, add_months(first, 1), False), stretch.start, after.end()
        )
    before = _BEFORE.match(text, stretch.end)
    end = before.end() if before else stretch.end
    words = text[stretch.start : end]
    if stretch.ending or (before and before[0].endswith("内")):
        return _Candidate(Deadline(words, None, stretch.last, False), stretch.start, end)
    if before:
        exact = stretch.first == stretch.last and not stretch.feast
        last_day = stretch.last if exact else add_days(stretch.first, -1)
        return _Candidate(Deadline(words, None, last_day, False), stretch.start, end)
    begin = stretch.first if stretch.first > today and stretch.first != stretch.last else None
    return _Candidate(Deadline(words, begin, stretch.last, False), stretch.start, end)


def _counts(text: str, stretch: Stretch, candidate: _Candidate, expected: bool) -> bool:
    clause = _clause(text, stretch.start, candidate.end)
    if (
        stretch.loose
        and candidate.end == stretch.end
        and _OWN_SEASON_OF_A_YEAR.match(text, stretch.start)
    ):
        return False
    if expected or _A_MONTH_OF_PAY.search(text, 0, stretch.end):
        return expected and not _MOVES.search(clause)
    if _PAST.search(clause) or _befell(clause, candidate) or _ASKS.search(clause):
        return False
    if candidate.end > stretch.end or _GOAL.search(clause) or _PLAN.search(clause):
        return True
    vague = stretch.loose or _SEASON.search(candidate.deadline.text) is not None
    if vague or is_of_a_thing(clause, *_around(text, stretch.start, candidate.end)):
        return False
    lasting = candidate.deadline.start is not None and stretch.last - stretch.first > _SHORT
    alone = _ALONE.fullmatch(clause.replace(candidate.deadline.text, "", 1))
    return bool(stretch.ending or lasting or alone)


# Durations ----------------------------------------------------------------------


def _durations(text: str, today: date, expected: bool) -> list[_Candidate]:
    found = ((_of_span(span), span.tail) for span in time_spans(text, today))
    return [each for each, tail in found if _is_deadline(text, each, tail, expected)]


def _of_span(span: TimeSpan) -> _Candidate:
    return _Candidate(Deadline(span.text, span.start, span.by, False), span.at, span.end)


def _is_deadline(text: str, candidate: _Candidate, tail: str | None, expected: bool) -> bool:
    clause = _clause(text, candidate.at, candidate.end)
    behind = text[candidate.end : candidate.end + 1]
    before, after = _around(text, candidate.at, candidate.end)
    if is_of_a_thing(clause, before, after) or (behind == "的" and not _PLAN.search(clause)):
        return False
    if tail is None and _is_rate(candidate, before, after):
        return False
    if not expected and (_befell(clause, candidate) or OFTEN.match(text, candidate.end)):
        return False
    if expected or tail in ("以内", "之内", "内"):
        return True
    alone = _ALONE.fullmatch(clause.replace(candidate.deadline.text, "", 1))
    takes = TAKES.search(text[max(0, candidate.at - 14) : candidate.at])
    return bool(_GOAL.search(clause) or _PLAN.search(clause) or (alone and not takes))


def _is_rate(candidate: _Candidate, before: str, after: str) -> bool:
    """「工人一个月八千」 to the question for the time."""
    of_one = _OF_ONE.match(candidate.deadline.text) is not None
    return of_one and bool(RATE.match(after) or PAID.search(before))


def _befell(clause: str, candidate: _Candidate) -> bool:
    _, _, behind = clause.partition(candidate.deadline.text)
    spoken = (_GOAL, _PLAN, _WISH)
    return bool(BEFELL.search(behind)) and not any(wish.search(clause) for wish in spoken)


def _clause(text: str, start: int, end: int) -> str:
    left, right = _around(text, start, end)
    return left + text[start:end] + right


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the clause before and behind."""
    left = re.split(r"[,。;!?\n]", text[max(0, start - 24) : start])[-1]
    right = re.split(r"[,。;!?\n]", text[end : end + 16])[0]
    return left, right
