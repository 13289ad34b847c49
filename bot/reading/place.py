"""Where an owner is: the division named in free text, never the one in a university's name.

武汉理工大学 or 上海某某有限公司 says nothing about where the writer sits, nor does
客户在上海. A county name shared by several counties needs its city or province.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import rjieba

from bot.reading.gazetteer import Division, by_letter, gazetteer
from bot.reading.towns import town_behind

_STOPS = r"[^,。;:!?\s这那的找有哪在我们要想个做和跟与、请去是]"
_UNIVERSITY = re.compile(
    rf"{_STOPS}{{0,12}}?(?:大学|学院|研究院|研究所|理工|[工科师交农医财航林海矿石建]大(?!型|量|小|棚)|学校|"
    rf"中学|医院|实验室)"
)
_COMPANY = re.compile(
    rf"(?:{_STOPS}|有限|有机|有色){{2,18}}?(?:公司|集团|股份|合作社|银行|商行|研究中心)"
)
_ZONE = re.compile(r"工业园|高新|经济|经开|开发区|园区|新区|保税")  # one word to the segmenter
# 中山路, and what is made everywhere under a town's name: 兰州拉面.
_STREET = re.compile(
    r"[东西南北中]?[一二三四]?(?:路|街|大道|大街|巷|弄|茶|火腿|白药|拉面|烤鸭|米线|热干面|小面|汤包|红肠|"
    r"板鸭|刀削面|臭豆腐)|[一-龥]{0,4}(?:那[种样]|同款|风味)"
    # 表面长白点: what grows white, not the county of 长白.
    r"|(?<=长白)(?:点|毛|斑|霉|膜|醭|花|色|的?东西|粉)"
)
_MINE = re.compile(
    r"(?:我们?|咱们?|俺们?|我司|我厂|我公司|我哋|阿拉|侬|本人|我们厂|我们公司|厂|公司|工厂|基地|"
    r"地址|地点|地区|所在地|人)"
    r"(?:都|就|也)?(?:是|系|在|位于|设在|:|就在)?(?:的)?\s?$|(?:位于|地处|坐落于?|来自|落户|身在|"
    r"就在|搬(?:到|去|来|迁到?))\s?$"
)
_HERE = re.compile(
    r"(?:市|省|县|区)?(?:这边|那边|这里|那里|这块|那块|这儿|那儿|本地|当地|一带|人(?![工员力才])|"
    r"附近|周边|地区|境内|呢边|嗰边|旮旯|这旮)"
)
# Where the works are is where help is wanted: 我是香港公司,在东莞设厂.
_WORKS = re.compile(r"(?:市|省|县|区|那边|这边)?(?:设|建|办|开|有)(?:了|个|的|家|间)*(?:分|工)?厂")
_AFTER_MINE = re.compile(
    r"(?:市|省|县|区)?(?:的(?!大学|高校|学校|教授|老师|专家|客户|设备|公司|供应商)|,|。|!|~|$|做|"
    r"搞|开厂|办厂)"
)
_THEIRS = re.compile(
    r"(?:客户|甲方|买家|供应商|同行|对手|[主总]机厂|整车厂|原来|以前|之前|原先|早先|本来|卖到|卖给|销往|发往|运到|出口到?|买自|进口|"
    r"(?<!过)去(?!年)|飞往?|发到|给|跟|为|不限于?|除了?)[^,。;]{0,4}$"
)
# Of where one comes from, unless another place is named: 老家河南,厂开在东莞.
_HOME = re.compile(r"老家[^,。;]{0,4}$")
# 贵州客户催, 江苏以外的, 到成都的机票: somebody else's place, or one that is left out.
_NOT_MINE = re.compile(
    r"(?:市|省|县|区|那边|这边)?的?(?:客户|客人|甲方|买家|供应商|同行|代理商|经销商|以外|之外|除外|"
    r"[^,。;]{0,4}(?:机票|车票|高铁票|天气|下雨|下雪|多少公里))"
)
# Where something came from: 设备是从上海买的.
_FROM = re.compile(r"(?:从|由|自|打)$")
# 公司地址海盐, 新厂在海盐: an everyday word that stands for an address is a place.
_ADDRESS = re.compile(
    r"(?:地址|地点|厂址|所在地|位于|地处|地区)(?:在|是|改[成为]|写|:|\s)*$|(?:厂|公司|基地)(?:就|都)?在$"
)
# Where someone came from who is elsewhere now: 台湾过来昆山设厂的.
_CAME = re.compile(r"(?:过来|迁来|搬来|来)(?:到|在)?")
_FETCHED = re.compile(r"[^,。;]{0,6}?(?:买|进的?货|采购|订|引进|运|拉|发|调|请|招|找|学|拿货|过来)")
# What may stand behind an everyday word that is a place: 牡丹籽油 is an oil from anywhere.
_BEHIND_A_PLACE = re.compile(r"$|[^一-龥]|[的市区县省做搞生这那人厂开有是当本周附]")
# 台州,台湾的台: a name that says which character is meant.
_SPELLS = re.compile(r"的(?P<letter>[一-龥])(?:字|那个字)?(?![一-龥])")
_MOST_MENTIONS = 40  # a pasted list of places is no address


@dataclass(frozen=True, slots=True)
class Place:
    """A division: six-digit code (GB/T 2260), and its name with all it lies in (北京市朝阳区).

    A town that was said behind it stands in the name; the code is its county's.
    """

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Mention:
    divisions: tuple[Division, ...]
    start: int
    end: int
    weak: bool
    """The name is an everyday word too: it takes company to be believed."""
    score: int


def read_place(text: str, *, expected: bool = False, inside_names: bool = False) -> Place | None:
    """The owner's place in a normalised text; None where there is none or several fit.

    `expected`: the desk has just asked for the region, so a bare name will do, even
    an everyday word (合作) or one of a customer's. `inside_names` also reads the
    names of companies and universities.
    """
    mentions = list(islice(_mentions(text, expected, inside_names), _MOST_MENTIONS))
    leaves = [pair for pair in _resolved(mentions, expected) if pair[1].score >= 0 or expected]
    best = max(leaves, key=lambda pair: (pair[1].score, -pair[1].start), default=None)
    if best is None:
        letter = by_letter(text.strip(" 的。!省")) if expected else None
        return _place(letter) if letter else None
    place = _place(best[0])
    return replace(place, name=place.name + town_behind(text, best[1].end, alone=expected))


def place_candidates(text: str, *, expected: bool = False) -> tuple[Place, ...]:
    """The places among which an ambiguous name leaves the choice; empty if it is clear."""
    mentions = list(islice(_mentions(text, expected, False), _MOST_MENTIONS))
    if _resolved(mentions, expected):
        return ()
    open_ones = [m for m in mentions if not m.weak or expected]
    return tuple(_place(d) for m in open_ones[:1] for d in m.divisions)


def places_named(text: str) -> tuple[Place, ...]:
    """Every place that a normalised text names, whoever is there; none of a shared name."""
    mentions = list(islice(_mentions(text, True, False), _MOST_MENTIONS))
    return tuple(dict.fromkeys(_place(division) for division, _ in _resolved(mentions, True)))


def full_name(code: str) -> str:
    """Official name with what it lies in, 141023 → 山西省临汾市襄汾县; empty if unknown."""
    known = gazetteer().by_code
    own = known.get(code)
    return _place(own).name if own else ""


def _place(division: Division) -> Place:
    known, code = gazetteer().by_code, division.code
    above = (part for part in (code[:2] + "0000", code[:4] + "00") if part != code)
    around = dict.fromkeys(known[part].name for part in above if part in known)
    return Place(code, "".join([*around, division.name]))


# From text to mentions -----------------------------------------------------------


def _mentions(text: str, expected: bool, inside_names: bool) -> Iterator[_Mention]:
    edges: frozenset[int] | None = None
    last: _Mention | None = None
    at = 0
    while at < len(text) - 1:
        name = _name_at(text, at)
        if name is None:
            at += 1
            continue
        if edges is None:
            edges = _word_edges(text)
        end = at + len(name)
        if _spells(text, end, name):
            at = end + 2
            continue
        alone = _stands_alone(text, at, end, name, edges) or _follows(last, at, name)
        if alone and (inside_names or not _is_part(text, end)):
            mention = _mention(text, at, end, name, expected)
            joined = _follows(last, at, name) or _BEHIND_A_PLACE.match(text, end)
            if joined or _name_at(text, end) or not mention.weak:
                last = mention
                yield last
            at = end
        else:
            at = end if _is_part(text, end) else at + 1


def _spells(text: str, end: int, name: str) -> bool:
    found = _SPELLS.match(text, end)
    return found is not None and found["letter"] in name


def _follows(last: _Mention | None, at: int, name: str) -> bool:
    """佛山南海狮山: what stands right behind the place that it lies in needs no word's end."""
    if last is None or last.end != at:
        return False
    return _lies_within(name, last.divisions)


def _lies_within(name: str, outer: tuple[Division, ...]) -> bool:
    return any(d.lies_in(o) for d in gazetteer().by_name[name] for o in outer)


def _name_at(text: str, at: int) -> str | None:
    table = gazetteer()
    for length in range(table.longest.get(text[at : at + 2], 0), 1, -1):
        if text[at : at + length] in table.by_name:
            return text[at : at + length]
    return None


def _word_edges(text: str) -> frozenset[int]:
    edges, at = {0}, 0
    for word in rjieba.cut(text):
        at += len(word)
        edges.add(at)
    return frozenset(edges)


def _stands_alone(text: str, start: int, end: int, name: str, edges: frozenset[int]) -> bool:
    """Words run into each other: 复合肥 is not 合肥, 东西安装 is not 西安."""
    divisions = gazetteer().by_name[name]
    official = any(division.name == name for division in divisions)
    if official or (start == 0 and end == len(text)):
        return True
    inner = _name_at(text, end)  # 上海浦东 is one word to the segmenter
    if start in edges and inner and _lies_within(inner, divisions):
        return True
    return start in edges and (end in edges or bool(_ZONE.match(text, end)))


def _is_part(text: str, end: int) -> bool:
    """Does the name go on as a university's, a company's or a street's name?"""
    return any(pattern.match(text, end) for pattern in (_UNIVERSITY, _COMPANY, _STREET))


def _mention(text: str, start: int, end: int, name: str, expected: bool) -> _Mention:
    table = gazetteer()
    before, here = text[max(0, start - 12) : start], _HERE.match(text, end)
    score = 2 if here or _MINE.search(before) else 1 if _AFTER_MINE.match(text, end) else 0
    if _HOME.search(before):
        score = 0
    if _WORKS.match(text, end):
        score = 3
    came = _CAME.match(text, end)
    fetched = _FROM.search(before) and _FETCHED.match(text, end)
    theirs = _THEIRS.search(before) or _NOT_MINE.match(text, end)
    if theirs or fetched or (came and _name_at(text, came.end())):
        score = -1
    whole = expected and not re.search(
        r"[一-龥]", before[-1:] + text[end : end + 1].strip("的市县区省")
    )
    addressed = _ADDRESS.search(before) and not re.match(r"[一-龥]", text[end : end + 1])
    weak = name in table.everyday and not (here or whole or addressed)
    return _Mention(table.by_name[name], start, end, weak, score)


# From mentions to divisions ---------------------------------------------------------


def _resolved(mentions: list[_Mention], expected: bool) -> list[tuple[Division, _Mention]]:
    """One division for each mention that is clear, containing divisions left out."""
    certain = [(m, d) for m in mentions if (d := _only(m)) is not None and not m.weak]
    found: list[tuple[Division, _Mention]] = []
    for mention in mentions:
        # The same name said twice lies in nothing of its own: 朝阳,辽宁那个朝阳.
        around = [d for m, d in certain if m.divisions != mention.divisions]
        division = _division(mention, around)
        if division is not None:
            found.append((division, _with_context(mention, division, certain)))
    return [
        (division, mention)
        for division, mention in found
        if not any(other.lies_in(division) for other, _ in found)
    ]


def _only(mention: _Mention) -> Division | None:
    """The division meant without more context: the widest, unless several are as wide."""
    widest = min(division.level for division in mention.divisions)
    wide = [division for division in mention.divisions if division.level == widest]
    return wide[0] if len(wide) == 1 else None


def _division(mention: _Mention, around: list[Division]) -> Division | None:
    inside = [d for d in mention.divisions if any(d.lies_in(other) for other in around)]
    if inside:
        deepest = max(around, key=lambda d: (any(i.lies_in(d) for i in inside), d.level))
        inside = [d for d in inside if d.lies_in(deepest)] or inside
        return _only(replace(mention, divisions=tuple(inside)))
    return None if mention.weak else _only(mention)


def _with_context(
    mention: _Mention, division: Division, certain: list[tuple[_Mention, Division]]
) -> _Mention:
    """A county borrows the standing of the province or city named with it."""
    lent = max((m.score for m, d in certain if division.lies_in(d)), default=mention.score)
    score = max(mention.score, lent)
    return replace(mention, score=score)
