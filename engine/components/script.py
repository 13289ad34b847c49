"""One spelling for what owners type in many: script, width, case, emphasis, numbers.

Every function keeps no state and is used for training and for live messages alike. The owner's own
words are never changed: only what the classifier sees is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\ufe0f]")
REPEATED = re.compile(r"([^\d])\1{2,}")
BLANK = re.compile(r"\s+")
SPACED_OUT = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")

# The letters of a 统一社会信用代码 (GB 32100-2015); 17 to 18 of them, as people drop one.
CODE = "0-9a-hj-npqrtuwxy"

# Shapes stand for things whose digits differ each time, so that the classifier sees their kind.
SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), shape)
    for pattern, shape in (
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", " aemailz "),
        (r"(?:https?://|www\.)\S+", " aurlz "),
        (r"qx-?\d{6,8}-?\d{2,5}", " aserialz "),
        (r"(?:zl|cn)?\s?(?:19|20)\d{10}\.?[\dx](?![\da-z])", " apatentz "),
        (r"(?:zl|cn)\s?\d{9,13}\.?[\dx]?", " apatentz "),
        (
            r"(?<![\da-z])[0-9a-hj-npqrtuwxy]{2}\d{6}[0-9a-hj-npqrtuwxy]{9,10}(?![\da-z])",
            " acodez ",
        ),
        (r"(?<!\d)(?:\+?86)?-?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", " aphonez "),
        (r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)", " aphonez "),
        (r"\d+(?:\.\d+)?", " 0 "),
    )
)


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise(text: str) -> str:
    """Simplified, half-width, lower case; three or more of a character become two."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower()
    plain = _simplifier().convert(plain)
    plain = REPEATED.sub(r"\1\1", plain)
    return SPACED_OUT.sub("", BLANK.sub(" ", plain)).strip()


def shape(text: str) -> str:
    """``normalise``, then numbers, codes, phones, addresses reduced to their kind."""
    plain = normalise(text)
    for pattern, kind in SHAPES:
        plain = pattern.sub(kind, plain)
    return BLANK.sub(" ", plain).strip()
