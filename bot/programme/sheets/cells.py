"""What people and their spreadsheets write into a cell for a day and for a number.

What cannot be read is handed on as it is: the record's own check says so, with line and column.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

# 2024/10/16 is what Excel makes of a date in a CSV; also 2024年10月16日, 2024.10.16, 20241016.
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+0?0:00(?::00(?:\.0+)?)?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)")
# A date that lost its format is Excel's count of days; within these it can be nothing else here.
_EPOCH, _FIRST, _LAST = date(1899, 12, 30), 20_000, 80_000
_TIMES = {"亿": 10**8, "万": 10**4, "千": 10**3}
_NUMBER = re.compile(r"[¥￥]?([+-]?[\d,]*\.?\d+)([亿万千]?)(?:元|%|人民币)*")


def day_of(text: str) -> str:
    """ISO."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _DAY.fullmatch(plain) or _DIGITS.fullmatch(plain):
        with suppress(ValueError):
            return date(*map(int, found.groups())).isoformat()
    if re.fullmatch(r"\d{5}", plain) and _FIRST <= int(plain) <= _LAST:
        return (_EPOCH + timedelta(days=int(plain))).isoformat()
    return text


def number_of(text: str) -> str:
    """Digits alone: 「10万」 is 100000, 「1,000.00元」 is 1000."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return text
    try:
        value = Decimal(found[1].replace(",", "")) * _TIMES.get(found[2], 1)
    except InvalidOperation:
        return text
    return str(int(value)) if value == value.to_integral_value() else str(value.normalize())
