"""Messages that are answered alike whatever they were read as: by the hearing, before any rule."""

from __future__ import annotations

import re

from actions.bargaining import bargains
from actions.base import DeskAction, Events
from actions.card_questions import answer_card_question
from actions.card_views import show_card_view
from actions.exact import answer_exactly, repeats_itself
from actions.exclusivity import asks_only_exclusivity, says_nothing_else, wants_exclusivity
from actions.in_passing import said_in_passing
from actions.intents import is_question
from actions.languages import in_another_language, wants_person_in_english
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Part, Turn
from bot.programme.interview import Field
from bot.reading.private import has_document
from bot.reading.script import normalise
from bot.reading.their_number import wants_number_of_teacher
from bot.store.understandings import list_typed

# Whoever advertises is given no form to fill in.
_ADVERTISES = re.compile(
    r"(?:加|扫码加)(?:我|老师)?微信(?:领|抢|送|拿)|(?:低价|长期|专业)代?(?:开|办)(?:各类|各种)?(?:发票|证)|代开(?:各类)?发票"
    r"|代[写发投](?:毕业|职称|期刊)*论文|(?:招|兼职)刷单|(?:无抵押|凭身份证)[^，,。]{0,6}(?:下款|放款)"
)
_LONGEST_ADVERTISEMENT = 60
CHINESE_ONLY, CHINESE_ONLY_AGAIN = "utter_fact_chinese_only", "utter_chinese_only_again"
_LINK = re.compile(r"\s*(?:https?://|www\.)\S+\s*")


async def answer_at_once(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """True where the rule of the message's intent has nothing to add."""
    if turn.loop is None and not turn.is_press and wants_person_in_english(turn.text):
        speech.hand_over("utter_human_in_english", "企业用英文要求转人工")
        return True
    fixed = None if turn.is_press else _fixed_words(turn)
    if fixed is not None:
        speech.say(fixed)
        return True
    refused = is_refused(turn)
    exact = not (turn.is_press or refused)
    if (
        await _warned_of_document(services, turn, speech)
        or (exact and await answer_exactly(services, turn, speech))
        or await show_card_view(services, turn, speech)
        or await answer_card_question(services, turn, speech)
        or refused
    ):
        return True
    if repeats_itself(turn):
        speech.say("utter_fact_unsure")
        return True
    return False


def _fixed_words(turn: Turn) -> str | None:
    if _LINK.fullmatch(turn.text):
        return "utter_link_alone"
    if _advertises(turn.text):
        return "utter_out_of_scope"
    if in_another_language(turn.text, answers=turn.loop is not None):
        said = turn.answered_before & {CHINESE_ONLY, CHINESE_ONLY_AGAIN}
        return CHINESE_ONLY_AGAIN if said else CHINESE_ONLY
    return said_in_passing(turn)


def _advertises(text: str) -> bool:
    """「学校能代开发票吗」 asks for it and sells nothing."""
    brief = len(text) <= _LONGEST_ADVERTISEMENT
    return brief and _ADVERTISES.search(text) is not None and not is_question(text)


async def _warned_of_document(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """Numbers of identity papers and bank cards are not needed here: said once, and whenever a
    message holds nothing else. True where it does."""
    if not turn.told_document:
        return False
    alone = has_document(turn.text)
    async with services.database.read() as session:
        typed = await list_typed(session, turn.conversation_id)
    earlier = (each.text for each in typed if each.id != turn.message_id)
    if alone or not any(has_document(text) for text in earlier):
        speech.say("utter_no_documents")
    return alone


def refuse_first(turn: Turn, speech: Speech) -> None:
    """Whatever else is asked with it: that an open licence is never exclusive, and that the desk
    agrees to no price, is said first."""
    if wants_exclusivity(turn.text):
        speech.say("utter_no_exclusive")
    if turn.intent == "find_mentor" and wants_number_of_teacher(normalise(turn.text)):
        speech.say("utter_number_not_given")
    said: tuple[Turn | Part, ...] = (turn, *turn.parts)
    if not turn.is_press and any(_is_bargain(turn, each) for each in said):
        speech.say("utter_no_bargain")


def _is_bargain(turn: Turn, said: Turn | Part) -> bool:
    """「两万行不行」 to the question for the budget is an answer."""
    return turn.requested != Field.BUDGET and bargains(said.text, said.intent)


def is_refused(said: Turn | Part) -> bool:
    """The refusal has answered it; whom results belong to would be another question."""
    if bargains(said.text, said.intent):
        return True
    meant = said.intent == "ask_ip_terms" or says_nothing_else(said.text)
    return meant and asks_only_exclusivity(said.text)


class Answered(DeskAction):
    """Takes the place of the rule's answer."""

    label = "action_answered"

    async def act(self, turn: Turn, speech: Speech) -> Events:
        return []
