"""The other purposes of a message that wants several things: each is answered before the first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rasa_sdk.events import SlotSet

from actions.base import DeskAction, Events
from actions.data_rights import DeleteData, ExportData, SwitchRecommendations, WithdrawConsent
from actions.exact import answer_exactly
from actions.handbook import handbook
from actions.intents import SEARCHES, statements
from actions.opening import NEED_FORM
from actions.searching import search_words
from actions.services import ActionServices
from actions.speech import Speech
from actions.status import Status
from actions.topic import names_topic
from actions.turn import Part, Turn
from bot.programme.interview import Field
from bot.programme.matters import bare, is_another
from bot.reading.corrections import takes_back

# As in data/rules/answers.yml, which answers them where they come alone; a test compares the two.
READY = {
    "ask_policy": ("utter_policy", "utter_policy_more"),
    "ask_open_licence_process": ("utter_open_licence", "utter_open_licence_more"),
    "ask_fee": ("utter_fee",),
    "ask_ip_terms": ("utter_ip_terms", "utter_ip_terms_more"),
    "ask_jiebang": ("utter_jiebang",),
    "ask_modes": ("utter_modes", "utter_modes_more"),
    "ask_mentor_cost": ("utter_mentor_cost",),
    "find_doctoral_team": ("utter_doctoral_team",),
    "incubation": ("utter_incubation",),
    "events": ("utter_events",),
    "supply_side": ("utter_supply_side",),
    "privacy_question": ("utter_privacy", "utter_privacy_more"),
    "out_of_scope": ("utter_out_of_scope",),
    "injection": ("utter_injection",),
}
WORK: dict[str, type[DeskAction]] = {
    "check_status": Status,
    "delete_my_data": DeleteData,
    "export_my_data": ExportData,
    "withdraw_consent": WithdrawConsent,
    "switch_recommendations": SwitchRecommendations,
}
CAN_BE_CALLED_OFF = frozenset({"delete_my_data", "withdraw_consent"})
# A purpose under which an exact question is looked up, and which has no general paragraph.
_ASKED = "help"
_A_NEED = 16
_CLAUSES = re.compile(r"[^，,。；;！!？?\n]+[，,。；;！!？?\n]*")
_EDGES = "，,。；;！!？? \n"


@dataclass(frozen=True, slots=True)
class Apart:
    """A turn with one purpose, in the words that are left to it, the parts beside it, and the
    words of the needs that come after it."""

    turn: Turn
    besides: tuple[Part, ...]
    later: tuple[str, ...] = ()


def set_apart(turn: Turn) -> Apart:
    several = turn.parts and turn.intent == turn.parts[0].intent
    besides = turn.parts[1:] if several else _asked_beside(turn)
    later = tuple(_without(words, besides) for words in later_needs(turn))
    if not (besides or later):
        return Apart(turn, ())
    words = _without(turn.text, besides)
    for each in later:
        words = words.replace(each, "")
    words = bare(words) if later else words.strip(_EDGES)
    return Apart(
        replace(turn, text=words or turn.text),
        _still_wanted(turn) if several else besides,
        tuple(bare(each) for each in later),
    )


def _asked_beside(turn: Turn) -> tuple[Part, ...]:
    """「…旁弯12毫米，预算80万以内。有没有补贴？」: a need told with its figures, and questions
    whose answers stand in the handbook. The need is not lost to them, nor they to the need."""
    told = statements(turn.text)
    opens = turn.loop is None and turn.intent == "submit_need" and not turn.is_press
    if not opens or told == turn.text or len(told) < _A_NEED:
        return ()
    if not re.search(r"\d", told) or not names_topic(told):
        return ()
    asked = [each for each in _CLAUSES.findall(turn.text) if each not in told]
    known = [each for each in asked if handbook().asked_for(each.strip(_EDGES), _ASKED)]
    return tuple(Part(each, _ASKED) for each in known)


def later_needs(turn: Turn) -> list[str]:
    """Where a need is told, the others told with it: one is collected after the other."""
    asked = turn.loop == NEED_FORM and turn.requested == Field.PROBLEM
    if not (asked or (turn.loop is None and turn.intent == "submit_need")):
        return []
    before = {words: turn.text.partition(words)[0] for words in turn.needs[1:]}
    return [words for words, told in before.items() if is_another(told, words)]


def _without(words: str, parts: tuple[Part, ...]) -> str:
    for part in parts:
        words = words.replace(part.text, "")
    return words


def _still_wanted(turn: Turn) -> tuple[Part, ...]:
    """Whoever calls the deletion off in the same message gets none begun."""
    called_off = takes_back(turn.text)
    return tuple(p for p in turn.parts[1:] if not (called_off and p.intent in CAN_BE_CALLED_OFF))


async def answer_besides(
    services: ActionServices, turn: Turn, besides: tuple[Part, ...], speech: Speech
) -> Events:
    """Slot events only: in the hearing Rasa takes no others."""
    events: Events = []
    for part in besides:
        alone = replace(turn, text=part.text, intent=part.intent, parts=(), entities={})
        events += await _answer(services, alone, turn.intent, speech)
    return [each for each in events if each["event"] == "slot"]


async def _answer(services: ActionServices, alone: Turn, leading: str, speech: Speech) -> Events:
    if await answer_exactly(services, alone, speech):
        return []
    if alone.intent in SEARCHES:
        return await search_words(services, alone, speech)
    if alone.intent in WORK:
        return await WORK[alone.intent](services).act(alone, speech)
    for response in READY.get(alone.intent, ()):
        speech.say(response)
    # Whoever asks for a person gets one, with no more words about it; one apology is enough.
    silent = leading == "ask_human" or alone.slot("apologised")
    if alone.intent == "complaint" and not silent:
        speech.say("utter_complaint")
        return [SlotSet("apologised", True)]
    return []
