"""Takes personal data out of the owner's words before they become part of a need."""

from __future__ import annotations

from bot.reading.private import CONTACT, mask

REMOVED = f"〔{CONTACT}〕"


def redact(text: str, *names: str | None) -> str:
    """Replace telephone numbers, e-mail addresses, numbers of identity papers and bank cards, and
    the given names of persons."""
    text = mask(text)
    for name in names:
        if name:
            text = text.replace(name, REMOVED)
    return text
