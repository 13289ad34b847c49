"""Staff carry a need from recorded to a result: what each move asks for, and what it brings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.programme.carrying import Hand, Wish, check_version, choose, remember
from bot.programme.endings import end_need
from bot.programme.life import NEED_MOVES, NEED_STATES, Move, moves_from
from bot.programme.publishing import held_off_list
from bot.programme.redaction import redact
from bot.store.casebook import suggestions_and_introductions
from bot.store.challenges import awarded_bid, count_bids, find_challenge
from bot.store.contracts import find_contract
from bot.store.introductions import PASSED_ON
from bot.store.models import Need
from bot.store.needs import OVER
from bot.store.webhook_events import NEED_MOVED, tell_of_need

type Guard = Callable[[AsyncSession, Need, Hand], Awaitable[str | None]]
type Effect = Callable[[AsyncSession, Need, Hand], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class OpenMove:
    """``blocked``: what has to be done first, in words for the button's hint."""

    move: Move
    blocked: str | None


async def open_moves(session: AsyncSession, need: Need, hand: Hand) -> list[OpenMove]:
    """What this person may do with the need now, and what still stands in the way."""
    allowed = [
        move for move in moves_from(NEED_MOVES, need.state) if hand.in_charge or not move.in_charge
    ]
    return [OpenMove(move, await _blocked(session, need, move, hand)) for move in allowed]


async def carry_need(
    session: AsyncSession, need: Need, wish: Wish, seen: datetime, hand: Hand
) -> Move:
    """``need`` is locked. Raises Conflict where something has to be done first."""
    check_version(need.updated_at, seen)
    move = choose(NEED_MOVES, NEED_STATES, need.state, wish, hand)
    if (blocked := await _blocked(session, need, move, hand)) is not None:
        raise Conflict(blocked, state=need.state)
    if (effect := _EFFECTS.get(move.name)) is not None:
        await effect(session, need, hand)
    await change_state(session, need, move.target, move.name, hand, wish.reason)
    return move


async def change_state(
    session: AsyncSession, need: Need, target: str, event: str, hand: Hand, reason: str | None
) -> None:
    before, need.state = need.state, target
    need.updated_at = hand.later_than(need.updated_at)
    told = redact(reason.strip()) if reason else None
    await remember(
        session, hand, need.id, f"need_{event}", before=before, after=target, reason=told
    )
    await tell_of_need(session, NEED_MOVED, need, hand.now)
    if target in OVER:
        await end_need(session, need, hand.now)
    await session.flush()


async def _blocked(session: AsyncSession, need: Need, move: Move, hand: Hand) -> str | None:
    guard = _GUARDS.get(move.name)
    return await guard(session, need, hand) if guard is not None else None


async def _may_publish(session: AsyncSession, need: Need, hand: Hand) -> str | None:
    challenge = await find_challenge(session, need.id)
    if challenge is None:
        return "先填好榜单：标题、公开的说明、指标、揭榜截止日"
    if not challenge.targets:
        return "榜单还没有写要达到的指标"
    if challenge.bids_until is None or challenge.bids_until < hand.today:
        return "揭榜截止日没填，或已经过了"
    return await held_off_list(session, need, challenge)


async def _may_evaluate(session: AsyncSession, need: Need, _hand: Hand) -> str | None:
    bids = await count_bids(session, [need.id])
    return None if bids.get(need.id) else "还没有人揭榜"


async def _may_announce(session: AsyncSession, need: Need, _hand: Hand) -> str | None:
    return None if await awarded_bid(session, need.id) is not None else "先定下一家中榜"


async def _may_match(session: AsyncSession, need: Need, _hand: Hand) -> str | None:
    _, introductions = await suggestions_and_introductions(session, [need.id])
    passed_on = any(each.state in PASSED_ON for each in introductions)
    return None if passed_on else _NOBODY_YET


async def _may_contract(session: AsyncSession, need: Need, _hand: Hand) -> str | None:
    contract = await find_contract(session, need.id)
    signed = contract is not None and contract.signed_on is not None
    return None if signed else "先登记合同和签订日期"


async def _may_accept(session: AsyncSession, need: Need, _hand: Hand) -> str | None:
    contract = await find_contract(session, need.id)
    if contract is None or not contract.result:
        return "先在合同里写明结果"
    late = [each["title"] for each in contract.milestones if not each.get("done_on")]
    return f"还有没完成的节点：{'、'.join(late)}" if late else None


async def _publish(session: AsyncSession, need: Need, hand: Hand) -> None:
    if (challenge := await find_challenge(session, need.id)) is not None:
        challenge.published_at = hand.now


async def _unpublish(session: AsyncSession, need: Need, _hand: Hand) -> None:
    if (challenge := await find_challenge(session, need.id)) is not None:
        challenge.published_at = challenge.announced_at = None


async def _announce(session: AsyncSession, need: Need, hand: Hand) -> None:
    if (challenge := await find_challenge(session, need.id)) is not None:
        challenge.announced_at = hand.now


async def _reopen(session: AsyncSession, need: Need, hand: Hand) -> None:
    if (challenge := await find_challenge(session, need.id)) is not None:
        challenge.announced_at = None
    if (bid := await awarded_bid(session, need.id)) is not None:
        bid.state, bid.updated_at = "shortlisted", hand.now


async def _accept(session: AsyncSession, need: Need, hand: Hand) -> None:
    if (contract := await find_contract(session, need.id)) is not None:
        contract.accepted_on = contract.accepted_on or hand.today


_NOBODY_YET = "还没有转交给任何一家：在“推荐”里请企业主确认对接，同意后从“对接”里转交"
_GUARDS: dict[str, Guard] = {
    "publish": _may_publish,
    "evaluate": _may_evaluate,
    "announce": _may_announce,
    "match": _may_match,
    "contract": _may_contract,
    "accept": _may_accept,
}
_EFFECTS: dict[str, Effect] = {
    "publish": _publish,
    "unpublish": _unpublish,
    "announce": _announce,
    "reopen": _reopen,
    "accept": _accept,
}
