"""Names of provinces and cities: where an owner is, is structure and no technical term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_LINE = re.compile(r'^\s*(\d+) (?:province|county)="([^"]*)"')
_PERIOD = re.compile(r"\[[^\]]*\]")
_SUFFIX = re.compile(r"(?:特别行政区|自治[区州]|地区|[省市盟])$")
_PEOPLES = re.compile(
    "(?:维吾尔|壮族|回族|土家族|苗族|藏族|彝族|布依族|侗族|哈尼族|傣族|白族|傈僳族|朝鲜族|蒙古)+$"
)
# Towns named like a material, a product or a plain word.
_ALSO_WORDS = frozenset(
    {"白银", "日照", "开封", "普洱", "朝阳", "大同", "灯塔", "高密", "林区", "磐石", "市辖"}
)


@cache
def place_names() -> frozenset[str]:
    """Provinces and cities, county-level ones too, full and short (湖北省, 湖北, 义乌市, 义乌)."""
    table = (files("stdnum") / "cn" / "loc.dat").read_text("utf-8")
    return frozenset(name for line in table.splitlines() for name in _names(line))


@cache
def places_by_code() -> dict[str, str]:
    """Provinces and cities of today by the digits that tell them (44, 3205), by their short names.

    Names that are words too (白银, 大同) are left out, as from ``place_names``."""
    table = (files("stdnum") / "cn" / "loc.dat").read_text("utf-8")
    found: dict[str, str] = {}
    province = ""
    for match in filter(None, map(_LINE.match, table.splitlines())):
        code, names = match[1], list(_names(match[0]))
        province = code if len(code) == 2 else province
        if len(code) == 2 and names:
            found[code] = names[-1]
        elif code.endswith("00") and code != "0000" and names and len(names[-1]) > 1:
            found[province + code[:2]] = names[-1]
    return found


def _names(line: str) -> Iterator[str]:
    found = _LINE.match(line)
    if found is None:
        return
    is_county = len(found[1]) == 4 and not found[1].endswith("00")
    for full in filter(None, (part.strip() for part in _PERIOD.split(found[2]))):
        if is_county and not (full.endswith("市") and len(full) > 2):
            continue
        short = _short(full)
        if short not in _ALSO_WORDS:
            yield full
            yield short


def _short(full: str) -> str:
    bare = _SUFFIX.sub("", full)
    short = _PEOPLES.sub("", bare)
    return next((name for name in (short, bare) if len(name) > 1), full)
