"""What an owner hears of a move that staff made: the phrase of it, and what fills its blanks.

The words themselves stand in domain.yml (``utter_desk_news_…``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.figures import sum_text
from bot.programme.licences import UNDONE, file_by, is_free, pays_later
from bot.programme.life import LICENCE_STATES, Move
from bot.programme.needs import title_of
from bot.store.casebook import suggestions_and_introductions
from bot.store.challenges import awarded_bid, count_bids, find_challenge
from bot.store.contracts import find_contract
from bot.store.introductions import PASSED_ON
from bot.store.models import Challenge, Introduction, Licence, Need

type Values = dict[str, str]
type Details = Callable[[AsyncSession, Need], Awaitable[Values]]


@dataclass(frozen=True, slots=True)
class News:
    phrase: str
    values: Values


async def news_of_need(
    session: AsyncSession, need: Need, move: Move, reason: str | None
) -> News | None:
    """None for a step that only the desk has to do with."""
    if not move.told:
        return None
    details = _DETAILS.get(move.name)
    values = await details(session, need) if details is not None else {}
    return News(f"need_{move.name}", {**_about(need), **values, "reason": _said(reason)})


async def news_of_bid(session: AsyncSession, need: Need) -> News:
    """Who bids is not said before the bids are evaluated."""
    return News("need_bid", {**_about(need), **await _bids(session, need)})


def question_of_list(need: Need, challenge: Challenge) -> News:
    """Whether the need may be listed, with all that everybody would read."""
    return News(
        "ask_list", {**_about(need), "need": need.id, "words": _public_words(need, challenge)}
    )


def _public_words(need: Need, challenge: Challenge) -> str:
    reward = sum_text(challenge.reward_yuan) if challenge.reward_yuan is not None else None
    told = {
        "标题": challenge.title,
        "说明": challenge.summary,
        "指标": "；".join(map(str, challenge.targets)),
        "赏金": reward,
        "知识产权": challenge.ip_terms,
        "行业": need.industry_name,
        "地区": need.region_name,
        "揭榜截止": _day(challenge.bids_until),
    }
    return "\n".join(f"{name}：{value}" for name, value in told.items() if value)


def news_of_introduction(
    row: Introduction, need: Need, move: Move, reason: str | None
) -> News | None:
    if not move.told:
        return None
    name = f"introduction_{move.name}"
    if move.remark and reason:
        name += "_said"
    return News(name, {**_about(need), "receiver": row.receiver, "reason": _said(reason)})


def news_of_licence(licence: Licence, event: str, reason: str | None) -> News:
    """``event``: the name of a move, ``ask``, with which it began, or ``corrected``. What is taken
    back was told before: the owner hears how it stands instead."""
    values = {
        "patent": licence.patent_title,
        "patent_no": licence.patent_no,
        "effective_on": _day(licence.effective_on),
        "file_by": _day(file_by(licence)),
        "reason": _said(reason),
        "state": LICENCE_STATES[licence.state],
    }
    if event in UNDONE:
        return News("licence_undone", values)
    return News(f"licence_{event}{_when_paid(licence) if event == 'notify' else ''}", values)


def _when_paid(licence: Licence) -> str:
    """What is to be done next depends on it, and is not said of a licence that costs nothing."""
    if is_free(licence):
        return "_free"
    return "_later" if pays_later(licence) else ""


def _about(need: Need) -> Values:
    return {"number": need.number or "", "title": title_of(need)}


def _said(reason: str | None) -> str:
    """As it was written, without the full stop that the phrase has itself."""
    return (reason or "").strip().rstrip("。.；; ")


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else ""


async def _list_terms(session: AsyncSession, need: Need) -> Values:
    challenge = await find_challenge(session, need.id)
    if challenge is None:
        return {}
    return {"list_title": challenge.title, "until": _day(challenge.bids_until)}


async def _bids(session: AsyncSession, need: Need) -> Values:
    return {"bids": str((await count_bids(session, [need.id])).get(need.id, 0))}


async def _winner(session: AsyncSession, need: Need) -> Values:
    bid = await awarded_bid(session, need.id)
    return {"winner": bid.bidder if bid is not None else ""}


async def _partners(session: AsyncSession, need: Need) -> Values:
    _, introductions = await suggestions_and_introductions(session, [need.id])
    names = [each.receiver for each in introductions if each.state in PASSED_ON]
    return {"partners": "、".join(dict.fromkeys(names))}


async def _party(session: AsyncSession, need: Need) -> Values:
    contract = await find_contract(session, need.id)
    return {"party": contract.party if contract is not None else ""}


_DETAILS: dict[str, Details] = {
    "publish": _list_terms,
    "evaluate": _bids,
    "announce": _winner,
    "match": _partners,
    "contract": _party,
}
