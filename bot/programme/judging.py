"""Staff judge what was suggested, and suggest what the search did not find."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadRequest, Conflict, NotFound
from bot.messages import Card
from bot.programme.cards import card_of_document
from bot.programme.carrying import Hand, remember
from bot.programme.redaction import redact
from bot.store.models import Mentor, Need, Patent, Platform, Suggestion, University
from bot.store.search_rows import documents_named
from bot.store.suggestions import NewSuggestion, add_suggestions, find_suggestion

type Verdict = Literal["accepted", "rejected"]
# Why not: kept, counted, and what matching learns from.
type Objection = Literal[
    "off_topic", "too_general", "too_far", "too_dear", "unavailable", "known", "other"
]


async def judge(
    session: AsyncSession,
    row: Suggestion,
    need: Need,
    verdict: Verdict,
    objection: Objection | None,
    note: str | None,
    hand: Hand,
) -> None:
    """Judging again replaces the earlier verdict. Raises BadRequest for a bare rejection."""
    if verdict == "rejected" and objection is None:
        raise BadRequest("不合适要说明原因")
    row.verdict = verdict
    row.verdict_reason = objection if verdict == "rejected" else None
    row.verdict_note = redact(note, need.company) if note else None
    row.verdict_by, row.verdict_at = hand.staff.id, hand.now
    await remember(
        session, hand, need.id, f"suggestion_{verdict}", ("suggestion", row.id),
        kind=row.kind, item_id=row.item_id, objection=row.verdict_reason,
    )  # fmt: skip
    await session.flush()


async def suggest(
    session: AsyncSession, need: Need, kind: str, item_id: str, reasons: list[str], hand: Hand
) -> Suggestion:
    """Raises NotFound where the catalogue does not hold it, Conflict where it was suggested."""
    title = await _title_of(session, kind, item_id)
    if title is None:
        raise NotFound("目录里没有这一条")
    if await find_suggestion(session, need.id, kind, item_id) is not None:
        raise Conflict("这一条已经推荐过")
    told = tuple(redact(reason, need.company) for reason in reasons)
    fresh = NewSuggestion(kind, item_id, title, 0.0, told, origin="staff")
    (row,) = await add_suggestions(session, need.id, [fresh], hand.now)
    row.verdict, row.verdict_by, row.verdict_at = "accepted", hand.staff.id, hand.now
    await remember(
        session, hand, need.id, "suggestion_added", ("suggestion", row.id),
        kind=kind, item_id=item_id,
    )  # fmt: skip
    await session.flush()
    return row


async def send_suggestion(
    session: AsyncSession, conversation_id: str, suggestion_id: str, hand: Hand
) -> Card:
    """The card to be sent, noted as sent. Raises NotFound where the suggestion is for no need of
    this conversation, or the catalogue no longer holds what it suggests."""
    row = await session.get(Suggestion, suggestion_id)
    need = await session.get(Need, row.need_id) if row is not None else None
    if row is None or need is None or need.conversation_id != conversation_id:
        raise NotFound("这个会话里没有这条推荐")
    documents = await documents_named(session, [(row.kind, row.item_id)])
    if not documents:
        raise NotFound("目录里没有这一条了")
    row.sent_at = hand.now
    await remember(
        session, hand, need.id, "suggestion_sent", ("suggestion", row.id),
        kind=row.kind, item_id=row.item_id,
    )  # fmt: skip
    await session.flush()
    return card_of_document(documents[0], row.reasons, hand.today)


async def _title_of(session: AsyncSession, kind: str, item_id: str) -> str | None:
    if kind == "patent":
        patent = await session.get(Patent, item_id)
        return patent.title if patent is not None else None
    if kind == "mentor":
        mentor = await session.get(Mentor, item_id)
        return mentor.name if mentor is not None else None
    if kind == "platform":
        platform = await session.get(Platform, item_id)
        return platform.name if platform is not None else None
    university = await session.get(University, item_id)
    return university.name if university is not None else None
