"""「江苏的985有哪些」: universities by place and honour, without a topic."""

from __future__ import annotations

import re

from rasa_sdk.events import SlotSet
from sqlalchemy import select

from actions.base import Events
from actions.services import ActionServices
from actions.speech import Speech
from actions.topic import TOPIC, names_topic
from actions.turn import Turn
from bot.programme.left_out import read_left_out
from bot.programme.suggestions import Search
from bot.reading.place import Place, places_named
from bot.reading.script import normalise
from bot.store.models import University
from bot.store.regions import within

_HONOUR = re.compile(r"(?<!\d)(985|211)(?!\d)|(双一流|一流大学)")
_UNKEPT = re.compile(
    r"(?:二本|三本|一本|民办|公办|大专|专科|高职|职校|职业(?:学院|大学))(?:的|院校|学校|大学)*(?:有吗|有没有|有哪些|行不行|行吗|可以吗|也行|呢|都有)"
    r"|(?:有没有|有哪些|哪些是|有)(?:二本|三本|民办|大专|专科|高职)(?:的|院校|学校|大学)*[?？吗呢]*$"
)
_ASKS = re.compile(r"哪些|有什么|有啥|哪几所|列|名单|多少所|几所|有吗|有没有|看看|看一下|都有")
_REST = re.compile(
    r"985|211|双一流|一流|大学|高校|学校|院校|[的在所有是都和与、里]|哪些|哪几|什么|啥|列|一下|名单|多少|几|看看|省|市|吗|呢|[？?。!！，,]"
    r"|我|想|给|帮|你们|库里|这边|那边|要|找|查|全国|国内|咱|们"
)
_MOST = 20


async def answer_honours(services: ActionServices, turn: Turn, speech: Speech) -> Events | None:
    """None where another thing is asked, or a topic is named."""
    text = normalise(turn.text)
    if _UNKEPT.search(text) and not names_topic(_UNKEPT.sub("", text)):
        speech.say("utter_grades_unlisted")
        return []
    honours = [found[1] or "双一流" for found in _HONOUR.finditer(text)]
    if not honours or not _ASKS.search(text) or read_left_out(text):
        return None
    places = places_named(text)
    if _says_more(text, places):
        return None
    names = await _named(services, honours[0], places)
    where = "、".join(place.name for place in places) or "全国"
    if not names:
        speech.say("utter_no_honoured", place=where, honour=honours[0])
        return []
    told = "、".join(names[:_MOST]) + ("等" if len(names) > _MOST else "")
    speech.say(
        "utter_honoured", place=where, honour=honours[0], count=str(len(names)), names=told
    )  # fmt: skip
    # What is named next is sought there.
    place = places[0] if len(places) == 1 else None
    search = Search(
        text="",
        kinds=("university",),
        region_code=place.code if place else None,
        region_name=place.name if place else None,
    )
    return [SlotSet("pending", TOPIC), SlotSet("search", search.as_json())]


def _says_more(text: str, places: tuple[Place, ...]) -> bool:
    rest = _HONOUR.sub("", text)
    for place in places:
        for size in range(len(place.name), 1, -1):
            for start in range(len(place.name) - size + 1):
                rest = rest.replace(place.name[start : start + size], "")
    return len(_REST.sub("", rest)) > 1


async def _named(services: ActionServices, honour: str, places: tuple[Place, ...]) -> list[str]:
    query = select(University.name, University.tags).order_by(University.id)
    names: list[str] = []
    async with services.database.read() as session:
        for place in places or (None,):
            here = query.where(within(University.region_code, place.code)) if place else query
            names += [name for name, tags in await session.execute(here) if honour in tags]
    return names
