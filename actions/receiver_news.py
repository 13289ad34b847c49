"""What an owner says to the answer of a school or teacher: 「好的，周三可以」 to 愿意来厂里看.

No day is agreed by the desk: staff get it, with whose answer it is to."""

from __future__ import annotations

import re

from actions.intents import FIRM, is_question
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from bot.messages import Author
from bot.reading.plain_answers import is_plain_yes
from bot.reading.script import normalise
from bot.store.casebook import suggestions_and_introductions
from bot.store.conversations import recent_rows
from bot.store.needs import list_recorded

_ANSWERED = "answered"
_DAY = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天末1-7]|[上下这本]个?(?:周|星期|礼拜|月)|[上下]午|中午|晚上|早上|[今明后]天|大后天"
    r"|\d{1,2}(?:[号日]|月|点)|[一二三四五六七八九十]{1,3}(?:[号日]|点)|随时"
)
_OF_THE_VISIT = re.compile(
    r"没空|有空|没时间|有时间|来不了|改[天期日]|换[个一]?[天时]|推迟|提前|延后|欢迎|过来|来厂|来看|恭候|见面|等(?:你们|他们?|她|老师|教授|专家)"
)
_LONGEST = 60


async def passes_on_answer(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """False where no such answer was the last that the owner read, or no day is spoken of."""
    if turn.is_press or turn.loop is not None or turn.slot("pending"):
        return False
    said = normalise(turn.text)
    apart = turn.intent in FIRM or turn.intent == "submit_need" or is_question(turn.text)
    of_day = _DAY.search(said) or _OF_THE_VISIT.search(said)
    if apart or len(said) > _LONGEST or not (of_day or is_plain_yes(said)):
        return False
    told = await _answer_read(services, turn)
    if told is None:
        return False
    receiver, words = told
    # A plain yes takes up the day that they named; to anything else it is a courtesy.
    if not (of_day or _DAY.search(normalise(words))):
        return False
    speech.hand_over("utter_day_passed_on", f"企业答复{receiver}", receiver=receiver)
    return True


async def _answer_read(services: ActionServices, turn: Turn) -> tuple[str, str] | None:
    """Who answered, and in which words the owner read it, where nothing was said to them since."""
    async with services.database.read() as session:
        needs = await list_recorded(session, turn.conversation_id)
        _, rows = await suggestions_and_introductions(session, [need.id for need in needs])
        receivers = [each.receiver for each in rows if each.state == _ANSWERED]
        log = await recent_rows(session, turn.conversation_id) if receivers else ()
    last = next((row.text for row in log if row.author != Author.USER and row.text), "")
    return next(((each, last) for each in receivers if each in last), None)
