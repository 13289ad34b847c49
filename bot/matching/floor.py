"""Whether a list is good enough to show any of it, one decision for each kind of record, and about
which of its records there is little doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.matching.inquiry import Inquiry
from bot.matching.rank import Candidate
from bot.matching.wording import Wording

# A list is shown if its best record is this likely to help, or answers so much of all that was said
# that little is left to doubt.
FLOOR = -2.4
# Records that are a bare title match less by chance than those with an abstract.
FLOOR_TITLES = -2.8
# A teacher or a school of the trade is worth a call though nobody there works on just this trouble;
# a patent of another trouble is worth none. Of 82 lists between the two floors that were read,
# seven in ten began with somebody of the matter.
FLOOR_OF_TRADE = -4.0
FLOOR_COVER = 0.5
FLOOR_WORDING = 0.3
# Of lists whose best record stands this far above the floor two in three hold a record that helps;
# of the others one in three does, and they are shown as what they are (benchmarks/README.md).
CLEAR = 1.8
# A record that is nearest to the owner's very words, where these would single out one by no chance.
CLEAR_WORDING, _NEAREST = 1.0, 0.9


@dataclass(frozen=True, slots=True)
class Standing:
    """How a list stands to its floor. ``odds`` are the log odds of its best record, ``cover`` the
    share of what was said that the best record answers, ``distinct`` how surely the wording
    singles out a record, ``sole`` whether a product was named that one record alone holds. One of
    the four is enough."""

    odds: float
    floor: float
    cover: float
    distinct: float
    sole: bool

    @property
    def passes(self) -> bool:
        return (
            self.odds >= self.floor
            or self.cover >= FLOOR_COVER
            or self.distinct >= FLOOR_WORDING
            or self.sole
        )


def _floor_of(found: Sequence[Candidate]) -> float:
    if found[0].document.kind != "patent":
        return FLOOR_OF_TRADE
    return FLOOR if any(candidate.record.body for candidate in found) else FLOOR_TITLES


def stand(found: Sequence[Candidate], wording: Wording, inquiry: Inquiry) -> Standing | None:
    """None where nothing was found."""
    if not found:
        return None
    return Standing(
        odds=max(candidate.odds for candidate in found),
        floor=_floor_of(found),
        cover=max(candidate.cover for candidate in found),
        distinct=wording.distinct,
        sole=any(concept.sole for concept in inquiry.concepts),
    )


def clear_of(kept: Iterable[Candidate], standing: Standing | None) -> list[str]:
    """The ids of the records about which there is little doubt."""
    if standing is None:
        return []
    return [candidate.id for candidate in kept if _is_clear(candidate, standing)]


def _is_clear(candidate: Candidate, standing: Standing) -> bool:
    quoted = standing.distinct >= CLEAR_WORDING and candidate.worded >= _NEAREST
    return quoted or candidate.odds >= standing.floor + CLEAR
