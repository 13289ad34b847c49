"""What owners wish of a list, whatever the message was read as: whom to leave out, where they had
best be, what a list of universities holds. Answered by the hearing, before any rule."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.base import Events
from actions.cheaper import Cheaper
from actions.honours import answer_honours
from actions.licence_place import answer_where_usable
from actions.pointing import names_place
from actions.searching import ask_topic, last_search, search_words, widen
from actions.services import ActionServices
from actions.speech import Speech
from actions.suggesting import Suggesting
from actions.topic import TOPIC, names_thing, names_topic
from actions.turn import Turn
from bot.programme.left_out import LeftOut, read_left_out
from bot.programme.sought import asks_traits, wants_young, without_asking
from bot.programme.suggestions import Search
from bot.reading.facts import read
from bot.reading.script import normalise
from bot.reading.sought_place import read_sought_place
from bot.reading.their_number import asks_their_number

# Longer words tell a story, in which a place that is left out is a customer's.
_LONGEST = 40
_ASKED_ALREADY = frozenset({None, "", TOPIC, "region"})
# Words that stop a list, or ask for the one, are no wish for another.
_NONE_FITS = re.compile(
    r"(?:这?[几些][个位家所件]|以上|上面的?|这些)?(?:感觉|好像|看着)?(?:都|全|一个都?|没一?个|没有?一个)(?:是)?(?:不|没)?(?:太|怎么|大)?"
    r"(?:合适|满意|对口|靠谱|对路|搭界|沾边|想要的|行)(?:的)?(?:啊|呀|吧|了|呢)*[。.!！]*"
)
_HOW_TO_REACH = re.compile(
    r"(?:这个?|那)?(?:怎么|咋|怎样|如何)(?:才能)?(?:能)?(?:联系|找)(?:到|上)?(?:[他她它]们?|这[个位些]?|那[个位些]?|老师|学校|对方)?(?:们)?(?:呢|啊|呀)?[?？。]*"
    r"|(?:这个?|那个?|[他她它])(?:们)?(?:老师|学校|专利)?(?:怎么|咋|怎样|如何)联系(?:[他她它]们?)?(?:呢|啊|呀)?[?？。]*"
)
_FREE_ONES = re.compile(
    r"(?:我们?|就|只|光|那|看看?|想?要|找|换){0,4}(?:不要|不用|不)(?:收费|收钱|花钱|要钱|交钱|付费)的?(?:专利)?[吧呗。.!！]*"
)
_ANY_TOPIC = re.compile(
    r"[我也都还，,\s]*(?:(?:做|搞|干|哪)?(?:什么|啥|哪)(?:方面|专业|领域|行业|方向)?的?(?:老师|专利|学校|人)?(?:都|也)(?:行|可以|好|成|要)|随便|都行|都可以|无所谓"
    r"|不限|不挑|你(?:看着|随便)(?:推荐?|找|来|给|挑)?(?:几个|一个)?|没(?:想好|什么要求|要求)|不知道|说不[好上]来?)(?:[的吧啊呀呗了啦]|就行)*[。.!！~]*"
)
_TITLES_YOUNG_FIRST = ("讲师", "工程师", "副", "")
_WIDE = 12

Answer = Callable[[ActionServices, Turn, Speech], Awaitable[Events | None]]


async def take_list_wish(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """None where the message wishes nothing of a list."""
    if turn.loop is not None or turn.is_press or len(turn.text) > _LONGEST:
        return None
    if turn.slot("pending") not in _ASKED_ALREADY:
        return None
    for answer in _ANSWERS:
        events = await answer(services, turn, speech)
        if events is not None:
            return events
    return None


async def _leave_out(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """「别推荐北京的」: the topic stays, and so does whatever else was wished."""
    left_out = read_left_out(turn.text)
    if not left_out or read(turn.text, today=services.clock.today()).metrics:
        return None
    if names_topic(without_asking(left_out.rest)):
        if turn.intent == "submit_need":
            return None
        return await search_words(services, turn, speech)
    search = await last_search(services, turn)
    if search is None:
        return _leave_out_from_now_on(turn, left_out, speech)
    speech.say("utter_left_out", what=left_out.described)
    return await _again(services, _narrowed(search.without(left_out), left_out.rest), speech)


def _leave_out_from_now_on(turn: Turn, left_out: LeftOut, speech: Speech) -> Events | None:
    stored = turn.slot("search")
    search = Search.from_json(stored) if stored else Search(text="")
    speech.say("utter_left_out", what=left_out.described)
    return ask_topic(search.without(left_out), speech)


def _narrowed(search: Search, rest: str) -> Search:
    """「不要广东的，要江苏的」."""
    place = read_sought_place(f"最好是{rest.lstrip('的要只')}") if rest else None
    return replace(search, region_code=place.code, region_name=place.name) if place else search


async def _from_there(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """「老师最好是上海的」 after a list."""
    place = read_sought_place(normalise(turn.text))
    if place is None or names_topic(without_asking(turn.text)) or turn.intent == "submit_need":
        return None
    search = await last_search(services, turn)
    if search is None:
        return None
    wished = replace(search, region_code=place.code, region_name=place.name)
    return await _again(services, wished, speech)


async def _again(services: ActionServices, search: Search, speech: Speech) -> Events:
    """The list anew, with what fits the wish though it was shown before."""
    if not names_topic(search.text):
        return ask_topic(search, speech)
    suggesting = Suggesting(services, speech)
    fresh = replace(search, shown=(), latest=0)
    matches = await suggesting.find(fresh)
    if matches.is_empty():
        fresh, matches = await widen(suggesting, fresh, matches)
    if matches.is_empty():
        speech.say("utter_no_more")
        return [SlotSet("pending", None), SlotSet("search", search.as_json())]
    return [SlotSet("pending", None), *await suggesting.present(fresh, matches)]


async def _by_traits(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """Neither sex nor age is in the catalogue; the title is."""
    if not asks_traits(turn.text):
        return None
    speech.say("utter_traits_unlisted")
    if names_topic(without_asking(turn.text)):
        return await search_words(services, replace(turn, intent="find_mentor"), speech)
    search = await last_search(services, turn)
    if search is None or not names_topic(search.text):
        return ask_topic(Search(text="", kinds=("mentor",)), speech)
    search = replace(search, kinds=("mentor",), shown=(), latest=0)
    if not wants_young(turn.text):
        return await _again(services, search, speech)
    suggesting = Suggesting(services, speech)
    query = search.as_query(services.clock.today(), limit=_WIDE)
    matches = await suggesting.ask(query)
    juniors = sorted(matches.mentors, key=lambda match: _standing(match.facts.get("职称", "")))
    if not juniors:
        return await _again(services, search, speech)
    return await suggesting.present(search, replace(matches, mentors=tuple(juniors[:3])))


def _standing(title: str) -> int:
    return next(at for at, word in enumerate(_TITLES_YOUNG_FIRST) if word in title)


async def _none_fits(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    if not turn.slot("search") or not _NONE_FITS.fullmatch(turn.text.strip()):
        return None
    if "不" not in turn.text and "没" not in turn.text:
        return None
    speech.say("utter_none_fits")
    return []


async def _how_to_reach(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    found = Search.from_json(turn.slot("search")) if turn.slot("search") else None
    text = normalise(turn.text)
    asks = _HOW_TO_REACH.fullmatch(text) or asks_their_number(text)
    if found is None or not found.shown or not asks:
        return None
    speech.say("utter_how_to_reach")
    return []


async def _free_ones(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """「不要收费的」 after a list, which is easily read as a question about fees."""
    found = Search.from_json(turn.slot("search")) if turn.slot("search") else None
    if found is None or not found.shown or not _FREE_ONES.fullmatch(turn.text.strip()):
        return None
    return await Cheaper(services).act(turn, speech)


async def _any_topic(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """「做什么的都行」 to 「想找哪方面的？」, which stands: nothing can be looked for yet."""
    if turn.slot("pending") != TOPIC or not _ANY_TOPIC.fullmatch(turn.text.strip()):
        return None
    speech.say("utter_ask_topic_any")
    return [SlotSet("pending", TOPIC)]


async def _other_topic(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """「PLC控制的也行」, 「SCR脱硝」 after a list: a known thing that fits no purpose is sought."""
    found = Search.from_json(turn.slot("search")) if turn.slot("search") else None
    unclear = turn.intent in {"nlu_fallback", "out_of_scope"}
    if found is None or found.need_id is not None or not unclear or turn.slot("pending"):
        return None
    topic = _ALSO.fullmatch(turn.text.strip())
    if names_place(turn.text):  # 「第一个还能用几年」 asks of a card
        return None
    if topic is None or not names_thing(topic["what"]):
        return None
    asked = replace(turn, text=topic["what"], intent="nlu_fallback")
    return await search_words(services, asked, speech)


_ALSO = re.compile(
    r"(?:那|要|或者|换成?|改成?|再找)?(?P<what>[^，,。；;！!？?\s怎为什啥谁吗你您我]{2,14}?)"
    r"(?:的|方面的|工艺的)?(?:也行|也可以|也成|呢|有吗|有没有)?[。.!！?？]*"
)
_ANSWERS: tuple[Answer, ...] = (
    _leave_out, answer_honours, answer_where_usable, _by_traits, _from_there, _none_fits,
    _how_to_reach, _free_ones, _any_topic, _other_topic,
)  # fmt: skip
