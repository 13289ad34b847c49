"""Parts of what an owner told of the trouble, found again, put right, or taken out."""

from __future__ import annotations

import re

from bot.programme.absorbing import add_detail
from bot.programme.interview import Field
from bot.programme.need_columns import LONGEST_TEXT
from bot.reading.facts import Facts
from bot.reading.script import normalise
from bot.store.models import Need

_FREE = (Field.DETAIL, Field.PROBLEM)
# 「品位还有8%多」: the figure behind what it is a figure of.
_UNIT = r"(?:%|[A-Za-z/℃°μ]{1,6}|[^，,。；;\s\d到至降升提改比多]{0,3})"
_FIGURE = rf"[^，,。；;\d]{{0,8}}?(?P<figure>\d+(?:\.\d+)?\s?{_UNIT}?多?)"
_SHORTEST_NAME = 2
_PARTS = re.compile(r"[^，,。；;！!\n]+[，,。；;！!\n]*")
_POINTS_AT = re.compile(
    r"^(?:那个?|这个?|关于|你们|上面|指标里的?)|(?:那|这)[个句条项](?:话)?$|的$"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def replace_words(need: Need, wrong: str, right: str) -> bool:
    """True where ``wrong`` stood in the owner's words."""
    for field in _FREE:
        words = getattr(need, field.value)
        if words and wrong in words:
            setattr(need, field.value, words.replace(wrong, right)[:LONGEST_TEXT])
            need.metrics = [each for each in need.metrics if wrong not in str(each["text"])]
            return True
    return False


def replace_figure(need: Need, name: str, right: str) -> bool:
    """「萤石品位改成8.5%」: the figure that was told of it; the end of the name is enough."""
    for field in _FREE:
        words = getattr(need, field.value) or ""
        for begin in range(max(1, len(name) - _SHORTEST_NAME + 1)):
            found = re.search(re.escape(name[begin:]) + _FIGURE, words)
            if found is None:
                continue
            old = found["figure"]
            mended = words[: found.start("figure")] + right + words[found.end("figure") :]
            setattr(need, field.value, mended[:LONGEST_TEXT])
            need.metrics = [e for e in need.metrics if normalise(old) not in str(e["text"])]
            return True
    return False


def add_words(need: Need, words: str, facts: Facts) -> bool:
    """False where they were told already."""
    told = normalise(f"{need.problem}\n{need.detail}")
    if not words or normalise(words) in told:
        return False
    add_detail(need, words)
    known = {str(each["text"]) for each in need.metrics}
    fresh = [{"text": m.text, "role": m.role} for m in facts.metrics if m.text not in known]
    need.metrics = [*need.metrics, *fresh]
    return True


def take_out(need: Need, words: str) -> str | None:
    """The part of the owner's words that holds these is left out; what it said, or None.

    The problem keeps at least one part: a need without one is none.
    """
    meant = _without_pointing(normalise(words))
    for field in _FREE:
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
