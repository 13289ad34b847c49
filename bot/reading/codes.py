"""Numbers with a form of their own: credit code, patent number, telephone, e-mail."""

import re
from dataclasses import dataclass

from stdnum.cn import uscc

from bot.reading.private import EMAIL, LANDLINE, MOBILE, SPOKEN_MOBILE, is_identity_card

_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[ -]?[0-9A-Za-z]){17}(?![0-9A-Za-z])")
_CREDIT_NAMED = re.compile(
    r"(?:信用代码|信用码|税号|社会代码|"
    r"执照号)[^0-9A-Za-z]{0,8}(?P<code>[0-9A-Za-z]{15,21})(?![0-9A-Za-z])"
)
# GB 32100-2015: department, kind of body, then six digits of the registering region.
_CREDIT_SHAPE = re.compile(r"[1-9ANY][1-9][0-9OIl]{6}[0-9A-Z]{10}")
# Years 1985 to 2049, and the 209x that only records of the demo catalogue bear.
_PATENT = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<mark>ZL|CN|zl|cn|Zl|Cn)\s?)?(?P<digits>(?:19[89]|"
    r"20[0-49])\d[12389]\d{7})"
    r"(?:\s?[.·]\s?(?P<check>[0-9Xx])|(?P<joined>[0-9Xx]))?(?![0-9A-Za-z.]*\d)"
)
_SAME_WECHAT = re.compile(
    r"微信(?:号)?(?:也?是?)?(?:同号|同步|同手机|同电话|一样|也是这个|就是这个|也是|同)|(?:手机|"
    r"电话)(?:号)?微信同号|同微信|微同|(?:[vVwW][xX]|[vV]信)同|(?:电话|手机)微信(?:都|一样|同)"
)
_SPOKEN = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    "〇": "0",
    "幺": "1",
    "两": "2",
}
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class CreditCode:
    """统一社会信用代码 as typed (upper case, no blanks), and whether its check character fits."""

    code: str
    valid: bool


@dataclass(frozen=True, slots=True)
class PatentNumber:
    """Application number, such as 201610270273.7; `valid` is False for a wrong check digit."""

    number: str
    valid: bool


def read_credit_code(text: str) -> CreditCode | None:
    """The first credit code (GB 32100-2015); an identity card number is never taken for one."""
    for found in _CREDIT_CODE.finditer(text):
        code = re.sub("[ -]", "", found[0]).upper()
        if uscc.is_valid(code):
            return CreditCode(code, True)
        if _CREDIT_SHAPE.fullmatch(code) and not is_identity_card(code):
            return CreditCode(code, False)
    named = _CREDIT_NAMED.search(text)
    if named is None or is_identity_card(named["code"]):
        return None
    return CreditCode(named["code"].upper(), False)


def patent_check_digit(digits: str) -> str:
    """Check digit of a 12-digit application number: weighted sum mod 11, 10 is written X."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return "0123456789X"[total % 11]


def read_patent_numbers(text: str) -> tuple[PatentNumber, ...]:
    """Patent numbers in order; a missing check digit is supplied where ZL or CN is written."""
    numbers: list[PatentNumber] = []
    for found in _PATENT.finditer(text):
        given = (found["check"] or found["joined"] or "").upper()
        if not given and not found["mark"] and "专利" not in text:
            continue
        computed = patent_check_digit(found["digits"])
        number = PatentNumber(f"{found['digits']}.{given or computed}", given in ("", computed))
        if number not in numbers:
            numbers.append(number)
    return tuple(numbers)


def read_phone(text: str) -> str | None:
    """First telephone number: eleven digits, or area code and number joined by a hyphen."""
    mobile = MOBILE.search(text)
    if mobile is not None:
        return re.sub("[ .-]", "", mobile[1])
    spoken = SPOKEN_MOBILE.search(text)
    if spoken is not None:
        return "".join(_SPOKEN[digit] for digit in spoken[0] if digit in _SPOKEN)
    return read_landline(text)


def read_landline(text: str) -> str | None:
    """First number of a fixed line or a service line, with its extension: 0571-87654321-802, or
    400-800-1234."""
    found = LANDLINE.search(text)
    if found is None:
        return None
    own = re.sub("[ -]", "", found["number"] or found["service"])
    parts = (found["area"], own) if found["area"] else (own[:3], own[3:6], own[6:])
    return "-".join((*parts, *filter(None, [found["extension"]])))


def read_email(text: str) -> str | None:
    """First e-mail address, as typed."""
    found = EMAIL.search(text)
    return found[0] if found else None


def is_wechat_same(text: str) -> bool:
    """True where the owner says that the telephone number is the WeChat account too (微信同号)."""
    return bool(_SAME_WECHAT.search(text))


def code_spans(text: str) -> list[tuple[int, int]]:
    """Where such numbers stand, so that no other reader takes them for amounts."""
    patterns = (_CREDIT_CODE, _CREDIT_NAMED, _PATENT, MOBILE, SPOKEN_MOBILE, LANDLINE, EMAIL)
    return [found.span() for pattern in patterns for found in pattern.finditer(text)]
