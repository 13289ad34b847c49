"""Where the account may not write first, owners hear of an answer only when they look for it."""

from __future__ import annotations

from collections.abc import Collection

from bot.handoff.ink import Phrases
from bot.messages import PUSHED, Channel
from bot.store.models import Conversation


class LookingAgain:
    """``pushing``: the channels that may write first; asked anew each time, since an account may
    be verified while this runs."""

    def __init__(self, phrases: Phrases, pushing: Collection[Channel]) -> None:
        self._phrases = phrases
        self._pushing = pushing

    def word(self, conversation: Conversation) -> str:
        """How to find out what people answer; said once for as long as they have the conversation.
        Empty where it was said, or where answers come by themselves. The row must be locked."""
        channel = Channel(conversation.channel)
        if conversation.told_to_look or channel not in PUSHED or channel in self._pushing:
            return ""
        conversation.told_to_look = True
        return self._phrases.say("look_again").text
