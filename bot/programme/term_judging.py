"""Staff take a proposed term into the thesaurus, or refuse it; either can be taken back."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.matching.additions import Addition, objection
from bot.matching.lexicon import load_lexicon
from bot.programme.carrying import Hand
from bot.store.audit import record_audit
from bot.store.models import TermProposal

_OBJECTIONS = {
    "known": "词表里已经有这一条",
    "generic": "这个词太泛，词表不收",
}
_OTHERWISE = "这一条不合词表的写法"


async def judge_term(session: AsyncSession, row: TermProposal, state: str, hand: Hand) -> None:
    """Raises Conflict where it may not stand in the thesaurus, which may have changed since."""
    if state == "taken":
        against = objection(Addition(row.said, row.kind, row.term), load_lexicon())
        if against is not None:
            raise Conflict(_OBJECTIONS.get(against, _OTHERWISE), state=row.state)
    row.state, row.staff_id, row.judged_at = state, hand.staff.id, hand.now
    await record_audit(
        session, at=hand.now, actor=("staff", hand.staff.id), action=f"term_{state}",
        subject=("term", row.id),
    )  # fmt: skip
    await session.flush()
