"""What became of a wish to put a need right."""

from __future__ import annotations

from dataclasses import dataclass

from bot.programme.changes import Change
from bot.programme.interview import Field
from bot.programme.redaction import redact
from bot.reading.script import normalise

_ENDS = "，,。；;！!、 \n"


@dataclass(frozen=True, slots=True)
class Told(Change):
    """A change that is said back in words of its own."""

    words: str

    @property
    def said_back(self) -> str:
        return self.words

    @property
    def noted(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Amended:
    """``unread``: a field whose new value could not be read, so that it is asked for.
    ``garbled``: there was a value. ``choose``: it is not clear what is to be changed."""

    changes: tuple[Change, ...] = ()
    unread: Field | None = None
    garbled: bool = False
    choose: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.unread or self.choose)


def as_written(raw: str, words: str) -> str:
    """With the owner's own punctuation, where it can be found again."""
    typed, plain = raw.strip(), normalise(raw)
    at = plain.find(words)
    found = typed[at : at + len(words)] if at >= 0 and len(typed) == len(plain) else words
    return redact(found).strip(_ENDS)
