"""What ``bot match --explain`` prints: the pipeline stage by stage, for a person to see why."""

from __future__ import annotations

from collections.abc import Iterator

from bot.matching.criteria import Match, Query
from bot.matching.features import WEIGHTS
from bot.matching.lexicon import load_lexicon
from bot.matching.matcher import Matcher, Stage
from bot.matching.segment import base_words_of, guard
from bot.matching.terms import Concept, Inquiry

_KINDS = {"university": "高校", "mentor": "技术导师", "patent": "开放许可专利"}
_MOST_ANSWERS = 8
_PARTS = {
    "text": "文字",
    "field": "领域",
    "region": "地区",
    "record": "业绩",
    "cost": "费用",
    "recency": "新旧",
    "availability": "档期",
}


def as_trace(matcher: Matcher, query: Query) -> str:
    """The stages in order, in Chinese; raises ``IndexMissing`` before the first build."""
    plain = guard(query.text)
    inquiry = matcher.understand(query)
    matches = matcher.match(query)
    lines = [
        "一、整理：" + plain,
        "二、分词：" + " ".join(base_words_of(plain, load_lexicon())),
        "三、概念（权重，越大越说明问题）：",
        *_concepts(inquiry),
        "四、召回与门槛：",
        *(_stage(stage) for stage in matcher.stages(query)),
        "五、排序：",
        *_ranked((*matches.universities, *matches.mentors, *matches.patents)),
    ]
    return "\n".join(lines)


def _concepts(inquiry: Inquiry) -> Iterator[str]:
    if not inquiry.concepts:
        yield "   （没有说到具体的技术）"
    for concept in inquiry.concepts:
        yield f"   {concept.weight:5.2f}  {concept.shown}（{_nature(concept)}）{_answers(concept)}"
    if inquiry.institutions:
        yield "   点名的高校：" + "、".join(inquiry.institutions)


def _nature(concept: Concept) -> str:
    if not concept.telling:
        return "泛指词，不单独作数"
    if concept.complaint:
        return "毛病"
    return "词库已收" if concept.known else "词库未收"


def _answers(concept: Concept) -> str:
    ranked = sorted(concept.answers.items(), key=lambda item: (-item[1], item[0]))
    others = [f"{word} {strength:.2f}" for word, strength in ranked if word != concept.said]
    more = f" …共{len(others)}个" if len(others) > _MOST_ANSWERS else ""
    return f" → {'，'.join(others[:_MOST_ANSWERS])}{more}" if others else ""


def _stage(stage: Stage) -> str:
    return f"   {_KINDS[stage.kind]}：召回 {stage.read} 条，过门槛 {stage.kept} 条"


def _ranked(matches: tuple[Match, ...]) -> Iterator[str]:
    if not matches:
        yield "   （没有过门槛的，不推荐）"
    for match in matches:
        yield f"   {match.score:.3f}  {_KINDS[match.kind]}  {match.title}"
        parts = (
            f"{_PARTS[name]} {value:.2f}×{WEIGHTS[name]:.2f}"
            for name, value in match.features.items()
        )
        yield "          " + " + ".join(parts)
        yield from (f"          - {reason}" for reason in match.reasons)
