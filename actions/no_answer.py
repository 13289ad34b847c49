"""What answers nothing: a number that no list has, a lone letter, a button of an older question.
It is told, and the question that stands is asked again."""

from __future__ import annotations

import re

from actions.opening import NEED_FORM
from actions.pending import ask_again
from actions.services import ActionServices
from actions.speech import Speech
from actions.stale_press import says_it_was_answered
from actions.turn import Turn
from bot.programme.interview import Field
from bot.programme.locations import LOCATION
from bot.reading.choices import is_lone, is_number, is_picture, read_choice

# Where a number without its unit may be the answer; 「12」 of what is made or lost is one too.
_TOLD_IN_FIGURES = frozenset({Field.BUDGET, Field.DEADLINE})
_SIGH = re.compile(r"[哦噢呢啊呀嘛]+")
_YES_OR_NO = frozenset({"affirm", "deny", "skip", "cancel"})


async def says_no_answer(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """Whatever the message was read as: 「8」 is no yes."""
    if turn.out_of_date:
        speech.say("utter_button_outdated")
    elif turn.is_press:
        return await says_it_was_answered(services, turn, speech)
    elif "beyond" in turn.choice:
        number, most = str(turn.choice["beyond"]), str(turn.choice["most"])
        speech.say("utter_no_such_choice", number=number, most=most)
    elif "several" in turn.choice:
        speech.say("utter_one_choice")
    elif _answers_nothing(turn):
        _say_how(turn, speech)
    else:
        return False
    await ask_again(services, turn, speech)
    return True


def _answers_nothing(turn: Turn) -> bool:
    if is_picture(turn.text):
        return True
    lone = is_lone(turn.text)
    counts = read_choice(turn.text) is not None
    if turn.loop == NEED_FORM:
        return (lone or counts) and not _may_tell(turn)
    if turn.loop is not None or turn.slot("pending"):
        return lone or (counts and turn.intent in _YES_OR_NO)
    return lone and is_number(turn.text)


def _may_tell(turn: Turn) -> bool:
    """「20」 is a budget, and two figures may be a share; a single one to an open question counts
    something on the screen."""
    if turn.slot(LOCATION) or not is_number(turn.text):
        return False
    if turn.requested in _TOLD_IN_FIGURES:
        return True
    return turn.requested == Field.DETAIL and sum(map(str.isdigit, turn.text)) > 1


def _say_how(turn: Turn, speech: Speech) -> None:
    waits = turn.loop is not None or turn.slot("pending")
    if is_picture(turn.text):
        speech.say("utter_picture_no_answer" if waits else "utter_picture_alone")
        return
    if _SIGH.fullmatch(turn.text.strip("。.!！~ ")) or not re.search(r"\w", turn.text):
        return  # 「？」, neither number nor letter: the question is asked again
    words = [str(each) for each in turn.choice.get("words") or ()]
    if words:
        speech.say("utter_reply_in_words", words="、".join(f"“{each}”" for each in words))
    elif waits:
        speech.say("utter_number_no_answer")
    else:
        speech.say("utter_number_alone")
