"""Typed words that press: a button's own words, or a number of the list that stands."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.presses import (
    Press,
    issued_presses,
    may_be_counted,
    numbered_options,
    own_presses,
    without_subject,
)
from bot.conversation.questions import asks_of_need, asks_yes_or_no, question_in_hand
from bot.messages import Author, Channel, Owner
from bot.reading.choices import Chosen, read_choice
from bot.reading.plain_answers import is_plain_no, is_plain_yes
from bot.store.conversations import last_told, latest_replies, recent_rows
from bot.store.deliveries import list_sent_since, list_unseen
from bot.store.models import Conversation, Message
from bot.store.needs import find_draft

# Channels that cannot draw buttons: there a choice is numbered and a bare number is a press.
NUMBERED_CHANNELS = frozenset({Channel.WECHAT, Channel.WECOM})
# The answers to the desk's own questions: its consent for a contact, for an introduction, and to
# being put on the list.
_AGREES = frozenset({"desk:agree", "desk:introduce", "desk:publish"})
_REFUSES = frozenset({"desk:stay", "desk:decline", "desk:keep"})
# To a question with choices, above them: 「20」 may be the sum that is asked for, 「7」 is a slip.
_MORE_THAN_A_SLIP = 10
_MOST_WORDS = 4
_QUANTITY = re.compile(r"[\d一二两三四五六七八九十百半][个年月天周万元]")


@dataclass(frozen=True, slots=True)
class Listing:
    """What is numbered as one list: the rows of one answer."""

    rows: Sequence[Message]

    @property
    def is_offer(self) -> bool:
        """Ways on that were mentioned beside an answer, no list that was asked for."""
        return not self.of_cards and not any(row.numbered for row in self.rows)

    @property
    def of_cards(self) -> bool:
        return any(row.cards for row in self.rows)

    @property
    def size(self) -> int:
        return max(_first(row) + len(numbered_options(row)) - 1 for row in self.rows)

    @property
    def has_quantities(self) -> bool:
        titles = [option.title for row in self.rows for option in numbered_options(row)]
        return any(_QUANTITY.search(title) for title in titles)

    @property
    def seq(self) -> int:
        return self.rows[-1].seq

    @property
    def shown_at(self) -> datetime:
        return self.rows[-1].created_at

    def is_beside(self, row: Message) -> bool:
        return _is_beside(row, self.rows[-1])

    def option(self, number: int) -> Press | None:
        for row in self.rows:
            options = numbered_options(row)
            if 0 <= number - _first(row) < len(options):
                return options[number - _first(row)].of_row(row.seq, number=number)
        return None


async def read_typed_press(
    session: AsyncSession, conversation_id: str, channel: Channel, text: str
) -> Press | None:
    """Typing a button's words, or its number where the channel shows numbers, presses it. What has
    not reached the owner yet is answered by no word: a yes to it would be a yes to nothing."""
    typed = text.strip().rstrip("。.！!")
    unseen = await list_unseen(session, conversation_id)
    replies = _seen(await latest_replies(session, conversation_id), unseen)
    view = replies or _seen(await _told_by_desk(session, conversation_id), unseen)
    late = await _handed_late(session, conversation_id)
    for press in (*_spoken_presses(view), *_spoken_presses(late)):
        if press.title == typed:
            return press
    answer = _answer_to_desk(view, text)
    if answer is not None:
        return answer
    chosen = read_choice(text)
    if chosen is None:
        return None
    standing = await _standing(session, conversation_id, unseen)
    if not standing:
        return _without_list(replies, chosen, text)
    shown = [listing for listing in standing if _shows_numbers(listing, chosen, channel)]
    presses = [_pressed(listing, chosen, text) for listing in shown]
    # An offer does not hide the cards above it: a number that it lacks may be theirs.
    told = (press for press in presses if press is not None and press.payload is not None)
    return next(told, next((press for press in presses if press is not None), None))


async def _handed_late(session: AsyncSession, conversation_id: str) -> list[Message]:
    """What was told before the owner's last words and reached them only after these: the log has it
    above them, and the phone below. Its very words press it; a plain yes may mean what stands under
    it."""
    rows = await recent_rows(session, conversation_id)
    heard = next((row for row in rows if row.author == Author.USER), None)
    if heard is None:
        return []
    reached = await list_sent_since(session, conversation_id, heard.created_at)
    return [row for row in rows if row.seq < heard.seq and row.id in reached]


def _seen(rows: Sequence[Message], unseen: Set[int]) -> list[Message]:
    return [row for row in rows if row.id not in unseen]


async def _standing(session: AsyncSession, conversation_id: str, unseen: Set[int]) -> list[Listing]:
    """An offer that stands below the owner's last words, and the newest list."""
    rows = _seen(await recent_rows(session, conversation_id), unseen)
    listings = [_listing_of(rows, row) for row in rows if _is_listed(row)]
    newest = listings[0] if listings else None
    heard = next((row.seq for row in rows if row.author == Author.USER), 0)
    offer = newest if newest is not None and newest.is_offer and newest.seq > heard else None
    asked = next((listing for listing in listings if not listing.is_offer), None)
    stands = asked is not None and await _stands(session, conversation_id, rows, asked)
    return [each for each in (offer, asked if stands else None) if each is not None]


def _listing_of(rows: Sequence[Message], newest: Message) -> Listing:
    beside = [row for row in rows if row is newest or _is_beside(row, newest)]
    return Listing([row for row in reversed(beside) if _is_listed(row)])


async def _stands(
    session: AsyncSession, conversation_id: str, rows: Sequence[Message], listing: Listing
) -> bool:
    """A question's choices stand until anything else is said; cards stand through small talk and
    yes-or-no questions, until another need is asked about."""
    later = [
        row
        for row in rows
        if row.seq > listing.seq and row.author != Author.USER and not listing.is_beside(row)
    ]
    if not listing.of_cards:
        return not later
    asked = question_in_hand(later)
    if asked is not None and asks_of_need(asked):
        return False
    draft = await find_draft(session, conversation_id) if later else None
    return not (draft is not None and draft.asked and draft.created_at > listing.shown_at)


async def _told_by_desk(session: AsyncSession, conversation_id: str) -> Sequence[Message]:
    """People do not answer every message: what they, or the desk, asked last stands until then."""
    conversation = await session.get_one(Conversation, conversation_id)
    return await last_told(session, conversation_id) if conversation.owner != Owner.BOT else ()


def _answer_to_desk(view: Sequence[Message], text: str) -> Press | None:
    """A yes or no in other words to what the desk asked by itself: no dialogue would read it."""
    meant = _AGREES if is_plain_yes(text) else _REFUSES if is_plain_no(text) else frozenset()
    presses = (press.of_row(row.seq) for row in view for press in own_presses(row))
    found = (press for press in presses if without_subject(press.payload) in meant)
    return next((replace(press, title=text) for press in found), None)


def _is_listed(row: Message) -> bool:
    return row.author != Author.USER and bool(numbered_options(row))


def _is_beside(row: Message, newest: Message) -> bool:
    return (
        row.author != Author.USER and row.reply_to is not None and row.reply_to == newest.reply_to
    )


def _shows_numbers(listing: Listing, chosen: Chosen, channel: Channel) -> bool:
    """Where buttons are drawn a list has no numbers: there 「第二个」 counts its choices, and 「2」
    by habit of older channels, where it can be no sum and no time; the dialogue itself knows the
    cards."""
    if chosen.touches and not listing.of_cards:
        return False
    counts = chosen.ordinal or not listing.has_quantities
    return channel in NUMBERED_CHANNELS or (counts and not listing.of_cards)


def _pressed(listing: Listing, chosen: Chosen, text: str) -> Press | None:
    first, *others = chosen.numbers
    option = listing.option(first)
    if others:
        if option is None or any(listing.option(each) is None for each in others):
            return None
        if not listing.of_cards:
            return Press(text, None, noted={"several": True})
        return option.of_row(option.row or 0, number=first, later=others)
    if option is not None:
        return option
    slip = listing.of_cards or chosen.ordinal or first < _MORE_THAN_A_SLIP
    return Press(text, None, noted={"beyond": first, "most": listing.size}) if slip else None


def _without_list(replies: Sequence[Message], chosen: Chosen, text: str) -> Press | None:
    """Choices in words: a number takes one that can do no harm; else the dialogue is told which
    words there are to choose from."""
    row = next((each for each in reversed(replies) if each.buttons), None)
    if row is None or len(chosen.numbers) > 1 or len(row.buttons) == 1:
        return None
    choices = own_presses(row)
    number = chosen.numbers[0]
    asks = asks_of_need(row) or asks_yes_or_no(row) or not 0 < number <= len(choices)
    if asks or not may_be_counted(choices[number - 1].payload):
        words = [press.title for press in choices[:_MOST_WORDS]]
        return Press(text, None, noted={"words": words})
    return choices[number - 1].of_row(row.seq, number=number)


def _spoken_presses(replies: Sequence[Message]) -> list[Press]:
    """Those whose words say which is meant: a card's only where it is the one card in view."""
    alone = sum(len(row.cards) for row in replies) == 1
    return [
        press.of_row(row.seq)
        for row in replies
        for press in (issued_presses(row) if alone else own_presses(row))
    ]


def _first(row: Message) -> int:
    return int(row.meta.get("first_number", 1))
