"""Endpoint: the codes that a need is told in, for the fields in which staff choose one."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel

from bot.handoff.endpoint import Call, Endpoint
from bot.handoff.shapes import Shape
from bot.reading.gazetteer import gazetteer
from bot.reading.industry import divisions
from bot.reading.modes import MODES
from bot.reading.place import full_name


class Term(Shape):
    code: str
    name: str


class Terms(Shape):
    """``industries``: divisions of GB/T 4754. ``regions``: of GB/T 2260, with all they lie in."""

    modes: list[str]
    industries: list[Term]
    regions: list[Term]


class TermsApi:
    def endpoints(self) -> list[Endpoint]:
        return [Endpoint("GET", "/api/v1/terms", self.terms, "行业、地区、合作方式的代码", Terms)]

    async def terms(self, _call: Call) -> BaseModel:
        return _terms()


@cache
def _terms() -> Terms:
    regions = sorted(gazetteer().by_code)
    return Terms(
        modes=list(MODES),
        industries=[Term(code=code, name=name) for code, name in sorted(divisions().items())],
        regions=[Term(code=code, name=full_name(code)) for code in regions],
    )
