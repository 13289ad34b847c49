"""From text to words, the same way for what owners write and for what the catalogue holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import rjieba

from bot.matching.lexicon import Lexicon, load_lexicon

# Raise it whenever the same text would be cut differently: every index is then rebuilt.
SEGMENTER = 2
LONGEST = 2_000
"""Characters of an owner's text that are searched; the rest is only kept elsewhere."""

_LONE_OR_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# A word of the lexicon wins over the dictionary's own way of cutting.
_STRONG = 2_000_000
_REMEMBERED = 100_000
_KNOWN = 2_000
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z][a-z0-9+#]*")
_WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9+#]+(?:[-.][a-z0-9]+)*")
# 外皮老是开裂: always, not old. Lists know 外皮老, which would swallow the half of it.
_ALWAYS = re.compile(r"(?<=.)(?=老[是要爱出])")
_STOP_SINGLES = frozenset(
    "的一是了在有我不和就人都而及与着或个也这那你他她它们吗呢吧啊嘛呀哦么之其为以于从到被把让给对"
    "将可能会要想做搞弄用使很太更最再还又只才并但若如则所该此每各另等种次第来去上下里外中内前后"
    "年月日号天时分秒元万亿千百十两二三四五六七八九零几半多少大小高低长短快慢好坏新旧没无非未"
    "找请问帮求咋啥哪谁系嘅哋啲勿向成掉降超试些点样种边们款台套件条只块"
)


def guard(text: str) -> str:
    """Simplified, half-width, lower-case text without what cannot be seen; never raises.

    Lone surrogates, control, zero-width, bidirectional and private characters become blanks or
    vanish: rjieba refuses the first, and none carries meaning.
    """
    return visible(text).lower()


def visible(text: str) -> str:
    """As ``guard``, but with the capitals that the owner typed."""
    plain = _without_unseen(text)
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", plain)
    if _traditional().search(plain):
        plain = plain.translate(_simplified())
    return _without_unseen(plain)


def words_of(text: str, lexicon: Lexicon | None = None) -> list[str]:
    """The words of guarded text in order, sub-words included; a run of characters that form no
    known word gives its pairs (窑温, 硅碳), so that new words are found too."""
    known = lexicon or load_lexicon()
    return [
        part for word in base_words_of(text, known) for part in (*sub_words_of(word, known), word)
    ]


def base_words_of(text: str, lexicon: Lexicon, *, keep_gaps: bool = False) -> list[str]:
    """As ``words_of`` without sub-words: each part of the text once. ``keep_gaps`` puts a blank
    wherever something was left out, so that neighbours in the list are neighbours in the text."""
    words: list[str] = []
    for run in _runs(lexicon).findall(text):
        if keep_gaps:
            words.append(" ")
        if run in lexicon.words:
            words.append(run)
        elif _HAN.match(run):
            for part in _ALWAYS.split(run):
                words.extend(_cut(part, lexicon, keep_gaps))
        elif len(run) > 1:
            words.append(run)
    return words


def sub_words_of(word: str, lexicon: Lexicon) -> list[str]:
    """Known words strictly inside a longer one: 压铸 and 铸件 in 压铸件."""
    if len(word) < 3 or not _HAN.search(word):
        return []
    known = _sub_words.setdefault(lexicon.fingerprint, {})
    found = known.get(word)
    if found is None:
        found = _cut_further(word, lexicon)
        # A catalogue repeats its words: most are cut once.
        if len(known) < _REMEMBERED:
            known[word] = found
    return found


def _cut_further(word: str, lexicon: Lexicon) -> list[str]:
    if not _HAN.match(word):
        return [run for run in _WORD.findall(word) if len(run) > 1]
    cut = _segmenter(lexicon).cut_for_search(word, False)
    return [part for part in cut if 1 < len(part) < len(word)]


def is_known_word(word: str, lexicon: Lexicon) -> bool:
    """Whether the dictionary or the lexicon holds the word, so that it was cut on purpose."""
    return bool(_segmenter(lexicon).has_word(word))


def word_classes_of(text: str, lexicon: Lexicon) -> dict[str, str]:
    """The part of speech of each word of guarded text, as jieba abbreviates it (n, v, vn, d, …);
    blank for words that only the lexicon knows."""
    return dict(_segmenter(lexicon).tag(text, False))


def bigrams_of(text: str) -> list[str]:
    """Pairs of neighbouring characters within each run of guarded Chinese text."""
    return [
        run[at : at + 2]
        for run in _WORD.findall(text)
        if _HAN.match(run)
        for at in range(len(run) - 1)
    ]


def _cut(run: str, lexicon: Lexicon, keep_gaps: bool) -> Iterator[str]:
    singles = ""
    for word in _segmenter(lexicon).cut(run, False):
        if len(word) == 1 and word not in _STOP_SINGLES:
            singles += word
            continue
        yield from _pairs(singles)
        singles = ""
        if len(word) > 1:
            yield word
        elif keep_gaps:
            yield " "
    yield from _pairs(singles)


def _pairs(singles: str) -> Iterable[str]:
    if len(singles) == 1:
        return (singles,)
    return (singles[at : at + 2] for at in range(len(singles) - 1))


def _without_unseen(text: str) -> str:
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    if char in "\n\r\t\x0b\x0c\u2028\u2029":
        return " "
    return "" if unicodedata.category(char) in _LONE_OR_UNSEEN else char


@cache
def _simplified() -> dict[int, int]:
    """Traditional → simplified, character by character: documents are many, and the phrase rules
    of OpenCC change no technical word. Rare characters outside the BMP are left alone."""
    table = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {
        ord(old): ord(new.split()[0])
        for old, new in pairs
        if len(old) == 1 and ord(new.split()[0][0]) <= 0xFFFF
    }


@cache
def _traditional() -> re.Pattern[str]:
    """Looking is ten times as fast as translating, and most text has nothing to translate."""
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


_segmenters: dict[str, rjieba.Jieba] = {}
_sub_words: dict[str, dict[str, list[str]]] = {}
_run_patterns: dict[str, re.Pattern[str]] = {}


def _runs(lexicon: Lexicon) -> re.Pattern[str]:
    """Runs of one script, but for words of the lexicon that mix two (3d打印, uv油墨)."""
    made = _run_patterns.get(lexicon.fingerprint)
    if made is None:
        mixed = [word for word in lexicon.words if _HAN.search(word) and _LATIN.search(word)]
        words = sorted(mixed, key=lambda word: (-len(word), word))
        made = re.compile("|".join((*map(re.escape, words), _WORD.pattern)))
        _run_patterns[lexicon.fingerprint] = made
    return made


def _segmenter(lexicon: Lexicon) -> rjieba.Jieba:
    """One segmenter for each state of the lexicon: making one costs half a second."""
    made = _segmenters.get(lexicon.fingerprint)
    if made is None:
        made = rjieba.Jieba()
        for word in sorted(lexicon.words):
            if len(word) > 1 and _HAN.search(word):
                made.add_word(word, _STRONG, None)
        for word in sorted(lexicon.filler | lexicon.generic):
            if len(word) > 1 and _HAN.search(word) and not made.has_word(word):
                made.add_word(word, _KNOWN, None)
        _segmenters[lexicon.fingerprint] = made
    return made
