"""From rows of the programme to the staff API's shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from bot.handoff.need_schema import NeedEventView
from bot.handoff.programme.schema import (
    Agreement,
    BidView,
    ChallengeView,
    ContractView,
    IntroductionRow,
    ListedChallenge,
    ListQuestion,
    MoveView,
    TakenLicence,
    Turn,
)
from bot.handoff.shapes import NeedState
from bot.handoff.views import view_introductions
from bot.programme.carrying import Hand
from bot.programme.challenges import open_bid_moves
from bot.programme.course import OpenMove
from bot.programme.licences import file_by, moves_of, turn_of
from bot.programme.life import (
    INTRODUCTION_MOVES,
    INTRODUCTION_TURNS,
    Move,
    moves_from,
)
from bot.programme.needs import title_of
from bot.programme.publishing import ANSWERS, ASKED, DECLINED, Standing
from bot.store.models import Bid, Challenge, Contract, Introduction, Licence, Need

# What a licence is shown with beside its row.
MADE = frozenset(
    {"need_number", "need_title", "company", "conversation_id", "turn", "file_by", "moves"}
)


def view_move(move: Move, blocked: str | None = None) -> MoveView:
    return MoveView(
        name=move.name, label=move.label, target=move.target, reason=move.reason,
        remark=move.remark, told=move.told, in_charge=move.in_charge,
        weighty=move.weighty, blocked=blocked,
    )  # fmt: skip


def view_open(moves: Iterable[OpenMove]) -> list[MoveView]:
    return [view_move(each.move, each.blocked) for each in moves]


def moves_for(table: tuple[Move, ...], state: str, hand: Hand) -> list[MoveView]:
    return [
        view_move(move) for move in moves_from(table, state) if hand.in_charge or not move.in_charge
    ]


def view_agreement(history: Sequence[NeedEventView], standing: Standing | None) -> Agreement | None:
    """The latest that is on record, unless the owner has said no since."""
    told = next((each for each in reversed(history) if each.event in ANSWERS), None)
    if told is None or told.event == DECLINED or standing is None:
        return None
    # Asked again, about other words: what was agreed to before is not what would be shown.
    outdated = standing.outdated or standing.event == ASKED
    how = str(told.data.get("reason", ""))
    return Agreement(at=told.at, by=told.actor_name, how=how, outdated=outdated)


def view_question(standing: Standing | None, now: datetime) -> ListQuestion | None:
    if standing is None or standing.agreed:
        return None
    return ListQuestion(
        at=standing.at, declined=standing.declined, outdated=standing.outdated,
        again=standing.may_be_asked(now),
    )  # fmt: skip


def view_listed(challenge: Challenge, need: Need, bids: int) -> ListedChallenge:
    return ListedChallenge(
        **ChallengeView.model_validate(challenge).model_dump(),
        number=need.number,
        state=cast(NeedState, need.state),
        region_name=need.region_name,
        industry_name=need.industry_name,
        bids=bids,
    )


def view_bid(bid: Bid, need: Need, awarded: Bid | None, hand: Hand) -> BidView:
    plain = {name: getattr(bid, name) for name in BidView.model_fields if name != "moves"}
    return BidView(**plain, moves=view_open(open_bid_moves(need, bid, awarded, hand)))


def view_contract(contract: Contract, need: Need) -> ContractView:
    plain = {
        name: getattr(contract, name) for name in ContractView.model_fields if name != "company"
    }
    return ContractView(**plain, company=need.company)


def view_licence(licence: Licence, need: Need, hand: Hand) -> TakenLicence:
    return TakenLicence(
        **{name: getattr(licence, name) for name in TakenLicence.model_fields.keys() - MADE},
        need_number=need.number,
        need_title=title_of(need),
        company=need.company,
        conversation_id=need.conversation_id,
        file_by=file_by(licence),
        turn=cast(Turn | None, turn_of(licence)),
        moves=moves_for(moves_of(licence), licence.state, hand),
    )


def view_introduction(
    row: Introduction, need: Need, patents: Mapping[str, str], hand: Hand, *, consented: bool
) -> IntroductionRow:
    (shown,) = view_introductions([row], patents)
    return IntroductionRow(
        **shown.model_dump(),
        need_number=need.number,
        need_title=title_of(need),
        company=need.company,
        conversation_id=need.conversation_id,
        turn=cast(Turn | None, INTRODUCTION_TURNS.get(row.state)),
        consented=consented,
        updated_at=row.updated_at,
        moves=moves_for(INTRODUCTION_MOVES, row.state, hand),
    )
