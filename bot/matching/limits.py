"""What keeps an owner from using what was found, or makes it not quite what was wished for.

It is shown all the same, behind what has no such limit, and the card says so.
"""

from __future__ import annotations

import re

from bot.matching.criteria import Query
from bot.matching.documents import Document, PatentDocument
from bot.matching.explain import yuan
from bot.matching.places import places_by_code

_ANYWHERE = re.compile(r"全国|中国|中华|国内|全球|境内(?!.*[省市])|不限")


def stands_behind(document: Document, query: Query) -> int:
    """0 for what fits every wish; each limit adds to it, the gravest the most."""
    if not isinstance(document, PatentDocument):
        return int(not _is_preferred(document, query))
    charged = query.free_wished and document.first_payment_yuan != 0
    return 2 * is_barred(document, query.near_region_code) + charged


def is_barred(document: PatentDocument, region_code: str | None) -> bool:
    """Whether the licence is limited to places where the owner is not. What is not plain does
    not bar."""
    licensed = _codes_in(document.area)
    if not region_code or not licensed:
        return False
    here = region_code[:2] if region_code[2:4] == "00" else region_code[:4]
    return not any(here.startswith(code) or code.startswith(here) for code in licensed)


def marked(facts: dict[str, str], document: Document, query: Query) -> dict[str, str]:
    """The facts of a card with what the owner must know before choosing it."""
    if not isinstance(document, PatentDocument):
        return facts
    marks = {
        "许可地域": barred_text(document, query.near_region_code),
        "许可费": _fee(document, query),
    }
    told = {label: f"{facts[label]}，{mark}" for label, mark in marks.items() if mark}
    if marks["许可地域"]:
        told["许可地域"] = marks["许可地域"]
    return {**facts, **told}


def barred_text(document: PatentDocument, region_code: str | None) -> str:
    """「只许可广东省内，您在江苏用不了」, or nothing."""
    if region_code is None or not is_barred(document, region_code):
        return ""
    return f"只许可{document.area.removeprefix('仅限')}，您在{place_name(region_code)}用不了"


def place_name(region_code: str) -> str:
    """The province of a code; where the licence stops at a city, that says enough too."""
    return places_by_code().get(region_code[:2], "当地")


def _fee(document: PatentDocument, query: Query) -> str:
    payment, limit = document.first_payment_yuan, query.budget_max_yuan
    if not document.declared or not payment:
        return ""
    if limit is not None and payment > limit:
        return f"超出您{yuan(limit)}的预算"
    return "不是免费的" if query.free_wished else ""


def _codes_in(area: str) -> tuple[str, ...]:
    """The cities that an area names, else the provinces; none where it is the whole country."""
    if not area or _ANYWHERE.search(area):
        return ()
    named = [code for code, name in places_by_code().items() if name in area]
    cities = tuple(code for code in named if len(code) == 4)
    provinces = tuple(code for code in named if len(code) == 2)
    # 吉林省 is the province, though a city of it is called so.
    return provinces if "省" in area and "市" not in area else cities or provinces


def _is_preferred(document: Document, query: Query) -> bool:
    wished = query.prefer_region_code
    if wished is None:
        return True
    place = wished[:2] if wished[2:4] == "00" else wished[:4]
    return document.region_code is not None and document.region_code.startswith(place)
