"""What is said of a telephone number beside the number: its end put right, a digit missing, which
of two is to be kept."""

import re

from bot.reading.codes import read_landline, read_phone

_DIGIT = r"[\d零〇一幺二两三四五六七八九]"
_NUMERALS = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")
_TAIL = re.compile(
    rf"(?:(?:最后|后面?|末|尾)的?[一二两三四五\d]?[位个](?:数字?|号码?)?|尾数|尾号|末尾)"
    rf"(?:应该?|应当)?"
    rf"(?:不是{_DIGIT}{{1,6}}[,。\s]*)?(?:而?是|为|改[成为]|写)?\s?(?P<tail>{_DIGIT}{{1,6}})(?!{_DIGIT}|[位个])"
)
_LANDLINE_ONLY = re.compile(
    r"(?:手机号?|移动电话)(?:就|先|也|我)?(?:不要|不留|不记|不写|不存|别[留记写存打要]|去掉|删[掉了]?|不用)"
    r"|(?:就|只|还是|改)(?:留|记|存|用|打|写)(?:那个|这个|我的?)?(?:座机|固话|固定电话)"
    r"|(?:留|记|打)(?:座机|固话)(?:吧|就行|就好)"
)
# 1380013813, 13800138o77: meant as a mobile number, and none.
_NEARLY = re.compile(
    r"(?<![\dA-Za-z.-])1[3-9][\doOlIzZsSB](?:[ -]?[\doOlIzZsSB]){5,11}"
    r"(?![\dA-Za-z万元件个只吨台块片米])"
)
_MOBILE_LENGTH = 11


def read_phone_tail(text: str) -> str | None:
    """「电话最后两位是12」: the last digits as they should be."""
    found = _TAIL.search(text)
    return found["tail"].translate(_NUMERALS) if found else None


def wants_landline_only(text: str) -> bool:
    """Of two numbers the mobile is not to be kept."""
    return _LANDLINE_ONLY.search(text) is not None


def read_wanted_phone(text: str) -> str | None:
    """The number to be called: the first, unless the message itself keeps the mobile back."""
    landline = read_landline(text) if wants_landline_only(text) else None
    return landline or read_phone(text)


def read_slipped_mobile(text: str) -> str | None:
    """A number that was meant as a mobile and cannot be one, as it was typed."""
    if read_phone(text) is not None:
        return None
    found = _NEARLY.search(text)
    if found is None:
        return None
    typed = re.sub("[ -]", "", found[0])
    wrong = not typed.isdigit() or len(typed) != _MOBILE_LENGTH
    return typed if wrong and sum(char.isdigit() for char in typed) > 6 else None
