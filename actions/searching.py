"""Searches outside a need, and going on from the last one."""

from __future__ import annotations

import re
from dataclasses import replace

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import DeskAction, Events
from actions.opening import NEED_FORM, opens_need, problem_words
from actions.services import ActionServices
from actions.speech import Speech
from actions.suggesting import Suggesting
from actions.turn import Turn
from bot.matching.criteria import Matches, Query
from bot.programme.matters import waits
from bot.programme.redaction import redact
from bot.programme.suggestions import Search, search_for, shown_for
from bot.reading.facts import Facts, read
from bot.reading.script import normalise
from bot.store.needs import find_draft, latest_recorded

KIND_OF = {
    "find_university": ("university",),
    "find_mentor": ("mentor",),
    "find_patent": ("patent",),
    "find_platform": ("platform", "university"),
}
# What still counts as cheap where nothing is free.
LOW_FEE_YUAN = 30_000
_FREE = re.compile(r"免费|不要钱|不花钱|不收费|白用|零元|0元")
_NEAR = re.compile(r"离我近|近一?点|附近|就近|本地|本省|当地|周边")
_KIND_WORDS = re.compile(
    r"我们?|你们?|这里|帮忙?|给|想要?|要|需要|请|麻烦|能|可以|找|查|看|搜|推荐|介绍|列|有没有|有啥|有什么"
    r"|哪些?|一个|一些|[个位件些点所家几下]|免费|便宜|现成|能用|合适|不错|开放许可|专利|技术导师|导师"
    r"|老师|教授|专家|行家|高人|高校|大学|学校|院校|平台|实验室|的|了|吗|呢|吧|啊|呗|不|没"
    r"|(?:[到来去上进过]|亲自|实)*(?:厂|地|田|家|村|店|车间|现场|门|场)[里上]?|[来去]|过来|一趟|瞧|指导"
    r"|这方面|这一?块|这个|这种|这类|懂|解决|帮着|问题|难题|毛病"
)
NO_TOPIC = Matches(reason="no_terms")


class Find(DeskAction):
    label = "action_find"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        facts = read(problem_words(turn), today=self.today)
        if turn.loop is None and opens_need(turn, facts):
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
            patent_no=number.number,
        )  # fmt: skip
        suggesting = Suggesting(self.services, speech)
        matches = await suggesting.ask(query)
        if not matches.patents:
            speech.say("utter_patent_unknown", number=f"ZL{number.number}")
            return []
        speech.say("utter_patent_found")
        search = Search(text=matches.patents[0].title, kinds=("patent",))
        return await suggesting.present(search, matches)


async def search_words(services: ActionServices, turn: Turn, speech: Speech) -> Events:
    """Search for what the message says; where it says nothing technical, for the need in hand."""
    last = Search.from_json(turn.slot("search")) if turn.slot("search") else Search(text="")
    kinds = KIND_OF.get(turn.intent) or last.kinds
    words = problem_words(turn)
    search = read_search(words, kinds, read(words, today=services.clock.today()))
    if turn.entities.get("free"):
        search = replace(search, free_only=True)
    suggesting = Suggesting(services, speech)
    matches = await suggesting.find(search) if names_topic(words) else NO_TOPIC
    if matches.reason == "no_terms":
        matter = await matter_in_hand(services, turn) or _searched_before(last)
        if matter is None:
            speech.say("utter_ask_topic")
            return [SlotSet("pending", "topic"), SlotSet("search", search.as_json())]
        search = about_matter(search, matter)
        matches = await suggesting.find(search)
    if matches.is_empty():
        search, matches = await widen(suggesting, search, matches)
    if matches.is_empty():
        suggesting.tell_unlisted(matches)
        speech.say("utter_nothing_fits" if turn.loop else "utter_nothing_fits_search")
        return [SlotSet("pending", None), SlotSet("search", search.as_json())]
    return [SlotSet("pending", None), *await suggesting.present(search, matches)]


def _searched_before(last: Search) -> Search | None:
    """「不找老师了，有没有专利」 goes on about what was searched for."""
    return last if last.shown and names_topic(last.text) else None


def names_topic(words: str) -> bool:
    """「我想找专利」 says what kind is wanted and nothing of the matter."""
    return re.search(r"[\w]{2}", _KIND_WORDS.sub("", normalise(words))) is not None


def about_matter(search: Search, matter: Search) -> Search:
    """「找个离我近的」 says where and whom not, the need in hand says what for."""
    return replace(
        search,
        text=f"{matter.text}\n{search.text}",
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
    match turn.slot("pending"):
        case "region":
            return await search_region(services, turn, speech)
        case "topic":
            return await search_words(services, turn, speech)
    return None


def read_search(words: str, kinds: tuple[str, ...], facts: Facts) -> Search:
    text = normalise(words)
    near = _NEAR.search(text) is not None
    place = facts.place
    return Search(
        text=redact(text, facts.person),
        kinds=kinds,
        industry_code=facts.industry.code if facts.industry else None,
        region_code=place.code if place and not near else None,
        region_name=place.name if place else None,
        near_region_code=place.code if place else None,
        free_only=_FREE.search(text) is not None,
        max_fee_yuan=facts.money.max if facts.money and "patent" in kinds else None,
    )


async def matter_in_hand(services: ActionServices, turn: Turn) -> Search | None:
    """The draft being collected, or the need recorded last."""
    async with services.database.read() as session:
        need = await find_draft(session, turn.conversation_id)
        if need is None or need.problem is None or waits(need):
            need = await latest_recorded(session, turn.conversation_id) or need
    return search_for(need) if need is not None and need.problem else None


async def last_search(services: ActionServices, turn: Turn) -> Search | None:
    """The search to go on from: the slot, or what the store knows of the last need."""
    stored = turn.slot("search")
    if stored:
        return Search.from_json(stored)
    async with services.database.read() as session:
        need = await latest_recorded(session, turn.conversation_id)
        if need is None:
            return None
        return search_for(need, await shown_for(session, need.id))


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


async def search_region(services: ActionServices, turn: Turn, speech: Speech) -> Events:
    search = await last_search(services, turn)
    if search is None:
        speech.say("utter_search_first")
        return []
    if turn.entities.get("place") == "all":
        search = replace(search, region_code=None, region_name=None, near_region_code=None)
    else:
        place = read(turn.text, today=services.clock.today(), expecting="region").place
        if place is None:
            speech.say("utter_ask_which_region")
            return [SlotSet("pending", "region"), SlotSet("search", search.as_json())]
        search = replace(search, region_code=place.code, region_name=place.name, shown=())
    suggesting = Suggesting(services, speech)
    matches = await suggesting.find(search)
    if matches.is_empty():
        if search.region_name is None:
            speech.say("utter_no_more")
        else:
            speech.say("utter_nothing_in_region", place=search.region_name)
        return [SlotSet("pending", None)]
    return [SlotSet("pending", None), *await suggesting.present(search, matches)]


class Cheaper(DeskAction):
    """Cheaper patents, never a lower price: that the desk agrees to none is said by the hearing."""

    label = "action_cheaper"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        search = await last_search(self.services, turn)
        if search is None:
            speech.say("utter_search_first")
            return []
        suggesting = Suggesting(self.services, speech)
        before = search
        search, matches = await self._find(suggesting, replace(before, kinds=("patent",)), turn)
        if matches.is_empty():
            speech.say("utter_nothing_cheaper")
            return []
        events = await suggesting.present(search, matches)
        after = search.after(matches)
        if before.kinds != ("patent",):
            # "再看一些" goes back to all kinds; who looks for patents alone wants cheap ones.
            after = replace(after, kinds=before.kinds, max_fee_yuan=None, free_only=False)
        return [*events, SlotSet("search", after.as_json())]

    async def _find(
        self, suggesting: Suggesting, search: Search, turn: Turn
    ) -> tuple[Search, Matches]:
        """Within the limit that the owner names; else free ones, else below a low fee."""
        named = read(turn.text, today=self.today, expecting="budget").money if turn.text else None
        limits = [named.max] if named and named.max is not None else [None, LOW_FEE_YUAN]
        for limit in limits:
            cheaper = replace(search, max_fee_yuan=limit, free_only=limit is None)
            for wider in (cheaper, replace(cheaper, region_code=None)):
                matches = await suggesting.find(wider)
                if not matches.is_empty():
                    return wider, matches
        return search, Matches(reason="nothing_fits")
