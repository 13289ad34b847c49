"""Universities as owners name them: in full, short, and by letters that mean something else."""

from __future__ import annotations

import re

from bot.matching.lexicon import Lexicon, load_lexicon
from bot.matching.segment import LONGEST, base_words_of, guard

# What an owner rules out: 除了清华北大，…
_RULED_OUT = re.compile(r"(?:除了|除|不要|不找|别找|不考虑|不想找)([^，。,;；!！?？\s]{2,20})")
# 中大型, 北大门, 变成电, 天大的噪音: the letters of a university's short name, and no university.
_GOES_ON = (
    r"[型门沟街棚件风楼桥水浪坝巷衣车豆米枣蒜葱小批量堂业序地部海运空线东送机压缆池器网流]"
    r"|的(?!老师|教授|专家|导师|人|团队|学院|课题|实验室|博士|研究|技术|专利)"
)
_BEGAN = "[变改转换做构制]"
_INSTITUTION = re.compile(r"^[\u3400-\u9fff]{2,}(?:大学|学院|研究院|研究所)$")


def full_names(name: str) -> tuple[str, ...]:
    """The names that a short name of a university stands for: 清华 → 清华, 清华大学."""
    plain = guard(name).strip()
    return (plain, *_institutions(plain, load_lexicon())) if plain else ()


def ruled_out(text: str) -> tuple[str, ...]:
    """Universities that the text itself says are not wanted."""
    lexicon = load_lexicon()
    clauses = _RULED_OUT.findall(guard(text)[:LONGEST])
    words = (word for clause in clauses for word in base_words_of(clause, lexicon))
    return tuple(name for word in words for name in _institutions(word, lexicon))


def universities_in(word: str, plain: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Full names of the universities that ``word`` names, where the text ``plain`` means it so."""
    names = _institutions(word, lexicon)
    if word in names or not names:
        return names
    alone = rf"(?<!{_BEGAN}){re.escape(word)}(?!{_GOES_ON})"
    return names if word not in plain or re.search(alone, plain) else ()


def _institutions(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Full names of the universities that the word names, short names included; often none."""
    names = (word, *lexicon.answers(word))
    return tuple(name for name in names if _INSTITUTION.match(name))
