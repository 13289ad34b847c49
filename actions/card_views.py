"""Looking at cards without taking one: 「第二个详细说说」, 「和第一个比呢」, 「收藏第一个」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.card_topics import TOPICS
from actions.pointing import (
    KINDS,
    Shown,
    counts_other_things,
    names_card,
    names_place,
    says_this,
)
from actions.searching import last_search
from actions.services import ActionServices
from actions.shown import cards_shown, looked_at, meant
from actions.speech import Speech
from actions.turn import Turn
from bot.matching.documents import Document, MentorDocument, PatentDocument
from bot.messages import Card
from bot.programme.cards import card_of_document
from bot.programme.interview import abridge
from bot.programme.suggestions import Search
from bot.store.search_rows import documents_named

_LONGEST_TITLE, _LONGEST_TEXT, _MOST = 28, 160, 3
_COMPARED = re.compile(
    r"(?<!性价)(?<!对)比(?!例|重|如|方|较[高低大小多少贵便])|对比(?!度)|哪一?[个位所件家](?:更|比较)?[好强合]|区别|差别|不同"
)
_JOINED = re.compile(r"[和跟与同、，,]|比(?:较|一?比)?|还是")
_KEPT = re.compile(r"收藏|存[着起下一]|标记|保存")
_LOOKED_INTO = re.compile(
    r"详细|详情|细说|具体|展开|仔细|介绍一?下|说一?说|讲一?讲|说一?下|看一?看|看一?下|摘要|简介|资料|原理"
    r"|[用做干][在来]?(?:什么|啥|哪)|了解|更多"
)
# What owners ask about a card and no record holds.
_UNTOLD = (
    (re.compile(r"年纪|年龄|多大(?:了|岁|年)|几岁|多大[?？。]?$"), "年龄"),
    (re.compile(r"简历|履历"), "简历"),
    (re.compile(r"论文|文章|发表过|发过"), "论文"),
    (re.compile(r"[拿得获]过?.{0,4}奖|获奖"), "获奖情况"),
    (re.compile(r"权利要求"), "权利要求"),
    (re.compile(r"省(?:下|得)?(?:多少|几)"), "能省多少钱"),
    (re.compile(r"(?:谁|人|厂|公司|企业)[^，,。]{0,4}用过|用过吗|案例"), "使用情况"),
    (re.compile(r"水平怎|实力怎|厉害"), "评价"),
)


@dataclass(frozen=True, slots=True)
class _View:
    """One look at cards that were shown."""

    services: ActionServices
    turn: Turn
    search: Search
    cards: list[Shown]
    speech: Speech

    @property
    def one(self) -> Shown | None:
        """The card that a place, a name or 「这个」 means."""
        text = self.turn.text
        if names_place(text) or names_card(text, self.cards):
            return meant(self.search, self.cards, text).card
        return looked_at(self.turn, self.search, self.cards) if says_this(text) else None

    async def compare(self) -> None:
        """「和第一个比呢」 compares the one looked at."""
        named = _KINDS_IN.search(self.turn.text)
        kind = named[0] if named else ""
        parts = [each for each in _JOINED.split(self.turn.text) if names_place(each)]
        whole = [each if _KINDS_IN.search(each) else f"{each}{kind}" for each in parts]
        found = [meant(self.search, self.cards, each).card for each in whole]
        if len(found) < 2:
            found = [looked_at(self.turn, self.search, self.cards), *found]
        told = list(dict.fromkeys(each for each in found if each is not None))
        if len(told) < 2:
            self.speech.say("utter_compare_which")
            return
        cards = await self._drawn(told[:_MOST])
        self.speech.show("utter_cards_compared", cards, buttons=())

    async def look_into(self, card: Shown) -> None:
        drawn = await self._drawn([card])
        if drawn:
            self.speech.show("utter_card_detail", drawn, buttons=())
            self.speech.say("utter_card_detail_more")
        else:
            self.speech.say("utter_pick_unknown")

    async def _drawn(self, cards: Sequence[Shown]) -> list[Card]:
        """Without buttons: what is looked at is no new list to choose from."""
        today = self.services.clock.today()
        async with self.services.database.read() as session:
            found = await documents_named(session, [(each.kind, each.id) for each in cards])
        place = {each.id: at for at, each in enumerate(cards)}
        ordered = sorted(found, key=lambda each: place[each.id])
        drawn = [(each, card_of_document(each, (), today)) for each in ordered]
        return [
            replace(card, buttons=(), facts={**card.facts, **_told_at_length(each)})
            for each, card in drawn
        ]


_KINDS_IN = re.compile("|".join(words.pattern for _, words in KINDS))


def _told_at_length(document: Document) -> dict[str, str]:
    if isinstance(document, PatentDocument) and document.abstract:
        return {"摘要": abridge(document.abstract, _LONGEST_TEXT)}
    if isinstance(document, MentorDocument) and document.profile:
        return {"简介": abridge(document.profile, _LONGEST_TEXT)}
    return {}


async def show_card_view(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """False where the message looks at no card that was shown."""
    text = turn.text
    looks = any(
        each.search(text)
        for each in (_COMPARED, _KEPT, _LOOKED_INTO, *(words for words, _ in _UNTOLD))
    )
    if turn.is_press or not looks or counts_other_things(text):
        return False
    search = await last_search(services, turn)
    if search is None or not search.shown:
        return False
    cards = await cards_shown(services, search)
    return await _show(_View(services, turn, search, cards, speech))


async def _show(view: _View) -> bool:
    text = view.turn.text
    if not (names_place(text) or names_card(text, view.cards) or says_this(text)):
        return False
    if _COMPARED.search(text) and (names_place(text) or names_card(text, view.cards)):
        await view.compare()
        return True
    card = view.one
    if card is None:
        return False
    label = next((label for words, label in _UNTOLD if words.search(text)), None)
    title = abridge(card.title, _LONGEST_TITLE)
    if label is not None:
        view.speech.say("utter_card_unsaid", title=title, label=label)
    elif _KEPT.search(text):
        view.speech.say("utter_card_kept", title=title)
    elif _LOOKED_INTO.search(text) and not any(each.words.search(text) for each in TOPICS):
        await view.look_into(card)
    else:
        return False
    return True
