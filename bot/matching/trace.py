"""What ``bot match --explain`` prints: the pipeline stage by stage, for a person to see why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.matching.additions import Additions
from bot.matching.criteria import Match, Matches, Query
from bot.matching.floor import FLOOR_COVER, FLOOR_WORDING, Standing
from bot.matching.gathering import Gathered
from bot.matching.inquiry import Concept, Inquiry
from bot.matching.learned import Learned
from bot.matching.lexicon import Lexicon, load_lexicon
from bot.matching.matcher import Course, Matcher
from bot.matching.parts import Part, parts_of
from bot.matching.rank import share_of
from bot.matching.segment import LONGEST, base_words_of, guard, visible

_KINDS = {
    "university": "高校", "mentor": "技术导师", "patent": "开放许可专利", "platform": "创新平台",
}  # fmt: skip
_MOST_ANSWERS = 8
_PARTS = {
    "text": "文字",
    "field": "领域",
    "region": "地区",
    "record": "业绩",
    "cost": "费用",
    "recency": "新旧",
    "availability": "档期",
    "affinity": "整句相近",
    "pieces": "答到几处",
    "strongest": "最强一处",
    "both": "产品与毛病都对上",
    "complaints": "答到几个毛病",
    "fault": "毛病对得多准",
    "trade": "行业",
    "pairs": "字面相近",
}


def as_trace(matcher: Matcher, query: Query) -> str:
    """The stages in order, in Chinese; raises ``IndexMissing`` before the first build."""
    lexicon, plain = load_lexicon(), guard(query.text)
    course = matcher.follow(query)
    lines = [
        "一、整理：" + plain[:LONGEST],
        *_guarded(query.text, course.inquiry),
        "二、分词：" + " ".join(base_words_of(plain[:LONGEST], lexicon)),
        *_left_out(plain[:LONGEST], course.inquiry, lexicon),
        "三、概念（权重由稀有程度而来，越大越说明问题；箭头后是词库的联系与强度）：",
        *_concepts(course, lexicon),
        "四、召回与门槛：",
        *(line for gathered in course.gathered for line in _gathered(gathered)),
        "五、排序：",
        *_emphasised(course.learned),
        *_ranked(course),
    ]
    return "\n".join(lines)


def _guarded(text: str, inquiry: Inquiry) -> Iterator[str]:
    if visible(text) != text:
        yield "   （整理了全角、繁体或看不见的字符）"
    if inquiry.truncated:
        yield f"   （太长，只用前{LONGEST}字）"


def _left_out(plain: str, inquiry: Inquiry, lexicon: Lexicon) -> Iterator[str]:
    kept = {concept.said for concept in inquiry.concepts}
    words = dict.fromkeys(base_words_of(plain, lexicon))
    left = [word for word in words if word.strip() and word not in kept]
    if left:
        yield "   不检索（闲话、数字、太常见）：" + " ".join(left)


def _concepts(course: Course, lexicon: Lexicon) -> Iterator[str]:
    inquiry = course.inquiry
    if not inquiry.concepts:
        yield "   （没有说到具体的技术）"
    for concept in inquiry.concepts:
        head = f"   {concept.weight:5.2f}  {concept.shown}（{_nature(concept)}）"
        yield head + _answers(concept, lexicon, course.additions)
        yield from _learned_of(concept, course.learned)
    if inquiry.institutions:
        yield "   点名的高校：" + "、".join(inquiry.institutions)
    if inquiry.unlisted:
        yield "   点名而库里没有的高校（只当作词来找）：" + "、".join(inquiry.unlisted)


def _nature(concept: Concept) -> str:
    if not concept.telling:
        return "泛指词，不单独作数"
    if concept.complaint:
        return "毛病"
    return "词库已收" if concept.known else "词库未收"


def _learned_of(concept: Concept, learned: Learned) -> Iterator[str]:
    for word in concept.answers:
        tally = learned.links.get((concept.said, word))
        if tally is not None:
            yield (
                f"          学到：{concept.shown}→{word} 合适 {tally.good} 次、"
                f"不对题 {tally.bad} 次，强度 ×{tally.factor:.2f}"
            )


def _answers(concept: Concept, lexicon: Lexicon, additions: Additions) -> str:
    added = {w: f"{kind}（新收）" for w, kind in additions.kinds_of(concept.said).items()}
    proposed = dict.fromkeys(concept.proposed, "整句推出")
    kinds = {**lexicon.kinds_of(concept.said), **added, **proposed}
    ranked = sorted(concept.answers.items(), key=lambda item: (-item[1], item[0]))
    others = [
        f"{word} {kinds.get(word) or '部分'}{strength:.2f}"
        for word, strength in ranked
        if word != concept.said
    ]
    more = f" …共{len(others)}个" if len(others) > _MOST_ANSWERS else ""
    return f" → {'，'.join(others[:_MOST_ANSWERS])}{more}" if others else ""


def _gathered(gathered: Gathered) -> Iterator[str]:
    yield (
        f"   {_KINDS[gathered.kind]}：召回 {gathered.read} 条，答到话里内容的"
        f" {len(gathered.found)} 条，过门槛且离最好的不远的 {len(gathered.kept)} 条，"
        f"其中有把握的 {len(gathered.clear)} 条"
    )
    if gathered.standing is not None:
        yield "      " + _stood(gathered.standing)
    alike = [c for c in gathered.kept if c.likeness is not None]
    if alike:
        only = sum(not c.evidence for c in alike)
        yield f"      语言模型觉得相近 {len(alike)} 条，{only} 条没有相同的词；与文字名次合并"
    if gathered.wording:
        yield f"      次序有 {gathered.wording:.0%} 由原话的字面定，其余由意思定"


def _stood(standing: Standing) -> str:
    tests = (
        ("最好一条的对数几率", standing.odds, standing.floor),
        ("话里内容答到的份额", standing.cover, FLOOR_COVER),
        ("原话认得出一条的程度", standing.distinct, FLOOR_WORDING),
    )
    told = "；".join(
        f"{name} {value:.2f}{'≥' if value >= least else '<'}{least:.2f}"
        for name, value, least in tests
    )
    told += "；点到只有一条记录才有的东西" if standing.sole else ""
    return f"门槛（过一条即可）：{told} → {'过' if standing.passes else '不过，这一类不推荐'}"


def _ranked(course: Course) -> Iterator[str]:
    shown = _shown(course.matches)
    if not shown:
        yield "   （没有过门槛的，不推荐）"
    for match in shown:
        yield f"   {match.score:.3f}  {_KINDS[match.kind]}  {match.title}"
        parts = parts_of(match)
        yield "          " + _sum_of(part for part in parts if part.of == "score")
        yield from _worded(course, match)
        if match.signals:
            yield "          " + _odds_of(match.kind, [p for p in parts if p.of == "text"])
        yield from (f"          - {reason}" for reason in match.reasons)
    yield from _set_aside(course)


def _worded(course: Course, match: Match) -> Iterator[str]:
    """Where the very words have a say in the order: theirs, and that of what they mean."""
    for gathered in course.gathered:
        share = gathered.wording if gathered.kind == match.kind else 0.0
        for each in gathered.kept if share else ():
            if each.id == match.id:
                yield (
                    f"          文字：字面 {each.worded:.2f}×{share:.2f}"
                    f" + 意思 {share_of(each.odds):.2f}×{1 - share:.2f} = {each.text:.2f}"
                )


def _emphasised(learned: Learned) -> Iterator[str]:
    for name, count in sorted(learned.features.items()):
        yield (
            f"   学到：{learned.judged} 次评价里有 {count} 次因“{_PARTS[name]}”不合适，"
            f"这一项的权重 ×{learned.emphasis(name):.2f}（再按总和不变折算）"
        )


def _shown(matches: Matches) -> tuple[Match, ...]:
    return (*matches.universities, *matches.mentors, *matches.patents)


def _odds_of(kind: str, parts: Sequence[Part]) -> str:
    """What the text's share of the score was made from: what each signal adds to the log odds."""
    whose = "文字的由来（最相关的人或专利）" if kind == "university" else "文字的由来"
    base, *signals = parts
    odds = sum(part.points for part in parts)
    return f"{whose}：底 {base.points:.1f} + {_sum_of(signals)} = {odds:.2f}"


def _sum_of(parts: Iterable[Part]) -> str:
    return " + ".join(
        f"{_PARTS[part.name]} {part.value:.2f}×{part.weight:.2f}={part.points:.3f}"
        for part in parts
    )


def _set_aside(course: Course) -> Iterator[str]:
    """What stood before the last shown by its text and still is not shown."""
    for gathered in course.gathered:
        texts = {c.id: c.text for c in gathered.kept}
        shown = {m.id for m in _shown(course.matches) if m.kind == gathered.kind} & texts.keys()
        if shown and gathered.kind != "university":
            least = min(texts[each] for each in shown)
            left = sum(text > least for each, text in texts.items() if each not in shown)
            if left:
                yield (
                    f"   {_KINDS[gathered.kind]}：文字更近而没有列出的 {left} 条"
                    "（一校已有两位导师、同族专利只列一件、看过了、或其他方面落后）"
                )
