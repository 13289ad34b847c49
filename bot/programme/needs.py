"""What owners do with a need: draft → recorded → (corrected) → withdrawn. Staff carry it on from
there (course.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.programme.changes import Change
from bot.programme.endings import end_need
from bot.programme.figures import metric_texts
from bot.programme.interview import LABELS, Field, abridge, tell
from bot.programme.introducing import (
    introduces_only,
    without_asking_who,
    without_introducing,
)
from bot.programme.likeness import alike_before
from bot.programme.redaction import redact
from bot.store.consents import STORE_CONTACT, active_consent, find_contact
from bot.store.enterprises import upsert_enterprise
from bot.store.models import Need
from bot.store.needs import (
    RETURNED,
    add_event,
    bring_back,
    claim_draft,
    discard_draft,
    list_elsewhere,
    list_events,
    list_recorded,
    new_draft,
    take_number,
)
from bot.store.webhook_events import NEED_MOVED, NEED_RECORDED, tell_of_need

# A card shows so much of one field, and else its beginning.
LONGEST_SHOWN, BEGINNING = 200, 150

# 「你好，请问」, 「好吧，那」, 「帮我登记：」: said before the matter, and no title.
_BEFORE_MATTER = re.compile(
    # Dictated, without a mark between the greeting and the matter.
    r"^(?:(?:喂+|[你您]好)[，,\s]*(?:(?>喂+|[你您]好|那个|就是说?|呃|嗯|是这样的?"
    r"|我(?:想)?(?:说|问)(?:一?下)|我是(?=[一-龥]{2,8}(?:这边|那边|这里|的)))[，,\s]*)*)?"
    r"(?:(?:老师|专家|师傅)?(?>那?我(?:就|先)?问[你您]们?(?:一?下|个事儿?)?|[你您]们?好|好吧?|好的|嗯+|那|对了|请问(?:一?下)?"
    r"|(?:我想?)?问一?下|那?我?说个事儿?|开玩笑的|(?:请|麻烦)?(?:帮我|给我)(?:登记|记)(?:一?下)?"
    r"|咨询一?下|是这样的?|就是|那个)[，,：:。！!~～ ]+)*"
    r"(?:那(?=[我有想能把]))?"
)
# Until staff have begun to review, the owner may still change a need without asking them.
CHANGEABLE = frozenset({"draft", "recorded", RETURNED})
TITLE_LENGTH = 28
WITHHELD = "{trade}的技术难题（企业要求保密，细节在引荐后面谈）"


@dataclass(frozen=True, slots=True)
class Recorded:
    """``again``: the need had been recorded before, so nothing new was written."""

    number: str
    again: bool


@dataclass(frozen=True, slots=True)
class By:
    """Who records a need, as its history names them, and what they said of it."""

    actor: str = "owner"
    said: Mapping[str, str] = field(default_factory=dict)


async def record_need(
    session: AsyncSession,
    need: Need,
    *,
    today: date,
    now: datetime,
    message_id: int | None,
    by: By = By(),
) -> Recorded:
    """Make a draft a recorded need, once: the same turn delivered twice finds it recorded."""
    if need.number is not None:
        return Recorded(need.number, again=True)
    await link_contact(session, need)
    firm = await upsert_enterprise(session, need, now)
    need.enterprise_id = firm.id if firm is not None else None
    await session.flush()
    number = await take_number(session, today)
    if not await claim_draft(session, need.id, number, now):
        await session.refresh(need)
        return Recorded(need.number or number, again=True)
    await session.refresh(need)
    await add_event(
        session, need.id, "recorded", at=now, actor=by.actor, message_id=message_id,
        number=number, **by.said,
    )  # fmt: skip
    await tell_of_need(session, NEED_RECORDED, need, now)
    await _note_likeness(session, need, now)
    return Recorded(number, again=False)


async def _note_likeness(session: AsyncSession, need: Need, now: datetime) -> None:
    """Staff learn that firm or telephone told the same trouble in another conversation. The owner
    does not: whoever types another's code or number must not learn what that firm looks for."""
    twin = alike_before(need, await list_elsewhere(session, need))
    if twin is not None:
        await add_event(session, need.id, "alike", at=now, actor="bot", number=twin.number)


async def recorded_in(
    session: AsyncSession, conversation_id: str, message_id: int | None
) -> Need | None:
    """The need that this very message recorded, where it did."""
    if message_id is None:
        return None
    for need in await list_recorded(session, conversation_id):
        for event in await list_events(session, need.id):
            if event.event == "recorded" and event.data.get("message_id") == message_id:
                return need
    return None


async def record_wish(
    session: AsyncSession,
    conversation_id: str,
    words: str,
    *,
    today: date,
    now: datetime,
    message_id: int | None,
) -> Need:
    """A short need from a passing search, so that an introduction has a matter to be about."""
    for need in await list_recorded(session, conversation_id):
        if need.problem == redact(words) and need.state == "recorded":
            return need
    need = await new_draft(session, conversation_id, now)
    need.problem = redact(words)
    await record_need(session, need, today=today, now=now, message_id=message_id)
    return need


async def link_contact(session: AsyncSession, need: Need) -> None:
    """A contact given for an earlier need serves this one, while its consent stands."""
    if need.contact_id is not None:
        return
    if await active_consent(session, need.conversation_id, STORE_CONTACT) is None:
        return
    contact = await find_contact(session, need.conversation_id)
    if contact is not None:
        need.contact_id = contact.id


async def note_changes(
    session: AsyncSession,
    need: Need,
    changes: Iterable[Change],
    *,
    now: datetime,
    message_id: int | None,
    made_secret: bool = False,
) -> None:
    """History keeps which fields changed and in which message, not the owner's words."""
    fields = [change.field.value for change in changes if change.replaced]
    if made_secret:
        fields.append("confidential")
    if fields:
        await add_event(
            session, need.id, "corrected", at=now, actor="owner",
            fields=fields, message_id=message_id,
        )  # fmt: skip


async def keep_record_true(session: AsyncSession, need: Need, now: datetime) -> bool:
    """After the owner changed a recorded need: the firm behind it, and what universities read.
    Whether that brought one back for review which staff had returned."""
    firm = await upsert_enterprise(session, need, now)
    need.enterprise_id = firm.id if firm is not None else None
    need.public_summary = summarise(need)
    await session.flush()
    if need.state != RETURNED or not await bring_back(session, need.id, now):
        return False
    await session.refresh(need)
    await add_event(session, need.id, "resubmitted", at=now, actor="owner")
    await tell_of_need(session, NEED_MOVED, need, now)
    return True


async def give_up_draft(session: AsyncSession, need: Need, now: datetime) -> None:
    """Cancelled: it is gone, or withdrawn where somebody else relies on what hangs on it."""
    if not await discard_draft(session, need):
        await withdraw_need(session, need, now)


async def withdraw_need(session: AsyncSession, need: Need, now: datetime) -> None:
    need.state, need.updated_at = "withdrawn", now
    await add_event(session, need.id, "withdrawn", at=now, actor="owner")
    await tell_of_need(session, NEED_MOVED, need, now)
    await end_need(session, need, now)


def title_of(need: Need) -> str:
    """The first words of the problem, for lists and questions, without the greeting before it and
    the question whether anybody can; what only says who writes stands behind the trouble."""
    words = " ".join((need.problem or "技术需求").split())
    if introduces_only(words) and need.detail:
        words = f"{need.detail.split(chr(10))[0]}（{words}）"
    matter = without_introducing(without_greeting(words))
    return abridge(without_asking_who(matter), TITLE_LENGTH)


def without_greeting(words: str) -> str:
    return _BEFORE_MATTER.sub("", words) or words


def describe(need: Need) -> dict[str, str]:
    """Every field that is known, under its label; the contact only as 已留."""
    facts = {LABELS[field]: value for field in Field if (value := tell(need, field))}
    if need.company and need.uscc:
        facts["统一社会信用代码"] = need.uscc
    if need.confidential:
        facts["保密"] = "已标注，公开的摘要里不写细节"
    if need.qualifications:
        facts["资质"] = qualifications_text(need)
    return facts


def in_brief(facts: Mapping[str, str]) -> dict[str, str]:
    """For a card that is read in a chat: what is long is kept whole, and its beginning shown."""
    return {label: _abridged(value) for label, value in facts.items()}


def _abridged(value: str) -> str:
    if len(value) <= LONGEST_SHOWN:
        return value
    return f"{abridge(value, BEGINNING)}（共{len(value)}字，都已记下）"


def qualifications_text(need: Need) -> str:
    """Titles held, and in brackets those that are only applied for or have lapsed."""
    return "、".join(
        str(each["name"]) + ("" if each["status"] == "有效" else f"（{each['status']}）")
        for each in need.qualifications
    )


def summarise(need: Need) -> str:
    """What a university may read before the owner is introduced: neither firm nor person, and of
    what the owner wants kept secret no more than the trade. As staff wrote it, where they did; else
    as the need is now."""
    if need.confidential:
        return WITHHELD.format(trade=need.industry_name or "企业")
    if need.public_summary:
        return need.public_summary
    parts = [need.problem or "", need.detail or ""]
    figures = metric_texts(need)
    if figures and not need.detail:
        parts.append(f"指标：{'、'.join(figures)}")
    return redact("\n".join(part for part in parts if part), need.company)
