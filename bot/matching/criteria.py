"""What is asked of the matcher, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

# The kinds of records, and the list of ``Matches`` that each is in.
LISTS = {
    "university": "universities",
    "mentor": "mentors",
    "patent": "patents",
    "platform": "platforms",
}
KINDS = frozenset(LISTS)

# Why nothing is suggested. ``no_terms``: nothing technical was said, so ask what the matter is.
# ``nothing_fits``: a technical matter, but nothing in the catalogue is close enough to show.
Reason = Literal["no_terms", "nothing_fits"]


@dataclass(frozen=True, slots=True)
class Query:
    """One search. What is already known of the owner is structure here, never part of ``text``.

    Regions are GB/T 2260 codes. ``region_code`` narrows: only partners of that province are
    shown (its first two digits count). ``near_region_code`` is where the owner is: it raises what
    is near and hides nothing. Money is whole yuan: ``max_fee_yuan`` hides patents whose known
    first payment is higher (an unknown fee is labelled, not hidden); ``budget_max_yuan`` weighs,
    and the card tells where it is overrun. ``prefer_region_code`` is where help had best come from:
    it comes first, what is elsewhere after it; so do free licences where ``free_wished``.
    ``exclude_ids`` were shown already; ``exclude_regions`` are places not wanted, of any size, and
    ``exclude_names`` universities not wanted, short names too (清华, 北大). ``terms`` are technical
    terms known from elsewhere: they count as if the owner had said them. ``vector`` is the text's
    direction in the space of the vectors of records, where there are any. ``limit`` is per kind.
    """

    text: str
    today: date
    terms: tuple[str, ...] = ()
    industry_code: str | None = None
    region_code: str | None = None
    near_region_code: str | None = None
    mode: str | None = None
    budget_max_yuan: int | None = None
    free_only: bool = False
    max_fee_yuan: int | None = None
    kinds: frozenset[str] = KINDS
    exclude_ids: frozenset[str] = frozenset()
    exclude_names: tuple[str, ...] = ()
    exclude_regions: tuple[str, ...] = ()
    prefer_region_code: str | None = None
    free_wished: bool = False
    patent_no: str | None = None
    vector: tuple[float, ...] | None = None
    limit: int = 3


@dataclass(frozen=True, slots=True)
class Match:
    """One suggestion. ``features`` are the parts of ``score`` (0 to 1), for staff, and ``signals``
    those of its text (of the best record behind a university); ``facts`` maps a label to a value,
    both shown to the owner; ``region_code`` serves "nearer" and grouping. ``links`` are the words
    said with the words of the record that answered them, ``weights`` those of the features."""

    kind: str
    id: str
    title: str
    subtitle: str
    score: float
    reasons: tuple[str, ...]
    features: dict[str, float]
    facts: dict[str, str]
    demo: bool
    patent_no: str | None = None
    university_id: str | None = None
    region_code: str | None = None
    signals: dict[str, float] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matches:
    """``reason`` is set exactly where every list is empty. ``terms`` are what was searched for, as
    the owner said them; ``truncated`` tells that only the first part of a long text was read.
    ``unlisted`` are the universities named that the catalogue lacks. ``doubtful`` are the kinds of
    which something is shown, but nothing about which there is little doubt."""

    universities: tuple[Match, ...] = ()
    mentors: tuple[Match, ...] = ()
    patents: tuple[Match, ...] = ()
    platforms: tuple[Match, ...] = ()
    terms: tuple[str, ...] = ()
    reason: Reason | None = None
    truncated: bool = False
    unlisted: tuple[str, ...] = ()
    doubtful: frozenset[str] = frozenset()

    def of_kind(self, kind: str) -> tuple[Match, ...]:
        found: tuple[Match, ...] = getattr(self, LISTS[kind])
        return found

    def is_empty(self) -> bool:
        return not (self.universities or self.mentors or self.patents or self.platforms)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing the owner said (``shown`` as typed), found in a record.

    ``found`` is the record's own word, which differs from ``said`` where the lexicon made the
    link; ``where`` names the part of the record, and ``strength`` (0 to 1) is lower for a looser
    link or a less telling place.
    """

    said: str
    shown: str
    found: str
    where: str
    strength: float
    weight: float = field(default=0.0)
