"""「我在江苏能用吗」: where the licence of a patent that was shown reaches, from its record."""

from __future__ import annotations

import re

from actions.base import Events
from actions.pointing import Shown
from actions.searching import last_search
from actions.services import ActionServices
from actions.shown import cards_shown, meant, shown_last
from actions.speech import Speech
from actions.turn import Turn
from bot.matching.documents import PatentDocument
from bot.matching.limits import barred_text, place_name
from bot.programme.interview import abridge
from bot.reading.facts import read
from bot.reading.place import places_named
from bot.reading.script import normalise
from bot.store.needs import find_draft, latest_recorded
from bot.store.search_rows import documents_named

_ASKS = re.compile(
    r"(?:能|可以|可不可以|能不能)(?:不能)?(?:直接)?用(?:得了|上|它|这个)?(?:吗|不|么|呢|\?|$)|用得了[吗不]|(?:省|市|区)内是(?:什么|啥)意思"
)
_ABOUT = re.compile(
    r"我们?|咱们?|俺们?|这[个件项]|那[个件项]|第.{1,2}[个件项]|[它他]|省内|市内|区内|ZL", re.I
)
_LONGEST_TITLE = 20
_BRIEF = 12


async def answer_where_usable(
    services: ActionServices, turn: Turn, speech: Speech
) -> Events | None:
    text = normalise(turn.text)
    places = places_named(text)
    limit = re.search("[省市区]内是(?:什么|啥)意思", text)
    # 「在广东能用不」 after a list is of what stands in it.
    about = _ABOUT.search(text) or len(text) <= _BRIEF
    asked = _ASKS.search(text) and about and (places or limit)
    if not asked or read(text, today=services.clock.today()).patent_numbers:
        return None
    here = await _owners_place(services, turn, text)
    patents = await _patents_meant(services, turn)
    if not patents:
        return None
    for patent in patents:
        _tell(patent, here, speech)
    return []


def _tell(patent: PatentDocument, here: str | None, speech: Speech) -> None:
    title = abridge(patent.title, _LONGEST_TITLE) + ("（演示数据）" if patent.is_demo else "")
    barred = barred_text(patent, here)
    if barred:
        speech.say("utter_licence_not_here", title=title, barred=barred)
    elif here is not None and patent.area:
        place = place_name(here)
        speech.say("utter_licence_here", title=title, area=patent.area, place=place)
    else:
        speech.say("utter_licence_area", title=title, area=patent.area or "没有写")


async def _owners_place(services: ActionServices, turn: Turn, text: str) -> str | None:
    """Named last of those in the message (广东省内是什么意思，我们江苏能用吗), else told before."""
    beside = re.sub(r"[^，,。]{2,8}内是(?:什么|啥)意思", "", text)
    named = places_named(beside)
    if named:
        return named[-1].code
    async with services.database.read() as session:
        need = await find_draft(session, turn.conversation_id)
        need = need or await latest_recorded(session, turn.conversation_id)
    return need.region_code if need is not None else None


async def _patents_meant(services: ActionServices, turn: Turn) -> list[PatentDocument]:
    """The one that the words point at; 「这个」 may be any of those shown last."""
    search = await last_search(services, turn)
    if search is None or not search.shown:
        return []
    cards = await cards_shown(services, search)
    pointed = meant(search, cards, turn.text)
    last = [card for card in shown_last(search, cards) if card.kind == "patent"]
    named = pointed.card is not None and pointed.card.kind == "patent" and pointed.by_place
    chosen: list[Shown] = [pointed.card] if named and pointed.card else last
    async with services.database.read() as session:
        found = await documents_named(session, [(card.kind, card.id) for card in chosen])
    return [each for each in found if isinstance(each, PatentDocument)]
