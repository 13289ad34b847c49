"""A plain yes or no to one question, read by rule: for where no dialogue is listening."""

from __future__ import annotations

import re

_END = r"[的吧呀啊了呢哈嘛，,、。.!！~\s]*"
_A_YES = r"(?:我?同意|可以|好|行|成|没问题|没意见|愿意|嗯+|是|对|ok)"
_A_NO = r"(?:不同意|不愿意|不可以|不要|不用|不必|不行|不想|不了|不留|先不|算了|别)"
_YES = re.compile(rf"(?:(?>{_A_YES}{_END}))+", re.IGNORECASE)
_NO = re.compile(rf"(?:(?>我?{_A_NO}{_END}(?:留|存|给)?(?:电话|号码|联系方式)?{_END}))+")
_BEGINS = re.compile(rf"{_A_YES}[的吧呀啊了]*[，,、。.!！:：\s]", re.IGNORECASE)


def is_plain_yes(text: str) -> bool:
    return _YES.fullmatch(text.strip()) is not None


def is_plain_no(text: str) -> bool:
    return _NO.fullmatch(text.strip()) is not None


def begins_with_yes(text: str) -> bool:
    """「同意，我电话是……」"""
    return _BEGINS.match(text.strip()) is not None
