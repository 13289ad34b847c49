"""「第一个专利多少钱」: a question about one card is answered from that card's record."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.besides import READY
from actions.card_topics import TOPICS, Topic
from actions.pointing import KINDS, Shown, counts_other_things, names_card, names_place
from actions.searching import last_search
from actions.services import ActionServices
from actions.shown import cards_shown, looked_at, meant, shown_last
from actions.speech import Speech
from actions.turn import Turn
from bot.matching.cards import facts_of, title_of
from bot.matching.documents import Document
from bot.programme.cards import card_buttons
from bot.programme.interview import abridge
from bot.programme.suggestions import Search
from bot.store.search_rows import documents_named

_LONGEST_TITLE, _TITLE_IN_LIST, _VALUE_IN_LIST = 28, 10, 14


_ASKING = re.compile(
    r"[?？]|吗|呢|么|[几谁啥哪]|什么|多少|多久|怎么|咋|[钱费效贵远近空忙]不|(.)不\1|[费号期]$|是不是|有没有|还是|发我|告诉|说说|问下|看下"
)
_THIS = re.compile(r"[这那该此]|刚才|上面|[他她它]")
# 「这个服务要钱吗」 points at no card: beside what points there are only small words.
_SMALL = re.compile(r"[这那该此他她它个位件条项是的呀啊呢嘛吧哦想请问下我]|刚才|上面")
_KIND_WORD = {"patent": "专利", "mentor": "老师", "university": "学校"}


@dataclass(frozen=True, slots=True)
class Asked:
    """``rest`` is what stands beside the question and points at the card."""

    topic: Topic
    rest: str
    kinds: tuple[str, ...]

    @property
    def pointing(self) -> str:
        """「第三个专利号多少」 counts patents, for only patents have a number."""
        sole = _KIND_WORD.get(self.kinds[0], "") if len(self.kinds) == 1 else ""
        return self.rest if sole in self.rest else f"{self.rest}{sole}"

    @property
    def says_this(self) -> bool:
        if self.topic.compares:
            return True
        if not _THIS.search(self.rest):
            return False
        named = any(words.search(self.rest) for _, words in KINDS)
        return named or len(_SMALL.sub("", self.rest).strip("，。？?！! ")) < 2


def asked_of_a_card(text: str) -> Asked | None:
    """The question in a message that may point at a card."""
    if not _ASKING.search(text) or counts_other_things(text):
        return None
    topic = next((each for each in TOPICS if each.words.search(text)), None)
    if topic is None:
        return None
    rest = topic.words.sub("", text)
    named = tuple(kind for kind, words in KINDS if words.search(rest))
    kinds = named or tuple(topic.labels)
    return Asked(topic, rest, kinds) if set(kinds) <= set(topic.labels) else None


async def answer_card_question(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """Says the answer; False where the message asks nothing of a card that was shown, or where
    the record does not tell and a general answer follows."""
    asked = asked_of_a_card(turn.text) if not turn.is_press else None
    search = await last_search(services, turn) if asked is not None else None
    if asked is None or search is None or not search.shown:
        return False
    cards = await cards_shown(services, search)
    if not (names_place(asked.rest) or asked.says_this or names_card(asked.rest, cards)):
        return False
    looked = looked_at(turn, search, cards)
    found = _cards_meant(asked, search, cards, looked)
    if not found:
        if names_place(asked.rest):
            speech.say("utter_card_no_such")
        return names_place(asked.rest)
    return await _tell(services, asked, found, turn, speech)


def _cards_meant(
    asked: Asked, search: Search, cards: list[Shown], looked: Shown | None
) -> list[Shown]:
    """「这个老师」 is the one looked at, or any shown last; a place or a name means one."""
    if names_place(asked.rest) or names_card(asked.rest, cards):
        card = meant(search, cards, asked.pointing).card
        return [card] if card is not None else []
    if looked is not None and looked.kind in asked.kinds and not asked.topic.compares:
        return [looked]
    return [each for each in shown_last(search, cards) if each.kind in asked.kinds]


async def _tell(
    services: ActionServices, asked: Asked, cards: list[Shown], turn: Turn, speech: Speech
) -> bool:
    async with services.database.read() as session:
        documents = await documents_named(session, [(card.kind, card.id) for card in cards])
    today = services.clock.today()
    told: list[tuple[Document, str, str]] = []
    for document in documents:
        facts = facts_of(document, today)
        labels = asked.topic.labels.get(document.kind, ())
        told += [(document, each, facts[each]) for each in labels if each in facts][:1]
    if len(told) > 1:
        speech.say("utter_card_facts", label=told[0][1], told="；".join(map(_in_a_list, told)))
        return True
    if told:
        document, label, value = told[0]
        buttons = card_buttons(document.kind, document.id)
        title = _named(document, _LONGEST_TITLE)
        speech.show("utter_card_fact", buttons=buttons, title=title, label=label, value=value)
        return True
    card, label = cards[0], asked.topic.labels[asked.kinds[0]][0]
    speech.say("utter_card_unsaid", title=abridge(card.title, _LONGEST_TITLE), label=label)
    return turn.intent not in READY


def _in_a_list(told: tuple[Document, str, str]) -> str:
    document, _, value = told
    return f"{_named(document, _TITLE_IN_LIST)}，{abridge(value, _VALUE_IN_LIST)}"


def _named(document: Document, most: int) -> str:
    """What is invented says so wherever it is told."""
    return abridge(title_of(document), most) + ("（演示数据）" if document.is_demo else "")
