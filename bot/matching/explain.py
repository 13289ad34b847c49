"""Why something is suggested, in plain Chinese. Each reason names what is in a stored record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.matching.bridge import trade_of
from bot.matching.criteria import Evidence, Query
from bot.matching.documents import (
    FREE,
    NEGOTIABLE,
    Document,
    MentorDocument,
    PatentDocument,
    PlatformDocument,
    UniversityDocument,
)
from bot.matching.rank import Candidate, holds
from bot.matching.segment import guard

MOST_REASONS = 3
_CLAUSE = re.compile(r"[，。；！？]")
_QUOTE = 32
_WAN = 10_000
# A university is real where its mentors and patents may be invented: what is told of them says so.
_DEMO_MARK = "（演示数据）"


@dataclass(frozen=True)
class Related:
    """What of a university answers the inquiry: its best direction, and how many records."""

    mentors: int = 0
    patents: int = 0
    best: Candidate | None = None
    # Whether any of them is invented: then the sentence that counts them says so.
    demo: bool = False

    @property
    def count(self) -> int:
        return self.mentors + self.patents


def explain(candidate: Candidate, query: Query, related: Related | None = None) -> tuple[str, ...]:
    """At most three reasons, the technical one first; none that rests on generic words only."""
    document = candidate.document
    if isinstance(document, UniversityDocument):
        found = _university(candidate, document, query, related or Related())
    elif isinstance(document, MentorDocument):
        matter = _terms(candidate) or _alike(candidate)
        found = (matter, _near(document, query), _mode(document, query), _free(document))
    elif isinstance(document, PlatformDocument):
        found = (_terms(candidate) or _alike(candidate), _near(document, query), _offer(document))
    else:
        matter = _terms(candidate) or _alike(candidate)
        found = (matter, _fee(document, query), _near(document, query))
    return tuple(reason for reason in found if reason)[:MOST_REASONS]


def _university(
    candidate: Candidate, document: UniversityDocument, query: Query, related: Related
) -> Sequence[str | None]:
    near, counted = _near(document, query), _counted(related)
    return (_terms(candidate) or _through(related), counted, near, _discipline(document, query))


def _terms(candidate: Candidate) -> str | None:
    """「与您说的“气孔、压铸”对应：…」 with the clause of the record that says so."""
    evidence = _telling(candidate.evidence)
    if not evidence:
        return None
    said = "、".join(_linked(piece, candidate.document) for piece in evidence)
    return f"与您说的{said}对应：{_quote(candidate.document, evidence)}"


def _alike(candidate: Candidate) -> str | None:
    """No word in common, but the model finds the same meaning: said as such, with what it read."""
    if candidate.likeness is None:
        return None
    document = candidate.document
    if isinstance(document, MentorDocument):
        what = f"研究方向为“{_abridged('、'.join(document.directions))}”"
    elif isinstance(document, PlatformDocument):
        what = f"主攻方向为“{_abridged('、'.join(document.directions))}”"
    else:
        what = f"专利名称为“{_abridged(getattr(document, 'title', ''))}”"
    return f"与您说的意思相近（语言模型判断，相似度{candidate.likeness:.2f}）：{what}"


def _linked(piece: Evidence, document: Document) -> str:
    """“气孔”, or “粘成一坨”（吸湿） where the record has another word for it."""
    if piece.found in piece.said:
        return f"“{piece.shown}”"
    return f"“{piece.shown}”（{_written(document, piece.found)}）"


def _written(document: Document, word: str) -> str:
    """The word with the capitals of the record: VOCs, not vocs."""
    parts = (*document.strong_parts(), *document.body_parts())
    found = re.search(re.escape(word), " ".join(parts), re.IGNORECASE)
    return found[0] if found else word


def _telling(evidence: Iterable[Evidence]) -> list[Evidence]:
    telling = [piece for piece in evidence if piece.weight > 0]
    return sorted(telling, key=lambda piece: -piece.weight * piece.strength)[:3]


def _quote(document: Document, evidence: Sequence[Evidence]) -> str:
    words = [piece.found for piece in evidence]
    if isinstance(document, UniversityDocument):
        named = _best(document.strengths, words)
        if _count(named, words):
            return f"优势方向有{named}"
        return f"优势学科有{_best(document.disciplines, words)}"
    if isinstance(document, MentorDocument):
        return _quote_mentor(document, words)
    if isinstance(document, PlatformDocument):
        return _quote_platform(document, words)
    return _quote_patent(document, words)


def _quote_mentor(document: MentorDocument, words: Sequence[str]) -> str:
    direction = _best(document.directions, words)
    clause = _best(_clauses(document.profile), words)
    if _count(direction, words) >= max(_count(clause, words), 1):
        return f"研究方向为“{direction}”"
    if _count(clause, words):
        return f"“{_abridged(clause)}”"
    named = [word for word in document.keywords if _count(word, words)]
    return f"擅长{'、'.join(named)}" if named else f"所在领域为{document.field}"


def _quote_platform(document: PlatformDocument, words: Sequence[str]) -> str:
    direction = _best(document.directions, words)
    clause = _best(_clauses(document.profile), words)
    if _count(direction, words) >= max(_count(clause, words), 1):
        return f"主攻方向有“{direction}”"
    return f"“{_abridged(clause)}”" if _count(clause, words) else f"所在领域为{document.field}"


def _quote_patent(document: PatentDocument, words: Sequence[str]) -> str:
    clause = _best(_clauses(document.abstract), words)
    in_title, in_clause = _count(document.title, words), _count(clause, words)
    if in_title == len(words) or in_title > in_clause:
        named = (_written(document, word) for word in _named(document.title, words))
        return f"专利名称提到{'、'.join(named)}"
    if in_clause:
        return f"该专利{_abridged(clause)}"
    return f"关键词有{'、'.join(word for word in document.keywords if _count(word, words))}"


def _named(text: str, words: Sequence[str]) -> list[str]:
    plain = guard(text)
    return [word for word in dict.fromkeys(words) if holds(plain, word)]


def _best(parts: Sequence[str], words: Sequence[str]) -> str:
    """The part with most of the words; the earlier and shorter of equals."""
    return max(parts, key=lambda part: (_count(part, words), -len(part)), default="")


def _count(part: str, words: Sequence[str]) -> int:
    plain = guard(part)
    return sum(holds(plain, word) for word in words)


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]


def _abridged(clause: str) -> str:
    return clause if len(clause) <= _QUOTE else clause[: _QUOTE - 1] + "…"


def _through(related: Related) -> str | None:
    """The evidence of a university that only its people or patents speak for."""
    if related.best is None:
        return None
    reason = _terms(related.best)
    document = related.best.document
    if reason is None:
        return None
    who = f"{document.name}{document.title}" if isinstance(document, MentorDocument) else None
    source = f"该校{who}" if who else f"该校专利《{getattr(document, 'title', '')}》"
    mark = _DEMO_MARK if document.is_demo else ""
    head, _, tail = reason.partition("：")
    return f"{head}：{source}{'，' + tail if who else ''}{mark}"


def _counted(related: Related) -> str | None:
    parts = []
    if related.mentors:
        parts.append(f"{related.mentors}位相关技术导师")
    if related.patents:
        parts.append(f"{related.patents}项相关开放许可专利")
    mark = _DEMO_MARK if related.demo else ""
    return f"该校有{'、'.join(parts)}{mark}" if parts else None


def _discipline(document: UniversityDocument, query: Query) -> str | None:
    trade = trade_of(query.industry_code)
    if trade is None:
        return None
    first_class = trade.shared(document.first_class_disciplines)
    if first_class:
        return f"{'、'.join(first_class[:2])}为该校一流学科"
    shared = trade.shared(document.disciplines)
    return f"{'、'.join(shared[:2])}为该校优势学科" if shared else None


def _near(document: Document, query: Query) -> str | None:
    region, near = document.region_code, query.near_region_code
    if not region or not near or region[:2] != near[:2]:
        return None
    place = "同一城市" if region[:4] == near[:4] and near[2:4] != "00" else document.province
    return f"同在{place}，便于到厂"


def _mode(document: MentorDocument, query: Query) -> str | None:
    asked = query.mode.split("、") if query.mode else ()
    offered = [mode for mode in asked if mode in document.modes]
    return f"可承担{'、'.join(offered)}" if offered else None


def _offer(document: PlatformDocument) -> str | None:
    return f"可提供{'、'.join(document.services[:3])}" if document.services else None


def _free(document: MentorDocument) -> str | None:
    if document.load == 0:
        return "目前没有在帮扶的企业，时间较充裕"
    return f"目前在帮扶{document.load}家企业，还可再接{document.capacity - document.load}家"


def _fee(document: PatentDocument, query: Query) -> str | None:
    if document.fee_mode in (None, NEGOTIABLE):
        return None
    until = f"，许可期至{document.term_to.isoformat()}" if document.term_to else ""
    if document.fee_mode == FREE:
        return f"免费许可{until}"
    within = _within(document.first_payment_yuan or 0, query)
    return f"{describe_fee(document)}{within}{until}"


def _within(payment: int, query: Query) -> str:
    """Only what the owner said is called a budget; a limit of the search may be the desk's own."""
    limit, budget = query.max_fee_yuan, query.budget_max_yuan
    if payment <= 0:
        return ""
    if limit is not None and payment <= limit:
        return f"，在{yuan(limit)}以内"
    return f"，在您{yuan(budget)}的预算内" if budget is not None and payment <= budget else ""


def describe_fee(document: PatentDocument) -> str:
    """The published fee in one phrase; an unknown one is said to be unknown."""
    royalty = (
        f"{document.royalty_base or '净销售额'}的{document.royalty_percent:g}%"
        if (document.royalty_percent is not None)
        else ""
    )
    fee = yuan(document.fee_yuan) if document.fee_yuan is not None else ""
    later = "（先使用后付费）" if document.pay_after_use else ""
    texts = {
        FREE: "免费",
        "一次总付": f"一次总付{fee}{later}" if fee else "",
        "总付额内分期": f"分期支付，共{fee}" if fee else "",
        "入门费+提成": f"入门费{fee}，另按{royalty}提成" if fee and royalty else "",
        "提成": f"按{royalty}提成" if royalty else "",
        "分阶段": _staged(document.first_stage_yuan),
        NEGOTIABLE: "面议（不符合开放许可要求，仅供联系）",
    }
    return texts.get(document.fee_mode or "", "") or (fee and f"{fee}") or "未公布，以声明为准"


def _staged(first: int | None) -> str:
    if first is None:
        return "分阶段收费"
    return "分阶段收费，第一年免费" if first == 0 else f"分阶段收费，第一年{yuan(first)}"


def yuan(amount: int) -> str:
    """12000 → 1.2万元; what does not divide well stays in 元."""
    if amount >= _WAN and amount % 100 == 0:
        return f"{amount / _WAN:.10g}万元"
    return f"{amount}元"
