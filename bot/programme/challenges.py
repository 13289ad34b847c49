"""A need on the list (张榜): its public terms, and the bids of universities (揭榜、评榜)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.programme.carrying import Hand, Wish, changed_terms, check_version, choose, remember
from bot.programme.course import OpenMove, change_state
from bot.programme.faults import at_fields
from bot.programme.life import BID_MOVES, BID_STATES, NEED_STATES, moves_from
from bot.programme.publishing import EDITABLE
from bot.programme.redaction import redact
from bot.store.challenges import add_bid, awarded_bid, find_challenge, save_challenge
from bot.store.introductions import name_receiver
from bot.store.models import Bid, Challenge, Mentor, Need

TAKING_BIDS = frozenset({"published", "bidding"})
UNDER_REVIEW = frozenset({"published", "bidding", "evaluating"})


@dataclass(frozen=True, slots=True)
class NewBid:
    """``bidder``: whoever the catalogue does not hold, by name."""

    plan: str
    university_id: str | None = None
    mentor_id: str | None = None
    bidder: str | None = None
    price_yuan: int | None = None
    months: int | None = None


async def write_challenge(
    session: AsyncSession, need: Need, terms: dict[str, Any], seen: datetime, hand: Hand
) -> Challenge:
    """Raises Conflict once it is on the list. What would name the firm is taken out."""
    check_version(need.updated_at, seen)
    if need.state not in EDITABLE:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，榜单不能再改", state=need.state)
    known = await find_challenge(session, need.id)
    lacking = [
        name for name in ("title", "summary") if not terms.get(name, known and getattr(known, name))
    ]
    if lacking:
        raise at_fields("榜单要有标题和公开的说明", *lacking)
    clean = {name: _nameless(value, need) for name, value in terms.items()}
    changed = changed_terms(known, clean)
    if known is not None and not changed:
        # The same words: what the owner said of them still holds.
        return known
    row = await save_challenge(session, need.id, changed, hand.now)
    need.updated_at = hand.later_than(need.updated_at)
    await remember(session, hand, need.id, "challenge_written", fields=sorted(changed))
    await session.flush()
    return row


async def receive_bid(session: AsyncSession, need: Need, new: NewBid, hand: Hand) -> Bid:
    challenge = await find_challenge(session, need.id)
    if challenge is None or need.state not in TAKING_BIDS:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，不收揭榜", state=need.state)
    if challenge.bids_until is not None and challenge.bids_until < hand.today:
        raise Conflict(f"揭榜已于{challenge.bids_until:%Y-%m-%d}截止")
    values = {
        "university_id": await _university_of(session, new), "mentor_id": new.mentor_id,
        "bidder": await _name_bidder(session, new), "plan": redact(new.plan),
        "price_yuan": new.price_yuan, "months": new.months,
    }  # fmt: skip
    bid = await add_bid(session, need.id, values, hand.now)
    if need.state == "published":
        await change_state(session, need, "bidding", "bid", hand, None)
    else:
        need.updated_at = hand.later_than(need.updated_at)
    await remember(session, hand, need.id, "bid_received", ("bid", bid.id), bid_id=bid.id)
    return bid


async def review_bid(
    session: AsyncSession, bid: Bid, score: float | None, comment: str | None, hand: Hand
) -> None:
    bid.score = score
    bid.comment = redact(comment) if comment else None
    bid.updated_at = hand.later_than(bid.updated_at)
    await remember(session, hand, bid.need_id, "bid_reviewed", ("bid", bid.id), score=score)


async def carry_bid(session: AsyncSession, need: Need, bid: Bid, wish: Wish, hand: Hand) -> None:
    """``need`` is locked, so that two are never awarded at once."""
    move = choose(BID_MOVES, BID_STATES, bid.state, wish, hand)
    if need.state not in UNDER_REVIEW:
        raise Conflict(f"现在是“{NEED_STATES[need.state]}”，揭榜不能再改", state=need.state)
    if move.name == "award":
        blocked = _why_not_award(need, await awarded_bid(session, need.id))
        if blocked is not None:
            raise Conflict(blocked, state=need.state)
    before, bid.state = bid.state, move.target
    bid.updated_at = hand.later_than(bid.updated_at)
    reason = redact(wish.reason) if wish.reason else None
    await remember(
        session, hand, need.id, f"bid_{move.name}", ("bid", bid.id),
        bid_id=bid.id, before=before, after=move.target, reason=reason,
    )  # fmt: skip
    await session.flush()


def open_bid_moves(need: Need, bid: Bid, awarded: Bid | None, hand: Hand) -> list[OpenMove]:
    """None once the result is announced: a bid moves no more then. ``awarded``: of this need."""
    if need.state not in UNDER_REVIEW:
        return []
    return [
        OpenMove(move, _why_not_award(need, awarded) if move.name == "award" else None)
        for move in moves_from(BID_MOVES, bid.state)
        if hand.in_charge or not move.in_charge
    ]


def _why_not_award(need: Need, awarded: Bid | None) -> str | None:
    if need.state != "evaluating":
        return "截止揭榜、开始评榜之后才能定中榜"
    return f"已经定了{awarded.bidder}中榜，先取消那一家" if awarded is not None else None


async def _name_bidder(session: AsyncSession, new: NewBid) -> str:
    for kind, item_id in (("mentor", new.mentor_id), ("university", new.university_id)):
        if item_id is None:
            continue
        name = await name_receiver(session, kind, item_id)
        if name is None:
            raise at_fields("目录里没有这所高校或这位导师", f"{kind}_id")
        return name
    if not (new.bidder or "").strip():
        raise at_fields("要写明是谁揭榜", "bidder")
    return (new.bidder or "").strip()


async def _university_of(session: AsyncSession, new: NewBid) -> str | None:
    mentor = await session.get(Mentor, new.mentor_id) if new.mentor_id else None
    return mentor.university_id if mentor is not None else new.university_id


def _nameless(value: Any, need: Need) -> Any:
    """Without the firm's name, phone numbers and addresses: everybody reads it."""
    if isinstance(value, str):
        return redact(value, need.company)
    if isinstance(value, list):
        return [_nameless(each, need) for each in value]
    return value
