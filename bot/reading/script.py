"""One form of writing for every reader: what an owner typed, made plain.

Owners type full-width digits, traditional characters, Cantonese, dashes of every
kind, and paste text that carries control or bidirectional marks. The readers of
this package expect text that went through `normalise`; whoever stores the
owner's own words keeps the original beside it.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Protocol

LONGEST = 10_000
"""Characters read of one message; an owner never types more, a pasted file may."""

_DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\ufe58]")
_TILDES = re.compile("[\u223c\u301c\u3030\uff5e]")
_BLANKS = re.compile(r"[^\S\n]+")
_SEAMS = re.compile(r" ?\n[\s]*")
# Cc, Cf, Cs, Co, Cn: control, format (zero width, bidi), lone surrogates, private, unassigned.
_UNWRITTEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ASTRAL = 0xFFFF


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def normalise(text: str) -> str:
    """Plain text: NFKC, simplified script, one kind of dash, single blanks.

    Never raises. Only the first `LONGEST` characters are read. Applying it twice
    changes nothing more. Cantonese words (佢, 冇, 嘅, 嗰) stay as typed.
    """
    visible = _drop_unwritten(text[:LONGEST])
    composed = unicodedata.normalize("NFKC", visible)[:LONGEST]
    dashed = _TILDES.sub("~", _DASHES.sub("-", composed))
    simple = _simplify(_drop_unwritten(dashed))
    return _SEAMS.sub("\n", _BLANKS.sub(" ", simple)).strip()


def fold(text: str) -> tuple[str, list[int]]:
    """The text as ``normalise`` writes it, and for each of its characters where it came from.

    Each character by itself, so that places can be told; of any length, nothing stripped.
    """
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in _plain(char):
            if not (plain.isspace() and folded and folded[-1].isspace()):
                folded.append(plain)
                places.append(place)
    return "".join(folded), places


@lru_cache(maxsize=20_000)
def _plain(char: str) -> str:
    composed = unicodedata.normalize("NFKC", _drop_unwritten(char))
    dashed = _TILDES.sub("~", _DASHES.sub("-", composed))
    simple = _simplify(_drop_unwritten(dashed))
    return _BLANKS.sub(" ", simple)


def _drop_unwritten(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char in "\n\t\r\x0b\x0c\u2028\u2029":
        return " " if char == "\t" else "\n"
    return "" if unicodedata.category(char) in _UNWRITTEN else char


def _simplify(text: str) -> str:
    if text.isascii():
        return text
    simple = _converter().convert(text)
    if len(simple) != len(text):
        return simple
    # OpenCC turns 嗰 and its like into rare characters that no font here shows.
    return "".join(
        old if ord(new) > _ASTRAL else new for old, new in zip(text, simple, strict=True)
    )


@cache
def _converter() -> _Converter:
    from opencc import OpenCC  # 20 ms: only when needed

    converter: _Converter = OpenCC("t2s")
    return converter
