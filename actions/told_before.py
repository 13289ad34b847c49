"""What the owner told before counts here too: 「跟刚才一样」 of an earlier need, a number that was
written before anyone asked for it."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from actions.speech import Speech
from bot.programme.contacts import gather_given, standing_consent
from bot.programme.interview import LABELS, Field, is_settled, left_to_tell, tell
from bot.programme.need_columns import leave_out, take_over
from bot.reading.facts import Facts
from bot.store.models import Need
from bot.store.needs import latest_recorded

_EARLIER = (
    r"(?:刚才|刚刚|上面|上一?[个条次]|上次|前面|之前|前一?[个条]|那一?[个条]|第一[个条])"
    r"(?:那?[个条件]?(?:需求)?)?(?:说|写|填|讲|登)?(?:过|的)?"
)
_SAME_AGAIN = re.compile(
    rf"(?:这个|那个?|也|都|就|还是|嗯|对)*(?:(?:跟|和|同|与|按|照|像)?{_EARLIER}(?:那个?)?)?(?:的|也|都|是|一个)*"
    r"(?:一样|一致|相同|同上|照旧|照抄|一个样|不变|没变)(?:的|吧|啊|呗|了|就行|就好|[。.!！])*"
    rf"|(?:就)?(?:按|照|用){_EARLIER}(?:那个?|的)*(?:来|填|写|算)?(?:吧|就行|就好|[。.!！])*"
)
_OWN_TO_EACH = frozenset({Field.PROBLEM, Field.DETAIL})


async def take_as_before(
    session: AsyncSession, need: Need, asked: Field | None, text: str, speech: Speech
) -> bool:
    """False where the message says no such thing, or there is no earlier need to look at."""
    if asked is None or asked in _OWN_TO_EACH or not _SAME_AGAIN.fullmatch(text.strip()):
        return False
    earlier = await latest_recorded(session, need.conversation_id)
    if earlier is None:
        return False
    if tell(earlier, asked) is None or asked is Field.CONTACT:
        leave_out(need, asked)
        speech.say("utter_skipped", slot=LABELS[asked])
        return True
    take_over(need, earlier, asked)
    speech.say("utter_noted", noted=f"{LABELS[asked]}：{tell(need, asked)}")
    return True


async def heed_contact(session: AsyncSession, need: Need, facts: Facts, speech: Speech) -> None:
    """A number, or that none is to be left, told with the trouble itself."""
    if facts.contact_declined:
        leave_out(need, Field.CONTACT)
    elif facts.phone and await standing_consent(session, need.conversation_id) is None:
        speech.say("utter_contact_later")


async def asks_only_for_consent(session: AsyncSession, need: Need, today: date) -> bool:
    """Whoever submits early has a number in the log that nobody may call: it must not be lost
    without a word. Everything else is left out."""
    talk = need.conversation_id
    if is_settled(need, Field.CONTACT) or await standing_consent(session, talk) is not None:
        return False
    if not (await gather_given(session, talk, today)).reachable:
        return False
    for field in left_to_tell(need):
        if field is not Field.CONTACT:
            leave_out(need, field)
    return True
