"""「登记成需求」 below a list whose matter has been registered already."""

from __future__ import annotations

import re

from sqlalchemy.ext.asyncio import AsyncSession

from actions.opening import problem_words
from actions.services import ActionServices
from actions.speech import Speech
from actions.turn import Turn
from bot.programme.introducing import without_asking_who
from bot.programme.redaction import redact
from bot.programme.suggestions import Search
from bot.store.models import Need
from bot.store.needs import list_recorded

_SAYS = re.compile("登记|提交|记[下上着一个]")
_SAYS_ALONE = re.compile(
    r"(?:那|就|好的?|行|帮我|给我|请|麻烦|直接|[，,\s])*(?:登记|提交)(?:上|一?下|成|为|个|一[个条])*(?:技术)?(?:需求)?(?:吧|了|呗|就行|好了)*[。.!！]*"
)


def registers_search(turn: Turn) -> bool:
    """The button below a list, or 「那就登记吧」 while nothing else is asked."""
    if turn.loop is not None or not turn.slot("search"):
        return False
    if turn.is_press:
        return turn.intent == "submit_need" and turn.entities.get("source") == "search"
    alone = turn.intent == "submit_need" and _SAYS_ALONE.fullmatch(turn.text)
    says = alone or (turn.intent == "affirm" and _SAYS.search(turn.text))
    return bool(says) and not turn.slot("pending")


async def says_registered_before(services: ActionServices, turn: Turn, speech: Speech) -> bool:
    """The same trouble is not told twice, nor asked for anew."""
    if not registers_search(turn):
        return False
    async with services.database.read() as session:
        need = await _need_searched_for(session, turn)
    if need is None:
        return False
    speech.say("utter_record_again", number=need.number or "")
    return True


async def _need_searched_for(session: AsyncSession, turn: Turn) -> Need | None:
    search = Search.from_json(turn.slot("search"))
    words = redact(problem_words(turn) if turn.is_press else search.text)
    lines = {without_asking_who(line) for line in words.splitlines()}
    recorded = await list_recorded(session, turn.conversation_id)
    live = [need for need in recorded if need.state != "withdrawn" and need.problem]
    return next((n for n in live if n.id == search.need_id or str(n.problem) in lines), None)
