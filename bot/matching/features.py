"""All parts of the score of a record. Every part is between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping

from bot.matching.bridge import trade_of
from bot.matching.criteria import Query
from bot.matching.documents import (
    NEGOTIABLE,
    Document,
    MentorDocument,
    PatentDocument,
    UniversityDocument,
)
from bot.matching.learned import Learned
from bot.matching.rank import Candidate

NEUTRAL = 0.5
# Starting weights of the parts: judgement; verdicts on what was shown move them a little.
WEIGHTS = {
    "text": 0.55,
    "field": 0.12,
    "region": 0.08,
    "record": 0.08,
    "cost": 0.07,
    "recency": 0.05,
    "availability": 0.05,
}


def weigh_features(candidate: Candidate, query: Query, related: int = 0) -> dict[str, float]:
    """All parts of the score. What is not known is neutral, never zero. ``related`` counts a
    university's mentors and patents that answer the inquiry too."""
    document = candidate.document
    return {
        "text": min(candidate.text, 1.0),
        "field": _field(document, query.industry_code),
        "region": nearness(document.region_code, query.near_region_code),
        "record": 1 - 0.5 ** (1 + related) if related else NEUTRAL,
        "cost": _cost(document, query),
        "recency": _recency(document, query),
        "availability": _availability(document, query.mode),
    }


def learned_weights(learned: Learned) -> dict[str, float]:
    """The weights with what was learnt; they add up to what they add up to without."""
    raised = {name: weight * learned.emphasis(name) for name, weight in WEIGHTS.items()}
    scale = sum(WEIGHTS.values()) / sum(raised.values())
    return {name: round(weight * scale, 4) for name, weight in raised.items()}


def total(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(weights[name] * value for name, value in features.items())


def nearness(region: str | None, near: str | None) -> float:
    """1 in the same city, 0.8 in the same province, 0.3 elsewhere, neutral where unknown."""
    if not region or not near:
        return NEUTRAL
    if region[:4] == near[:4] and near[2:4] != "00":
        return 1.0
    return 0.8 if region[:2] == near[:2] else 0.3


def _field(document: Document, industry_code: str | None) -> float:
    trade = trade_of(industry_code)
    if trade is None or industry_code is None:
        return NEUTRAL
    if isinstance(document, UniversityDocument):
        if trade.shared(document.first_class_disciplines):
            return 1.0
        return 0.75 if trade.shared(document.disciplines) else 0.2
    same = document.industry_code is not None and document.industry_code[:3] == trade.code
    if isinstance(document, PatentDocument):
        return max(1.0 if same else 0.2, 0.8 if trade.works_in(document.ipc) else 0.0)
    return 1.0 if same else 0.3


def _cost(document: Document, query: Query) -> float:
    if not isinstance(document, PatentDocument) or document.fee_mode in (None, NEGOTIABLE):
        return NEUTRAL
    payment = document.first_payment_yuan
    if payment is None:
        return NEUTRAL
    limit = query.max_fee_yuan if query.max_fee_yuan is not None else query.budget_max_yuan
    if limit is None:
        return 0.8 if payment == 0 else 0.6
    return 1.0 if payment <= limit else 0.5 * limit / payment


def _recency(document: Document, query: Query) -> float:
    if not isinstance(document, PatentDocument) or document.granted_on is None:
        return NEUTRAL
    years = max((query.today - document.granted_on).days / 365.25, 0.0)
    return 1 / (1 + years / 10)


def _availability(document: Document, mode: str | None) -> float:
    if not isinstance(document, MentorDocument):
        return NEUTRAL
    free = 1 - document.load / document.capacity if document.capacity else 0.0
    if mode is None or not document.modes:
        return free
    return 0.5 * free + 0.5 * any(each in document.modes for each in mode.split("、"))
