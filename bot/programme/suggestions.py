"""From a need, or from a passing question, to a search of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.criteria import Match, Matches, Query
from bot.matching.parts import parts_of
from bot.programme.left_out import LeftOut, read_left_out
from bot.programme.sought import without_asking
from bot.reading.script import normalise
from bot.reading.sought_place import read_sought_place
from bot.store.models import Need
from bot.store.suggestions import NewSuggestion, add_suggestions, list_suggestions

# What a need is answered with; platforms are shown when asked for.
NEED_KINDS = ("university", "mentor", "patent")
# 「专利最好免费」; what a customer wants for nothing is another matter.
_FREE_WISHED = re.compile(
    r"(?:最好|尽量|希望|优先|想要?|找|要)(?:是|用|找)?(?:个|点|些)?免费的?(?=专利|许可|[，,。；;]|$)"
)


class Matcher(Protocol):
    def match(self, query: Query) -> Matches: ...


@dataclass(frozen=True, slots=True)
class Search:
    """One search, kept so that "more", "another region" and "cheaper" can go on from it.

    ``need_id`` is None for a question outside a need. ``shown`` are ids of cards already seen,
    newest last, ``latest`` how many of them came last; for a need the store knows them too.
    ``detail`` sharpens the search and may be let
    go of: what was tried in vain is in it as well.
    """

    text: str
    detail: str = ""
    kinds: tuple[str, ...] = NEED_KINDS
    need_id: str | None = None
    industry_code: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    near_region_code: str | None = None
    mode: str | None = None
    budget_max_yuan: int | None = None
    max_fee_yuan: int | None = None
    free_only: bool = False
    no_regions: tuple[str, ...] = ()
    no_names: tuple[str, ...] = ()
    prefer_region_code: str | None = None
    free_wished: bool = False
    shown: tuple[str, ...] = ()
    latest: int = 0

    @property
    def matter(self) -> str:
        return self.text if self.need_id else without_asking(self.text)

    def as_query(self, today: date, *, limit: int = 3) -> Query:
        return Query(
            text=f"{self.matter}\n{self.detail}".strip(),
            today=today,
            kinds=frozenset(self.kinds),
            industry_code=self.industry_code,
            region_code=self.region_code,
            near_region_code=self.near_region_code,
            mode=self.mode,
            budget_max_yuan=self.budget_max_yuan,
            max_fee_yuan=self.max_fee_yuan,
            free_only=self.free_only,
            exclude_ids=frozenset(self.shown),
            exclude_names=self.no_names,
            exclude_regions=self.no_regions,
            prefer_region_code=self.prefer_region_code,
            free_wished=self.free_wished,
            limit=limit,
        )

    def wishes_for(self, other: Search) -> Search:
        """``other`` with what was wished before it, where it says nothing else."""
        return replace(
            other,
            region_code=other.region_code or self.region_code,
            region_name=other.region_name or self.region_name,
            near_region_code=other.near_region_code or self.near_region_code,
            no_regions=tuple(dict.fromkeys((*self.no_regions, *other.no_regions))),
            no_names=tuple(dict.fromkeys((*self.no_names, *other.no_names))),
        )

    def without(self, left_out: LeftOut) -> Search:
        """A place that was asked for before and is left out now is asked for no more."""
        codes = tuple(place.code for place in left_out.places)
        kept = replace(
            self,
            no_regions=tuple(dict.fromkeys((*self.no_regions, *codes))),
            no_names=tuple(dict.fromkeys((*self.no_names, *left_out.names))),
        )
        if self.region_code and any(self.region_code[:2] == code[:2] for code in codes):
            return replace(kept, region_code=None, region_name=None)
        return kept

    def after(self, matches: Matches) -> Search:
        """``shown`` keeps the order of showing, by which 第一个 is counted."""
        place = {kind: at for at, kind in enumerate(self.kinds)}
        found = sorted(flatten(matches), key=lambda match: place.get(match.kind, len(place)))
        fresh = tuple(match.id for match in found)
        return replace(self, shown=(*self.shown, *fresh), latest=len(fresh))

    def as_json(self) -> dict[str, Any]:
        """Only what differs from a plain search: it travels in a dialogue slot."""
        plain = asdict(Search(text=""))
        return {key: value for key, value in asdict(self).items() if value != plain[key]}

    @staticmethod
    def from_json(value: dict[str, Any]) -> Search:
        lists = {key: tuple(item) for key, item in value.items() if isinstance(item, list)}
        return Search(**{"text": "", **value, **lists})


def flatten(matches: Matches) -> tuple[Match, ...]:
    return (*matches.universities, *matches.mentors, *matches.patents, *matches.platforms)


def search_for(need: Need, shown: Iterable[str] = ()) -> Search:
    """What the need itself says of the list is heeded: 「老师最好是上海的」, 「别推荐北京的」."""
    told = normalise(f"{need.problem or ''}。{need.detail or ''}")
    sought = read_sought_place(told)
    search = Search(
        text=need.problem or "",
        detail=need.detail or "",
        need_id=need.id,
        industry_code=need.industry_code,
        near_region_code=need.region_code,
        mode=need.mode,
        budget_max_yuan=_budget_yuan(need),
        prefer_region_code=sought.code if sought else None,
        free_wished=_FREE_WISHED.search(told) is not None,
        shown=tuple(shown),
    )
    left_out = read_left_out(told)
    return search.without(left_out) if left_out else search


def _budget_yuan(need: Need) -> int | None:
    """Only a sum in yuan weighs: there is no exchange rate in the store."""
    return need.budget_max if need.budget_currency in {None, "CNY"} else None


async def shown_for(session: AsyncSession, need_id: str) -> tuple[str, ...]:
    return tuple(row.item_id for row in await list_suggestions(session, need_id))


async def keep_suggestions(
    session: AsyncSession, need_id: str, matches: Matches, now: datetime
) -> None:
    fresh = [
        NewSuggestion(
            match.kind, match.id, match.title, match.score, match.reasons,
            parts=tuple(asdict(part) for part in parts_of(match)), links=match.links,
        )
        for match in flatten(matches)
    ]  # fmt: skip
    await add_suggestions(session, need_id, fresh, now)
