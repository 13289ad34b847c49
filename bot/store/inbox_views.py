"""What each view of the console's inbox holds, as conditions on conversations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, false, func, literal, not_, or_, select, true

from bot.messages import Owner
from bot.store.models import (
    Conversation,
    Delivery,
    Labelling,
    Mention,
    Message,
    Need,
    Seen,
    Turn,
)
from bot.store.regions import within

type View = Literal[
    "mine", "queue", "open", "bot", "closed", "unread", "mentioned", "overdue", "undelivered",
    "failed", "all",
]  # fmt: skip

WITH_STAFF = (Owner.QUEUE, Owner.STAFF)
UNDELIVERED = ("failed", "held")


@dataclass(frozen=True, slots=True)
class Lateness:
    """Whose wait is too long under one policy: since before these moments; None = never.

    ``urgent`` None and empty ``channels`` or ``label_ids`` mean any.
    """

    first_before: datetime | None
    next_before: datetime | None
    urgent: bool | None = None
    channels: tuple[str, ...] = ()
    label_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """``viewer``: for whom mine, unread and mentioned are. The first fitting of ``lateness``
    decides."""

    viewer: str
    view: View = "all"
    owner: str | None = None
    channel: str | None = None
    staff_id: str | None = None
    label_ids: tuple[str, ...] = ()
    region: str | None = None
    industry: str | None = None
    lateness: tuple[Lateness, ...] = ()


def fits(wanted: Wanted) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [
        Conversation.last_message_at.is_not(None), _in_view(wanted),
    ]  # fmt: skip
    plain: dict[Any, Any] = {
        Conversation.owner: wanted.owner,
        Conversation.channel: wanted.channel,
        Conversation.staff_id: wanted.staff_id,
    }
    conditions += [column == value for column, value in plain.items() if value is not None]
    conditions += [_has_label((label_id,)) for label_id in wanted.label_ids]
    if wanted.region or wanted.industry:
        conditions.append(_about(wanted.region, wanted.industry))
    return and_(*conditions)


def _in_view(wanted: Wanted) -> ColumnElement[bool]:
    viewer = wanted.viewer
    mine = and_(Conversation.owner == Owner.STAFF, Conversation.staff_id == viewer)
    queued = Conversation.owner == Owner.QUEUE
    views: dict[View, Callable[[], ColumnElement[bool]]] = {
        "mine": lambda: mine,
        "queue": lambda: queued,
        "open": lambda: Conversation.owner.in_(WITH_STAFF),
        "bot": lambda: Conversation.owner == Owner.BOT,
        "closed": lambda: Conversation.owner == Owner.CLOSED,
        "unread": lambda: and_(or_(mine, queued), Conversation.last_user_seq > _seen_by(viewer)),
        "mentioned": lambda: _is_mentioned(viewer),
        "overdue": lambda: _is_late(wanted.lateness),
        "undelivered": is_undelivered,
        "failed": has_failed,
        "all": true,
    }
    return views[wanted.view]()


def _seen_by(staff_id: str) -> ColumnElement[int]:
    seen = select(Seen.seq).where(
        Seen.staff_id == staff_id, Seen.conversation_id == Conversation.id
    )
    return func.coalesce(seen.scalar_subquery(), 0)


def _is_mentioned(staff_id: str) -> ColumnElement[bool]:
    return Conversation.id.in_(
        select(Mention.conversation_id).where(
            Mention.staff_id == staff_id, Mention.seen_at.is_(None)
        )
    )


def is_undelivered() -> ColumnElement[bool]:
    """Since the owner last wrote: what failed before has been overtaken.

    By EXISTS, which looks at one conversation's rows; IN would gather all that ever failed, for
    each conversation anew."""
    return (
        select(Delivery.id)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Delivery.state.in_(UNDELIVERED),
            Delivery.conversation_id == Conversation.id,
            Message.seq > Conversation.last_user_seq,
        )
        .correlate(Conversation)
        .exists()
    )


def has_failed() -> ColumnElement[bool]:
    """The latest message of the owner got no answer."""
    return (
        select(Turn.message_id)
        .where(
            Turn.state == "failed",
            Turn.conversation_id == Conversation.id,
            Turn.seq == Conversation.last_user_seq,
        )
        .correlate(Conversation)
        .exists()
    )


def _about(region: str | None, industry: str | None) -> ColumnElement[bool]:
    needs = select(Need.conversation_id)
    if region:
        needs = needs.where(within(Need.region_code, region))
    if industry:
        needs = needs.where(Need.industry_code.startswith(industry, autoescape=True))
    return Conversation.id.in_(needs)


def _has_label(label_ids: Sequence[str]) -> ColumnElement[bool]:
    return Conversation.id.in_(
        select(Labelling.conversation_id).where(Labelling.label_id.in_(label_ids))
    )


def _is_late(policies: Sequence[Lateness]) -> ColumnElement[bool]:
    late: list[ColumnElement[bool]] = []
    earlier: list[ColumnElement[bool]] = []
    for policy in policies:
        fits = _under(policy)
        late.append(and_(fits, _waits_since_before(policy), *map(not_, earlier)))
        earlier.append(fits)
    return and_(Conversation.owner.in_(WITH_STAFF), or_(false(), *late))


def _under(policy: Lateness) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [literal(True)]
    if policy.urgent is not None:
        conditions.append(Conversation.urgent.is_(policy.urgent))
    if policy.channels:
        conditions.append(Conversation.channel.in_(policy.channels))
    if policy.label_ids:
        conditions.append(_has_label(policy.label_ids))
    return and_(*conditions)


def _waits_since_before(policy: Lateness) -> ColumnElement[bool]:
    answered = Conversation.answered_at.is_not(None)
    ways = [
        and_(first_or_next, Conversation.awaiting_since <= before)
        for first_or_next, before in (
            (not_(answered), policy.first_before),
            (answered, policy.next_before),
        )
        if before is not None
    ]
    return or_(false(), *ways)
