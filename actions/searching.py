"""Searches outside a need, and going on from the last one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import DeskAction, Events
from actions.opening import NEED_FORM, opens_need, problem_words
from actions.services import ActionServices
from actions.speech import Speech
from actions.suggesting import Suggesting
from actions.topic import TOPIC, TOPIC_TOLD, names_topic
from actions.turn import Turn
from bot.matching.criteria import Matches, Query
from bot.programme.left_out import read_left_out
from bot.programme.matters import waits
from bot.programme.redaction import redact
from bot.programme.sought import person_sought, wants_teacher, without_universities
from bot.programme.suggestions import Search, search_for, shown_for
from bot.reading.facts import Facts, read
from bot.reading.script import normalise
from bot.reading.sought_place import narrows_to, read_sought_place
from bot.store.item_names import is_mentor_named
from bot.store.needs import find_draft, latest_recorded

KIND_OF = {
    "find_university": ("university",),
    "find_mentor": ("mentor",),
    "find_patent": ("patent",),
    "find_platform": ("platform", "university"),
}
FREE = re.compile(r"免费|不要钱|不花钱|不收费|白用|零元|0元")
_NEAR = re.compile(
    r"离我近|[哪谁][^，,。]{0,6}(?:最|更|比较)?近|近一?点|附近|就近|本地|本省|当地|周边"
)
NO_TOPIC = Matches(reason="no_terms")


class Find(DeskAction):
    label = "action_find"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        facts = read(problem_words(turn), today=self.today)
        if turn.loop is None and opens_need(turn, facts) and not turn.slot(TOPIC_TOLD):
            return [FollowupAction(NEED_FORM)]
        if facts.patent_numbers:
            return await self._look_up(turn, facts, speech)
        return await search_words(self.services, turn, speech)

    async def _look_up(self, turn: Turn, facts: Facts, speech: Speech) -> Events:
        number = facts.patent_numbers[0]
        if not number.valid:
            speech.say("utter_patent_wrong_number", number=f"ZL{number.number}")
            return []
        query = Query(
            text=number.number, today=self.today, kinds=frozenset({"patent"}),
            patent_no=number.number, near_region_code=facts.place.code if facts.place else None,
        )  # fmt: skip
        suggesting = Suggesting(self.services, speech)
        matches = await suggesting.ask(query)
        if not matches.patents:
            speech.say("utter_patent_unknown", number=f"ZL{number.number}")
            return []
        search = Search(text=matches.patents[0].title, kinds=("patent",))
        return await suggesting.present(search, matches, heading="utter_patent_found")


async def search_words(services: ActionServices, turn: Turn, speech: Speech) -> Events:
    """Search for what the message says; where it says nothing technical, for the need in hand."""
    last = Search.from_json(turn.slot("search")) if turn.slot("search") else Search(text="")
    words = problem_words(turn)
    kinds = kinds_sought(turn, words, last)
    search = read_search(words, kinds, services.clock.today())
    awaited = turn.slot(TOPIC_TOLD) or turn.slot("pending") == TOPIC
    if turn.entities.get("free") or (awaited and last.free_only):
        search = replace(search, free_only=True)
    if awaited:
        search = last.wishes_for(search)
    search = await _located(services, turn, search)
    if (name := await unlisted_person(services, words)) is not None:
        speech.say("utter_person_unlisted", person=name)
    suggesting = Suggesting(services, speech)
    matches = await suggesting.find(search) if names_topic(search.matter) else NO_TOPIC
    if matches.reason == "no_terms":
        matter = await matter_in_hand(services, turn) or _searched_before(last)
        if matter is None:
            return ask_topic(search, speech, again=turn.slot("pending") == TOPIC)
        search = about_matter(search, matter)
        matches = await suggesting.find(search)
    if matches.is_empty():
        search, matches = await widen(suggesting, search, matches)
    if matches.is_empty():
        suggesting.tell_unlisted(matches)
        speech.say("utter_nothing_fits" if turn.loop else "utter_nothing_fits_search")
        return [SlotSet("pending", None), SlotSet("search", search.as_json())]
    return [SlotSet("pending", None), *await suggesting.present(search, matches)]


async def unlisted_person(services: ActionServices, words: str) -> str | None:
    """A teacher who is asked for by name, and of whom the catalogue knows nothing."""
    name = person_sought(words)
    if name is None:
        return None
    async with services.database.read() as session:
        return None if await is_mentor_named(session, name) else name


def kinds_sought(turn: Turn, words: str, last: Search) -> tuple[str, ...]:
    """「浙大有没有做传感器的老师」 names a university and wants a teacher."""
    kinds = KIND_OF.get(turn.intent) or last.kinds
    return ("mentor",) if kinds == ("university",) and wants_teacher(words) else kinds


async def _located(services: ActionServices, turn: Turn, search: Search) -> Search:
    """Where the owner is, as far as another message told it: a licence may stop short of there."""
    if search.near_region_code is not None:
        return search
    async with services.database.read() as session:
        need = await find_draft(session, turn.conversation_id)
        need = need or await latest_recorded(session, turn.conversation_id)
    code = need.region_code if need is not None else None
    return replace(search, near_region_code=code)


def ask_topic(search: Search, speech: Speech, *, again: bool = False) -> Events:
    """Whoever told something else meanwhile hears that it was taken."""
    speech.say("utter_ask_topic_again" if again else "utter_ask_topic")
    return [SlotSet("pending", TOPIC), SlotSet("search", search.as_json())]


def _searched_before(last: Search) -> Search | None:
    """「不找老师了，有没有专利」 goes on about what was searched for."""
    return last if last.shown and names_topic(last.text) else None


def about_matter(search: Search, matter: Search) -> Search:
    """「找个离我近的」 says where and whom not, the need in hand says what for."""
    return replace(
        search,
        text=f"{matter.text}\n{search.matter}",
        need_id=matter.need_id,
        detail=matter.detail,
        industry_code=search.industry_code or matter.industry_code,
        near_region_code=search.near_region_code or matter.near_region_code,
        mode=matter.mode,
    )


async def widen(suggesting: Suggesting, search: Search, nothing: Matches) -> tuple[Search, Matches]:
    """Let go of the region, then of "free", and say so, before answering with ``nothing``."""
    steps = []
    if search.region_code is not None:
        wider = replace(search, region_code=None)
        steps.append((wider, "utter_wider_region"))
    if search.free_only:
        steps.append((replace(search, region_code=None, free_only=False), "utter_wider_fee"))
    elsewhere = without_universities(search.text)
    if elsewhere != search.text and search.kinds != ("university",):
        steps.append((replace(search, text=elsewhere), "utter_wider_university"))
    for wider, response in steps:
        matches = await suggesting.find(wider)
        if not matches.is_empty():
            suggesting.speech.say(response, place=search.region_name or "")
            return wider, matches
    return search, nothing


async def search_as_awaited(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """The region or the topic that a search had asked for; None where nothing is awaited."""
    if turn.is_press:
        return None
    if turn.slot("pending") == "region":
        return await search_region(services, turn, speech)
    if turn.slot("pending") == TOPIC:
        return await search_words(services, turn, speech)
    return None


def read_search(words: str, kinds: tuple[str, ...], today: date) -> Search:
    """What is left out, and where help should come from, says nothing of where the owner is."""
    left_out = read_left_out(words)
    words = left_out.rest if left_out else words
    facts, text = read(words, today=today), normalise(words)
    near, sought = _NEAR.search(text) is not None, read_sought_place(text)
    place = sought or facts.place
    narrows = place is not None and not near and (sought or narrows_to(text, place))
    search = Search(
        text=redact(words.strip(), facts.person),
        kinds=kinds,
        industry_code=facts.industry.code if facts.industry else None,
        region_code=place.code if place and narrows else None,
        region_name=place.name if place else None,
        near_region_code=place.code if place and not (sought or facts.place_of_help) else None,
        free_only=FREE.search(text) is not None,
        max_fee_yuan=facts.money.max if facts.money and "patent" in kinds else None,
    )
    return search.without(left_out)


async def matter_in_hand(services: ActionServices, turn: Turn) -> Search | None:
    """The draft being collected, or the need recorded last."""
    async with services.database.read() as session:
        need = await find_draft(session, turn.conversation_id)
        if need is None or need.problem is None or waits(need):
            need = await latest_recorded(session, turn.conversation_id) or need
    return search_for(need) if need is not None and need.problem else None


async def last_search(services: ActionServices, turn: Turn) -> Search | None:
    """The search to go on from: the slot, what the store knows of the last need, or the need in
    hand."""
    stored = turn.slot("search")
    if stored:
        return Search.from_json(stored)
    async with services.database.read() as session:
        need = await latest_recorded(session, turn.conversation_id)
        if need is not None:
            return search_for(need, await shown_for(session, need.id))
    return await matter_in_hand(services, turn)


class More(DeskAction):
    label = "action_more"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        search = await last_search(self.services, turn)
        if search is None:
            speech.say("utter_search_first")
            return []
        suggesting = Suggesting(self.services, speech)
        matches = await suggesting.find(search)
        if matches.is_empty():
            speech.say("utter_no_more" if search.shown else "utter_nothing_fits")
            return []
        return await suggesting.present(search, matches)


class AnotherRegion(DeskAction):
    label = "action_another_region"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        return await search_region(self.services, turn, speech)


async def search_region(
    services: ActionServices, turn: Turn, speech: Speech, *, own: bool = False
) -> Events:
    """``own``: the owner said where they are; a need that comes of the list lies there."""
    search = await last_search(services, turn)
    if search is None:
        speech.say("utter_search_first")
        return []
    if turn.entities.get("place") == "all":
        search = kept = replace(search, region_code=None, region_name=None)
    else:
        place = read(turn.text, today=services.clock.today(), expecting="region").place
        if place is None:
            speech.say("utter_ask_which_region")
            return [SlotSet("pending", "region"), SlotSet("search", search.as_json())]
        kept = replace(search, near_region_code=place.code) if own else search
        search = replace(kept, region_code=place.code, region_name=place.name, shown=())
    suggesting = Suggesting(services, speech)
    matches = await suggesting.find(search)
    if matches.is_empty():
        if search.region_name is None:
            speech.say("utter_no_more")
        else:
            speech.say("utter_nothing_in_region", place=search.region_name)
        return [SlotSet("pending", None), SlotSet("search", kept.as_json())]
    return [SlotSet("pending", None), *await suggesting.present(search, matches)]
