"""What a search is about: the matter that is named, or waited for after it was asked."""

from __future__ import annotations

import re

from actions.turn import Turn
from bot.matching.lexicon import load_lexicon
from bot.matching.matter import matter_of, without_request
from bot.matching.segment import base_words_of, guard
from bot.reading.facts import Facts
from bot.reading.script import normalise

# The slot ``pending`` while 「想找哪方面的？」 waits for its answer.
TOPIC = "topic"
# Set for one turn: the message answers that question, whatever it was read as (data/rules).
TOPIC_TOLD = "topic_told"
_KIND_WORDS = re.compile(
    r"我们?|你们?|这里|帮忙?|给|想要?|要|需要|请|麻烦|能|可以|找|查|看|搜|推荐|介绍|列|有没有|有啥|有什么"
    r"|哪些?|一个|一些|[个位件些点所家几下]|免费|不(?:用|要)?(?:花|要|收|交|付)[钱费]|白用|便宜|现成|能用|合适|不错|开放许可|专利|技术导师|导师"
    r"|老师|教授|专家|行家|高人|高校|大学|学校|院校|平台|实验室|的|了|吗|呢|吧|啊|呗|不|没"
    r"|(?:[到来去上进过]|亲自|实)*(?:厂|地|田|家|村|店|车间|现场|门|场)[里上]?|[来去]|过来|一趟|瞧|指导"
    r"|这方面|这一?块|这个|这种|这类|懂|解决|帮着|问题|难题|毛病"
)
# What is read as a need, or as none of ours, may be all that was asked for: 「制冷方面的」.
_MAY_TELL = frozenset({"submit_need", "out_of_scope", "supply_side", "chitchat"})
# Longer words tell a whole story, which is worth a need.
_LONGEST = 40


def names_topic(words: str) -> bool:
    """「我想找专利」, 「你先说说有哪些老师」 say what kind is wanted and nothing of the matter."""
    matter = matter_of(without_request(guard(normalise(words))))
    return any(_is_matter(word) for word in matter.split())


def names_thing(words: str) -> bool:
    """Something that the thesaurus knows, or that is called by letters: MIM, PLC控制."""
    matter = matter_of(without_request(guard(normalise(words)))).split()
    known = load_lexicon().words
    parts = (part for word in matter for part in base_words_of(word, load_lexicon()))
    return any(part in known or (part.isascii() and part.isalpha()) for part in parts)


def tells_topic(turn: Turn, facts: Facts) -> bool:
    """Whether a message answers 「想找哪方面的？」, though it was read as something else.

    Figures to reach are a need, as everywhere."""
    awaited = turn.loop is None and turn.slot("pending") == TOPIC and not turn.is_press
    short = len(turn.text) <= _LONGEST and not facts.metrics
    return awaited and short and turn.intent in _MAY_TELL and names_topic(turn.text)


def _is_matter(word: str) -> bool:
    """A character by itself is matter where the thesaurus knows it as a thing (漆, 泵)."""
    rest = _KIND_WORDS.sub("", word)
    return len(rest) > 1 or rest in load_lexicon().links
