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
from bot.store.models import Need
from bot.store.suggestions import NewSuggestion, add_suggestions, list_suggestions

# What a need is answered with; platforms are shown when asked for.
NEED_KINDS = ("university", "mentor", "patent")
_KIND_SOUGHT = re.compile(
    r"开放许可的?|专利|(?:工程|技术)*(?:研究|创新|研发)中心|(?:重点)?实验室"
    r"|(?:(?:技术)?创新|集成攻关|攻关|中试)(?:大)?平台"
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
    shown: tuple[str, ...] = ()
    latest: int = 0

    @property
    def _matter(self) -> str:
        """「农机方面的免费专利」 asks for farm machines, not for what searches patents; nor is a
        研究中心 what the matter is."""
        return self.text if self.need_id else _KIND_SOUGHT.sub("", self.text)

    def as_query(self, today: date, *, limit: int = 3) -> Query:
        return Query(
            text=f"{self._matter}\n{self.detail}".strip(),
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
            limit=limit,
        )

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
    return Search(
        text=need.problem or "",
        detail=need.detail or "",
        need_id=need.id,
        industry_code=need.industry_code,
        near_region_code=need.region_code,
        mode=need.mode,
        budget_max_yuan=_budget_yuan(need),
        shown=tuple(shown),
    )


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
