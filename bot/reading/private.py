"""Numbers by which a person is reached or known, wherever they stand in what somebody wrote.

One list for reading and for taking out: what the desk would read as a telephone number never stays
in what is shown to others.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from bot.reading.script import fold

CONTACT, IDENTITY, CARD = "联系方式", "证件号码", "银行卡号"

MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?"
    r"(1[3-9]\d(?:[ -]?\d{4}){2}|1[3-9]\d{2}[ -]\d{3}[ -]\d{4}|1[3-9]\d(?:\.\d{4}){2})(?!\d)"
)
_SPOKEN_DIGIT = "[零〇一幺二两三四五六七八九]"
SPOKEN_MOBILE = re.compile(
    rf"(?<!{_SPOKEN_DIGIT})[一幺]{_SPOKEN_DIGIT}{{2}}"
    rf"(?:[ -]?{_SPOKEN_DIGIT}{{4}}){{2}}(?!{_SPOKEN_DIGIT})"
)
# Area codes have three digits (010, 02x) or four; 400 and 800 belong to no place.
LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.-])(?:(?:\+?86[ -]?)?\(?(?P<area>0(?:10|2\d)|0[3-9]\d{2})\)?[ -]?"
    r"(?P<number>[1-9]\d{2,3}[ -]?\d{4})|(?P<service>[48]00(?:-?\d){7}))"
    r"(?:\s?(?:-|转|分机)\s?(?P<extension>\d{1,6}))?(?!\d)"
)
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
# What is no number to call back on, and yet tells how somebody is reached.
_LOOSE_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_LOOSE_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_LABELLED = re.compile(
    r"(?:电话|座机|固话|传真)(?:号码?)?[是为:]?\s?(?P<own>[2-9]\d{6,7}(?:-\d{1,5})?)(?!\d)"
)
_ACCOUNT = re.compile(
    r"(?:微信|wechat|weixin|vx|v信|qq|扣扣)\s?(?:号码?|[:是为])[:是为\s]*"
    r"(?P<own>[a-z][-_a-z0-9]{5,19}|\d{5,12})(?![-_a-z0-9])",
    re.I,
)

_IDENTITY_LABEL = r"(?:身份证件?|身份号|二代证|证件|护照|通行证|军官证|驾驶证|驾照)(?:号码?)?"
_CARD_LABEL = r"(?:(?:银行|储蓄|信用|借记|工资)卡|卡号|(?:银行|收款)?账[号户]|帐号)(?:号码?)?"
_JOINED = r"[是为:：\s]*"
_EIGHTEEN = r"\d(?:[ -]?\d){16}[ -]?[0-9Xx]"
_IDENTITY = re.compile(rf"(?<![0-9A-Za-z]){_EIGHTEEN}(?![0-9A-Za-z])")
_IDENTITY_NAMED = re.compile(
    rf"{_IDENTITY_LABEL}{_JOINED}(?P<own>{_EIGHTEEN}|\d{{15}}|[A-Za-z]\d{{8}})(?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z.])[3-6]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![0-9A-Za-z])")
_CARD_NAMED = re.compile(rf"{_CARD_LABEL}{_JOINED}(?P<own>\d(?:[ -]?\d){{9,24}})(?!\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """Where one stands in the text as it was written; ``kind`` is CONTACT, IDENTITY or CARD."""

    start: int
    end: int
    kind: str

    @property
    def mask(self) -> str:
        return f"〔{self.kind}〕"


def is_identity_card(number: str) -> bool:
    """True for a resident identity number: valid, or at least with a birth date inside."""
    if ric.is_valid(number):
        return True
    with contextlib.suppress(ValidationError, ValueError):
        return (
            bool(re.fullmatch(r"\d{17}[0-9X]", number)) and ric.get_birth_date(number).year > 1920
        )
    return False


def _is_identity(written: str) -> bool:
    number = re.sub("[ -]", "", written).upper()
    with contextlib.suppress(ValidationError):
        ric.get_birth_place(number)
        return is_identity_card(number) and not uscc.is_valid(number)
    return False


def _is_card(written: str) -> bool:
    """GB/T 14504 counts as ISO/IEC 7812 does: the last digit checks the others."""
    return luhn.is_valid(re.sub("[ -]", "", written))


def _any(_written: str) -> bool:
    return True


_DOCUMENTS: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...] = (
    (_IDENTITY_NAMED, IDENTITY, _any),
    (_IDENTITY, IDENTITY, _is_identity),
    (_CARD_NAMED, CARD, _any),
    (_CARD, CARD, _is_card),
)
_CONTACTS: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...] = tuple(
    (pattern, CONTACT, _any)
    for pattern in (
        _LOOSE_EMAIL, EMAIL, MOBILE, _LOOSE_MOBILE, SPOKEN_MOBILE, LANDLINE, _LABELLED, _ACCOUNT,
    )
)  # fmt: skip


def document_spans(text: str) -> list[Span]:
    """Numbers of identity papers and of bank cards: the desk never needs one."""
    return _spans(text, _DOCUMENTS)


def private_spans(text: str) -> list[Span]:
    """Those, and everything by which somebody is reached. In order, none inside another."""
    return _spans(text, (*_DOCUMENTS, *_CONTACTS))


def _spans(
    text: str, kinds: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...]
) -> list[Span]:
    folded, places = fold(text)
    taken: list[Span] = []
    for pattern, kind, fits in kinds:
        for found in pattern.finditer(folded):
            group = "own" if "own" in pattern.groupindex else 0
            start, end = found.span(group)
            span = Span(places[start], places[end - 1] + 1, kind)
            if fits(found[group]) and not any(_meet(span, each) for each in taken):
                taken.append(span)
    return sorted(taken, key=lambda each: each.start)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def mask(text: str, spans_of: Callable[[str], list[Span]] = private_spans) -> str:
    """The text with each of them replaced by the name of its kind. Applied until nothing is left:
    what stood before a number may have hidden the next one."""
    while spans := spans_of(text):
        for span in reversed(spans):
            text = f"{text[: span.start]}{span.mask}{text[span.end :]}"
    return text


mask_documents = partial(mask, spans_of=document_spans)

_WHOSE = r"(?:我们?的?|本人的?|老板的?|法人的?)?"
_NAMED_DOCUMENT = re.compile(
    rf"{_WHOSE}(?:(?:{_IDENTITY_LABEL}|{_CARD_LABEL}){_JOINED})?〔(?:{IDENTITY}|{CARD})〕"
)
_SEAM = re.compile(r"([,，;；、。\s])[,，;；、\s]+")


def has_document(text: str) -> bool:
    """Whether one stands in it, or stood there and was masked."""
    return _NAMED_DOCUMENT.search(text) is not None or bool(document_spans(text))


def without_documents(text: str) -> str:
    """What is left to be read of a message from which such numbers were taken: neither they nor
    the words that announce them."""
    if not _NAMED_DOCUMENT.search(text):
        return text
    return _SEAM.sub(r"\1", _NAMED_DOCUMENT.sub("", text)).strip(",，;；、 \n")
