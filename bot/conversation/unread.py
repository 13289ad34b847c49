"""A picture, a film, a link: nothing the dialogue could read. What it had asked is asked again, or
the next remark would be taken for the answer to a question that nobody remembers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.phrases import Phrases
from bot.conversation.questions import question_that_stands
from bot.messages import Button, Outbound
from bot.store.models import Message

# What asks for words of its own where nothing else was asked, and is shorter where something was.
_MEANWHILE = frozenset({"media_kept", "video_kept", "link_kept"})
_ASKED_AGAIN = _MEANWHILE | {"voice_unclear"}


def answer_unread(phrases: Phrases, name: str, rows: Sequence[Message]) -> tuple[Outbound, ...]:
    """``rows`` newest first."""
    asked = question_that_stands(rows)
    if asked is None or name not in _ASKED_AGAIN:
        return (phrases.say(name),)
    said = phrases.say(f"{name}_meanwhile" if name in _MEANWHILE else name)
    buttons = tuple(Button(str(each["title"]), str(each["payload"])) for each in asked.buttons)
    return said, Outbound(asked.text, buttons=buttons, numbered=asked.numbered)
