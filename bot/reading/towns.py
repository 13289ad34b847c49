"""What is smaller than a county: no table has the towns, so they are kept as they are said."""

import re

import rjieba

from bot.reading.gazetteer import gazetteer

_TOWN = re.compile(
    r"(?P<town>(?![的在是有和某这那个几每各古小重名老新])[一-龥]{1,4}?(?:镇(?![里长化企静痛区])|乡(?![里下村土亲镇])|街道|苏木))"
)
_BARE = re.compile(r"[一-龥]{2,3}$")
_OF_A_PLACE = ("ns", "nr")


def town_behind(text: str, end: int, *, alone: bool) -> str:
    """The town named right behind a county that ends here; empty where there is none.

    ``alone``: nothing was asked but the place, so 「佛山狮山」 needs no 镇.
    """
    named = _TOWN.match(text, end)
    if named is not None:
        return named["town"]
    rest = text[end:].strip(" 。的!")
    # 「朝阳辽宁」: what lies around it is no town in it.
    bare = alone and _BARE.match(rest) and rest not in gazetteer().by_name
    tags = [tag for _, tag in rjieba.tag(rest)] if bare else []
    return rest if len(tags) == 1 and tags[0] in _OF_A_PLACE else ""
