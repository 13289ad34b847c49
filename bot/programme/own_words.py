"""Parts of what an owner told of the trouble, found again, put right, or taken out."""

from __future__ import annotations

import re

from bot.programme.absorbing import add_detail
from bot.programme.exchanging import FREE, exchange_words, exchanged, rewrite_metrics
from bot.programme.interview import Field
from bot.programme.need_columns import LONGEST_TEXT
from bot.reading.facts import Facts
from bot.reading.metrics import Metric
from bot.reading.played import read_played
from bot.reading.script import normalise
from bot.store.models import Need

# 「品位还有8%多」: the figure behind what it is a figure of.
_UNIT = r"(?:%|[A-Za-z/℃°μ]{1,6}|[^，,。；;\s\d到至降升提改比多]{0,3})"
_FIGURE = rf"[^，,。；;\d]{{0,8}}?(?P<series>[A-Za-z]+-?)?(?P<figure>\d+(?:\.\d+)?\s?{_UNIT}?多?)"
_SHORTEST_NAME = 2
_PARTS = re.compile(r"[^，,。；;！!\n]+[，,。；;！!\n]*")
_POINTS_AT = re.compile(
    r"^(?:那个?|这个?|关于|你们|上面|指标里的?)|(?:那|这)[个句条项](?:话)?$|的$"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def replace_words(need: Need, wrong: str, right: str) -> bool:
    """True where ``wrong`` stood in the owner's words."""
    return exchange_words(need, wrong, right) is not None


def replace_figure(need: Need, name: str, right: str) -> bool:
    """「萤石品位改成8.5%」: the figure that was told of it; the end of the name is enough."""
    for field in FREE:
        words = getattr(need, field.value) or ""
        for begin in range(max(1, len(name) - _SHORTEST_NAME + 1)):
            found = re.search(re.escape(name[begin:]) + _FIGURE, words)
            if found is None:
                continue
            # 「SWRCH35K」 goes as a whole for another grade; 「pH8」 keeps its letters.
            whole = found["series"] and right[0].isascii() and right[0].isalpha()
            start = found.start("series" if whole else "figure")
            old = words[start : found.end("figure")]
            mended = words[:start] + right + words[found.end("figure") :]
            setattr(need, field.value, mended[:LONGEST_TEXT])
            _put_figure(need, name[begin:], normalise(old), normalise(right))
            return True
    return False


def _put_figure(need: Need, name: str, old: str, right: str) -> None:
    """Of two things that measure alike only the one that is named gets the new figure."""
    held = [text for e in need.metrics if exchanged(text := str(e["text"]), old, "") != text]
    meant = [text for text in held if name in text] or held
    rewrite_metrics(need, lambda text: exchanged(text, old, right) if text in meant else text)


def add_words(need: Need, words: str, facts: Facts) -> bool:
    """False where they were told already."""
    told = normalise(f"{need.problem}\n{need.detail}")
    if not words or normalise(words) in told:
        return False
    add_detail(need, words)
    known = {str(each["text"]) for each in need.metrics}
    fresh = [{"text": m.text, "role": m.role} for m in facts.metrics if m.text not in known]
    need.metrics = [*need.metrics, *fresh]
    for played in read_played(words):
        _give_part(need, played)
    return True


def _give_part(need: Need, played: Metric) -> None:
    """Of a figure told before, the part it plays is what was said last."""
    stands = [each for each in need.metrics if played.text in str(each["text"])]
    new = [{**each, "role": played.role} for each in stands]
    new = new or [{"text": played.text, "role": played.role}]
    need.metrics = [*(each for each in need.metrics if each not in stands), *new]


def take_out(need: Need, words: str) -> str | None:
    """The part of the owner's words that holds these is left out; what it said, or None.

    The problem keeps at least one part: a need without one is none.
    """
    meant = _without_pointing(normalise(words))
    for field in FREE:
        told = getattr(need, field.value) or ""
        parts = _PARTS.findall(told)
        gone = [part for part in parts if _is_meant(meant, normalise(part))]
        if not gone or (field is Field.PROBLEM and len(gone) == len(parts)):
            continue
        rest = "".join(part for part in parts if part not in gone).rstrip("，,；;、\n")
        setattr(need, field.value, rest or None)
        said = "".join(gone).strip("，,。；;！!\n")
        need.metrics = [e for e in need.metrics if str(e["text"]) not in normalise(said)]
        return said
    kept = [each for each in need.metrics if not _is_meant(meant, str(each["text"]))]
    if len(kept) == len(need.metrics):
        return None
    need.metrics = kept
    return words


def _without_pointing(words: str) -> str:
    while (shorter := _POINTS_AT.sub("", words)) != words and shorter:
        words = shorter
    return words


def _is_meant(meant: str, part: str) -> bool:
    """All its figures, and of its other words two characters in a row."""
    if meant in part:
        return True
    figures = _NUMBER.findall(meant)
    if any(figure not in _NUMBER.findall(part) for figure in figures):
        return False
    words = re.findall(r"[一-龥]{2,}", _NUMBER.sub(" ", meant))
    pairs = {word[at : at + 2] for word in words for at in range(len(word) - 1)}
    shared = any(pair in part for pair in pairs)
    return shared if pairs else bool(figures)
