"""Takes personal data out of the owner's words before they become part of a need."""

from __future__ import annotations

import re

# Mobile numbers with the usual separators, landlines with area code, e-mail addresses.
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-\s]\d{7,8}(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
REMOVED = "〔联系方式〕"


def redact(text: str, *names: str | None) -> str:
    """Replace phone numbers, e-mail addresses and the given names of persons."""
    for pattern in (_EMAIL, _MOBILE, _LANDLINE):
        text = pattern.sub(REMOVED, text)
    for name in names:
        if name:
            text = text.replace(name, REMOVED)
    return text
