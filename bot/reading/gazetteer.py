"""The administrative divisions of China by name, full and short (GB/T 2260).

The table comes from the installed package python-stdnum, retired divisions
included: old addresses and business licences still use them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import rjieba
import yaml

from bot.reading.script import normalise

_ENTRY = re.compile(r"(?:\[(?P<since>\d*)-(?P<until>\d*)\])?(?P<name>[^,\[\]]+)")
_UNNAMED = re.compile(
    r"^(?:市辖区|县|市区|郊区|城区|矿区|省直辖.*|自治区直辖.*|直辖县级.*|.*行政单位|省属虚拟市|"
    r".*办事处)$"
)
_PEOPLES = (
    "壮族|回族|维吾尔|满族|蒙古族?|藏族|羌族|彝族|苗族|侗族|土家族|布依族|白族|傣族|景颇族|哈尼族|傈僳族|朝鲜族|哈萨克族?|"
    "柯尔克孜|塔吉克|锡伯|达斡尔族?|鄂温克族?|鄂伦春|东乡族|保安族|撒拉族|裕固族|土族|瑶族|仫佬族|毛南族|黎族|畲族|"
    "仡佬族|水族|拉祜族|佤族|布朗族|纳西族|怒族|独龙族|普米族|各族"
)
_PROVINCE_TAIL = re.compile(r"(?:省|市|特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
_TAIL = re.compile(
    rf"(?:(?:{_PEOPLES})*(?:自治州|自治县|自治旗)|地区|林区|特区|新区|市|县|区|盟|旗)$"
)
# Short and by-names; those that several cities share (江城, 龙城, 绿城, 瓷都) are left out.
_SHORTS = {
    "110000": ("帝都",),
    "130000": ("雄安", "雄安新区"),
    "130100": ("石市",),
    "150000": ("内蒙",),
    "150100": ("呼市",),
    "152500": ("锡盟",),
    "650100": ("乌市",),
    "440400": ("横琴",),
    "210212": ("旅顺",),
    "440000": ("珠三角",),
    "370000": ("胶东",),
    "610000": ("关中",),
    "810000": ("中国香港",),
    "820000": ("中国澳门",),
    "310000": ("魔都", "申城"),
    "230100": ("冰城",),
    "330100": ("杭城",),
    "330200": ("甬城",),
    "350200": ("鹭岛",),
    "370100": ("泉城",),
    "370200": ("岛城",),
    "440100": ("羊城", "花城", "穗城"),
    "440300": ("鹏城", "前海"),
    "450100": ("邕城",),
    "460100": ("椰城",),
    "510100": ("蓉城",),
    "520100": ("筑城",),
    "530100": ("春城",),
    "310115": ("浦东",),
    "533400": ("迪庆",),
    "429021": ("神农架",),
    "150723": ("鄂伦春", "鄂伦春旗"),
    "150724": ("鄂温克", "鄂温克旗"),
    "150722": ("莫旗",),
}
# 苏北, 粤西, 川南: part of a province, unless a city or county bears the name (湘西, 黔南).
_PARTS = {
    "130000": "冀", "140000": "晋", "210000": "辽", "320000": "苏", "330000": "浙", "340000": "皖",
    "350000": "闽", "360000": "赣", "370000": "鲁", "410000": "豫", "420000": "鄂", "430000": "湘",
    "440000": "粤", "450000": "桂", "510000": "川", "520000": "黔", "530000": "滇", "610000": "陕",
}  # fmt: skip
# What a province is called in one letter, beside those above.
_LETTERS = {
    "110000": "京", "120000": "津", "150000": "蒙", "220000": "吉", "230000": "黑", "310000": "沪",
    "460000": "琼", "500000": "渝", "510000": "蜀", "520000": "贵", "530000": "云", "540000": "藏",
    "610000": "秦", "620000": "甘陇", "630000": "青", "640000": "宁", "650000": "新",
    "710000": "台", "810000": "港", "820000": "澳",
}  # fmt: skip
# Codes given up long ago that the table lists without an end year: 神农架, 随州.
_GIVEN_UP = frozenset({"422921", "429001"})
# A district merged since this year goes on in the mouths of those who live there.
_STILL_SAID = 2010
_WORDS = "gazetteer_words.yaml"


@dataclass(frozen=True, slots=True)
class Division:
    """One division: `level` 1 province, 2 city or prefecture, 3 county."""

    code: str
    name: str
    retired: bool
    until: int = 0
    """The year it was given up, where the table knows one."""

    @property
    def level(self) -> int:
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    def lies_in(self, other: "Division") -> bool:
        return self.level > other.level and self.code.startswith(other.code[: 2 * other.level])


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names to divisions. A name is `plain` unless it is an everyday word as well."""

    by_name: dict[str, tuple[Division, ...]]
    by_code: dict[str, Division]
    everyday: frozenset[str]
    longest: dict[str, int]
    """The length of the longest name that begins with these two characters."""


@cache
def gazetteer() -> Gazetteer:
    """The table, built once (about a quarter of a second)."""
    current = {division.code: division for division in _divisions() if not division.retired}
    names: defaultdict[str, list[Division]] = defaultdict(list)
    for division in current.values():
        for name in _names_of(division):
            names[name].append(division)
    for division in _divisions():
        if division.retired:
            _add_former(names, division, current.get(division.code, division))
    for code, letter in _PARTS.items():
        for side in "东南西北中":
            names.setdefault(letter + side, [current[code]])
    longest: dict[str, int] = {}
    for name in names:
        longest[name[:2]] = max(len(name), longest.get(name[:2], 0))
    listed = yaml.safe_load((files("bot.reading") / _WORDS).read_text("utf-8"))
    everyday = frozenset(name for name in names if _is_everyday(name, names[name], listed))
    return Gazetteer(
        {name: _distinct(found) for name, found in names.items()}, current, everyday, longest
    )


def by_letter(letter: str) -> Division | None:
    """皖 is 安徽省, where a letter alone answers the question for the place."""
    for letters in (_PARTS, _LETTERS):
        for code, known in letters.items():
            if len(letter) == 1 and letter in known:
                return gazetteer().by_code.get(code)
    return None


def _add_former(names: dict[str, list[Division]], former: Division, now: Division) -> None:
    """A retired name leads to what its code is called today: 襄樊 → 襄阳市.

    A district that was merged lately is still called by its short name: 渝北, 闸北."""
    short = former.level == 2 or (former.level == 3 and former.until >= _STILL_SAID)
    for name in _names_of(former) if short else (former.name,):
        if (len(name) > 2 or short) and name not in names:
            names[name] = [now]


def _distinct(found: list[Division]) -> tuple[Division, ...]:
    return tuple({division.code: division for division in found}.values())


def _divisions() -> Iterator[Division]:
    province = ""
    for line in (files("stdnum.cn") / "loc.dat").read_text("utf-8").splitlines():
        code, _, rest = line.strip().partition(" ")
        if line.startswith("#") or not rest:
            continue
        if not line.startswith(" "):
            province = code
            continue
        for entry in _ENTRY.finditer(rest.partition('"')[2].rstrip('"')):
            name = entry["name"].strip()
            ended = bool(entry["until"]) or province + code in _GIVEN_UP
            if not _UNNAMED.match(name):
                yield Division(province + code, name, ended, int(entry["until"] or 0))


def _names_of(division: Division) -> Iterator[str]:
    """All ways to write a name, as texts read them: `normalise` turns 乾安 into 干安."""
    for name in _forms_of(division):
        yield from dict.fromkeys((name, normalise(name)))


def _forms_of(division: Division) -> Iterator[str]:
    yield division.name
    yield from _SHORTS.get(division.code, ())
    tail = _PROVINCE_TAIL if division.level == 1 else _TAIL
    short = tail.sub("", division.name)
    if len(short) >= 2 and short != division.name:
        yield short


def _is_everyday(name: str, divisions: list[Division], listed: dict[str, list[str]]) -> bool:
    """Is this short name first of all an ordinary word? The segmenter's dictionary knows most."""
    if any(d.level == 1 or d.name == name for d in divisions) or name in listed["places"]:
        return False
    if name in listed["words"]:
        return True
    tags = [tag for _, tag in rjieba.tag(name)]
    ordinary = len(tags) == 1 and (tags[0] in ("n", "ng") or tags[0][0] not in "nxi")
    return ordinary and not any(d.level == 2 for d in divisions)
