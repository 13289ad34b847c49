"""An exact question gets its exact answer; no general paragraph is said twice running."""

from __future__ import annotations

from dataclasses import replace

from actions.handbook import handbook
from actions.intents import statements
from actions.services import ActionServices
from actions.speech import Speech
from actions.topic import names_topic
from actions.turn import Part, Turn
from bot.programme.challenges import TAKING_BIDS
from bot.programme.interview import abridge
from bot.store.challenges import list_challenges

# Said of many matters; who asks again in other words was not answered by it.
GENERAL = {
    "ask_policy": "utter_policy",
    "ask_open_licence_process": "utter_open_licence",
    "ask_fee": "utter_fee",
    "ask_ip_terms": "utter_ip_terms",
    "ask_jiebang": "utter_jiebang",
    "privacy_question": "utter_privacy",
}
# Beside these a question is a part of its own.
_APART = frozenset({"submit_need", "ask_human", "delete_my_data", "check_status", "complaint"})
OPEN_CHALLENGES = "bid_open"
# 「纸箱老开胶，解决这个大概要多少钱」 tells a need as well, which is taken as any other.
_ASKED_WITH_A_NEED = frozenset({"solving_cost"})
_MOST_CHALLENGES, _LONGEST_TITLE = 3, 24


async def answer_exactly(services: ActionServices, said: Turn | Part, speech: Speech) -> bool:
    facts = handbook().asked_for(said.text, said.intent)
    for fact in facts:
        if fact.name == OPEN_CHALLENGES:
            await _tell_challenges(services, speech)
        else:
            speech.say(fact.response)
    return bool(facts) and not _tells_need_too(said, {fact.name for fact in facts})


def _tells_need_too(said: Turn | Part, asked: set[str]) -> bool:
    opens = said.intent == "submit_need" and asked <= _ASKED_WITH_A_NEED
    return opens and names_topic(statements(said.text))


def as_one_question(turn: Turn) -> Turn:
    """「我不同意隐私政策，还能用吗」 asks one thing, though its halves read as two."""
    purposes = [part.intent for part in turn.parts]
    if _APART & {*purposes}:
        return turn
    asked = next((each for each in purposes if handbook().spans(turn.text, each)), None)
    return turn if asked is None else replace(turn, intent=asked, parts=())


def repeats_itself(turn: Turn) -> bool:
    """Whether the general answer would be the one just given."""
    return not turn.is_press and GENERAL.get(turn.intent) in turn.answered_before


async def _tell_challenges(services: ActionServices, speech: Speech) -> None:
    async with services.database.read() as session:
        rows, count = await list_challenges(session, TAKING_BIDS, limit=_MOST_CHALLENGES, offset=0)
    if not rows:
        speech.say("utter_fact_bid_none")
        return
    titles = "；".join(abridge(challenge.title, _LONGEST_TITLE) for challenge, _, _ in rows)
    speech.say("utter_fact_bid_open", count=str(count), titles=titles)
