"""Messages in another language: the desk works in Chinese, and says so in both."""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Kana stand among Chinese characters; the other scripts stand alone.
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]{2}")
_OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\uac00-\ud7af\u0e00-\u0e7f\u0600-\u06ff]{2}")
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
# 「CNC machining PA12」 may be an answer; a sentence has one of these.
_SENTENCE = re.compile(
    r"\b(?:the|an?|is|are|am|do|does|did|can|could|would|will|you|your|i|i'm|we|our|my|me|what|how|who"
    r"|where|which|when|why|for|of|to|with|about|need|please|have|speak|english)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(r"(?:hello|good (?:morning|afternoon|evening))\W*", re.IGNORECASE)
_FEWEST_WORDS = 3
_SOMEBODY = (
    r"(?:real |live )?(?:person|human(?: being)?|staff|agent|operator|representative"
    r"|someone|somebody|people)"
)
_WANTS_PERSON = re.compile(
    rf"\b(?:talk|speak|chat|connect|contact|transfer)\b.*\b{_SOMEBODY}\b"
    rf"|\b(?:want|need|get|give me|like) (?:an? |the ){_SOMEBODY}\b"
    rf"|^(?:an? |the )?{_SOMEBODY}(?:,? please)?[.!? ]*$",
    re.IGNORECASE,
)


def in_another_language(text: str, *, answers: bool = False) -> bool:
    """``answers``: a question waits, to which so many foreign words may be the answer."""
    if _KANA.search(text) or (_OTHER_SCRIPT.search(text) and not _CHINESE.search(text)):
        return True
    if _CHINESE.search(text):
        return False
    if _GREETING.fullmatch(text.strip()):
        return True
    words = len(_WORD.findall(text))
    if words > _FEWEST_WORDS and not answers:
        return True
    return words >= _FEWEST_WORDS and _SENTENCE.search(text) is not None


def wants_person_in_english(text: str) -> bool:
    """「Can I talk to someone?」, 「human please」."""
    if _CHINESE.search(text):
        return False
    return _WANTS_PERSON.search(text.strip()) is not None
