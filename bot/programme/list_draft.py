"""What a challenge (榜) begins with before staff write it: of the owner's words only the matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from bot.programme.needs import summarise, without_greeting
from bot.programme.redaction import redact
from bot.reading.money import money_spans
from bot.store.models import Need

TITLE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class ListDraft:
    title: str
    summary: str
    targets: tuple[str, ...]


def draft_list(need: Need) -> ListDraft:
    aims = [str(each["text"]) for each in need.metrics if each["role"] == "target"]
    title = redact(draft_title(need.problem or ""), need.company)
    return ListDraft(title, summarise(need), tuple(dict.fromkeys(map(draft_target, aims))))


def draft_title(problem: str) -> str:
    """Whole clauses from the beginning, as many as a title holds, none of them about money: what is
    paid is the bounty, which has a field of its own."""
    words = without_greeting(" ".join(problem.split()))
    taken = ""
    for mark, clause in _clauses(words, money_spans(words)):
        longer = f"{taken}{mark if taken else ''}{clause}"
        if len(longer) > TITLE_LENGTH:
            break
        taken = longer
    return taken or _whole_words(words)


def _whole_words(words: str) -> str:
    """The beginning of a clause without end, not cut within a word."""
    if len(words) <= TITLE_LENGTH:
        return words
    taken = ""
    for word in rjieba.cut(words):
        if len(taken) + len(word) >= TITLE_LENGTH:
            break
        taken += word
    return f"{taken or words[: TITLE_LENGTH - 1]}…"


def _clauses(words: str, money: list[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Each with the mark before it, without those that speak of money."""
    for found in _CLAUSE.finditer(words):
        start, end = found.span("words")
        if not any(first < end and start < last for first, last in money):
            yield found["mark"], found["words"].strip()


def draft_target(text: str) -> str:
    """废品率15%,想降到3%以内 → 废品率降到3%以内: how things stand is no target."""
    told = _FROM.sub("", _LEAD.sub("", text))
    first, *rest = _JOINT.split(told)
    noun, figure = _NOUN.match(first), _FIGURE.search(first)
    if not rest or noun is None or figure is None:
        return _WISH.sub("", told) or text
    aim = _WISH.sub("", rest[-1])
    # Where the aim says itself what is measured, nothing has to be put before it.
    return f"{noun['words']}{aim}" if _BARE_AIM.match(aim) else aim


_CLAUSE = re.compile(r"(?P<mark>[，,。；;！!？?：:]?)(?P<words>[^，,。；;！!？?：:]+)")
_JOINT = re.compile(r"[，,。；;]")
_FIGURE = re.compile(r"[\d零一二两三四五六七八九十百千半]")
# What is measured, without the 现在 before it and the 大概是 behind.
_NOUN = re.compile(
    r"(?:现在|目前|如今|眼下)?的?(?P<words>[^\d零一二两三四五六七八九十百千半]+?)"
    r"(?:现在|目前|如今|大概|大约|差不多|已经|还)?(?:是|有|在|到|达到?|高达|只有|才|约)?"
    r"(?=[\d零一二两三四五六七八九十百千半])"
)
_FROM = re.compile(r"从[^，,。；;]{1,12}?(?=降|减|升|提|增|缩|压|做|改)")
_AIM = (
    r"(?:降|减|升|提高?|增|缩短?|压|做|达|控制|保持|搞|弄|稳定|不"
    r"|低于|高于|小于|大于|少于|多于|以内|[\d≤≥<>])"
)
# Only right before the aim: 能耗, 性能 and 主要 are no wishes.
_WISH = re.compile(
    rf"(?>(?:最好|希望)(?:能(?!够))?|争取|打算|计划|准备|我们|想要?|能够|(?<![主重次必只])要求?)+"
    rf"(?={_AIM})"
)
# 希望废品率降到3%: at the very beginning, whatever it is that is wished.
_LEAD = re.compile(r"^(?:我们)?(?:希望能?|最好能?|争取|打算|计划|准备|想要?|要求?)(?=.{3})")
_BARE_AIM = re.compile(_AIM)
