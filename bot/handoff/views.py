"""From rows to the staff API's shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from bot.handoff.conversation_schema import (
    ConversationDetail,
    ConversationRow,
    LabelView,
    NeedBrief,
    WaitView,
)
from bot.handoff.message_schema import (
    ButtonView,
    CardView,
    DeliveryView,
    MediumView,
    MessageView,
    TurnView,
    Understanding,
)
from bot.handoff.need_schema import (
    Budget,
    Coded,
    ConsentView,
    ContactView,
    Deadline,
    IntroductionView,
    Metric,
    NeedView,
    Qualification,
    SuggestionView,
)
from bot.handoff.shapes import AuthorName, ChannelName, NeedState, OwnerName
from bot.programme.contacts import mask_name
from bot.programme.needs import summarise, title_of
from bot.store.casebook import Case
from bot.store.inbox_rows import Beside
from bot.store.item_names import Item
from bot.store.models import (
    Contact,
    Conversation,
    Delivery,
    Introduction,
    Medium,
    Message,
    Need,
    Suggestion,
    Turn,
)
from bot.store.needs import DRAFT

PREVIEW = 80


def view_need(need: Need, contact: Contact | None) -> NeedView:
    return NeedView(
        id=need.id,
        number=need.number,
        title=title_of(need) if need.problem else None,
        conversation_id=need.conversation_id,
        handler_id=need.handler_id,
        state=cast(NeedState, need.state),
        problem=need.problem,
        detail=need.detail,
        metrics=[Metric.model_validate(metric) for metric in need.metrics],
        industry=_coded(need.industry_code, need.industry_name),
        region=_coded(need.region_code, need.region_name),
        mode=need.mode,
        budget=_budget(need),
        deadline=_deadline(need),
        company=need.company,
        uscc=need.uscc,
        qualifications=[Qualification.model_validate(each) for each in need.qualifications],
        contact=ContactView.model_validate(contact) if contact else None,
        public_summary=summarise(need) if need.state != DRAFT else None,
        confidential=need.confidential,
        skipped=[str(slot) for slot in need.skipped],
        recorded_at=need.recorded_at,
        created_at=need.created_at,
        updated_at=need.updated_at,
    )


def view_row(conversation: Conversation, beside: Beside, wait: WaitView | None) -> ConversationRow:
    its = conversation.id
    last, said, need = beside.last.get(its), beside.said.get(its), beside.needs.get(its)
    return ConversationRow(
        id=its,
        channel=cast(ChannelName, conversation.channel),
        owner=cast(OwnerName, conversation.owner),
        owner_epoch=conversation.owner_epoch,
        who=_who(conversation, need, beside.contacts.get(its)),
        scene=conversation.scene,
        queued_at=conversation.queued_at,
        queue_reason=conversation.queue_reason,
        urgent=conversation.urgent,
        staff_id=conversation.staff_id,
        staff_name=beside.names.get(conversation.staff_id or ""),
        wait=wait,
        labels=[LabelView.model_validate(each) for each in beside.labels.get(its, ())],
        topic=view_brief(need) if need is not None else None,
        last_seq=conversation.last_seq,
        last_user_seq=conversation.last_user_seq,
        last_author=cast(AuthorName, last.author) if last is not None else None,
        last_text=last.text[:PREVIEW] if last is not None else None,
        last_said=said.text[:PREVIEW] if said is not None else None,
        seen_seq=beside.seen.get(its, 0) if beside.seen is not None else None,
        unread=beside.unread.get(its, 0) if beside.unread is not None else None,
        failed=its in beside.failed,
        undelivered=its in beside.undelivered,
        created_at=conversation.created_at,
        last_message_at=conversation.last_message_at,
    )


def view_brief(need: Need) -> NeedBrief:
    return NeedBrief.model_validate(
        {
            "id": need.id, "number": need.number, "title": title_of(need), "state": need.state,
            "industry": _coded(need.industry_code, need.industry_name),
            "region": _coded(need.region_code, need.region_name),
        }
    )  # fmt: skip


def _who(conversation: Conversation, need: Need | None, contact: Contact | None) -> str:
    if need is not None and need.company:
        return need.company
    if contact is not None and contact.name:
        return mask_name(contact.name)
    return f"访客{conversation.id[:4].upper()}"


def view_case(case: Case, row: ConversationRow, names: Mapping[str, str]) -> ConversationDetail:
    """``names``: display names by staff id."""
    needs = [view_need(need, case.contacts.get(need.contact_id or "")) for need in case.needs]
    contacts = sorted(case.contacts.values(), key=lambda each: each.updated_at)
    return ConversationDetail(
        **row.model_dump(),
        identity=case.conversation.identity,
        read_seq=case.conversation.read_seq,
        need=needs[0] if needs else None,
        needs=needs,
        contact=ContactView.model_validate(contacts[-1]) if contacts else None,
        consents=[ConsentView.model_validate(each) for each in case.consents],
        suggestions=view_suggestions(case.suggestions, case.whose),
        introductions=[IntroductionView.model_validate(each) for each in case.introductions],
        messages=[
            view_message(
                message,
                case.turns.get(message.id),
                case.deliveries.get(message.id),
                names,
                case.media.get(message.id),
            )
            for message in case.messages
        ],
    )


def view_suggestions(rows: Sequence[Suggestion], whose: Mapping[Item, str]) -> list[SuggestionView]:
    return [
        SuggestionView.model_validate(row).model_copy(
            update={"whose": whose.get((row.kind, row.item_id))}
        )
        for row in rows
    ]


def view_introductions(
    rows: Sequence[Introduction], patents: Mapping[str, str]
) -> list[IntroductionView]:
    """``patents``: by their ids, what they are called."""
    return [
        IntroductionView.model_validate(row).model_copy(
            update={"item_title": patents.get(row.item_id) if row.kind == "patent" else None}
        )
        for row in rows
    ]


def view_message(
    row: Message,
    turn: Turn | None,
    delivery: Delivery | None,
    names: Mapping[str, str],
    medium: Medium | None = None,
) -> MessageView:
    return MessageView(
        seq=row.seq,
        author=cast(AuthorName, row.author),
        author_name=names.get(row.staff_id or ""),
        event=row.meta.get("event"),
        rating=row.meta.get("rating"),
        pressed_card=row.meta.get("pressed_card"),
        text=row.text,
        client_msg_id=row.client_msg_id,
        buttons=[ButtonView(title=button["title"]) for button in row.buttons],
        cards=[CardView.model_validate(_without_payloads(card)) for card in row.cards],
        understanding=(
            Understanding.model_validate(row.understanding) if row.understanding else None
        ),
        turn=TurnView.model_validate(turn) if turn is not None else None,
        delivery=DeliveryView.model_validate(delivery) if delivery is not None else None,
        medium=view_medium(row, medium) if medium is not None else None,
        created_at=row.created_at,
    )


def view_medium(row: Message, medium: Medium) -> MediumView:
    kept = medium.state == "kept"
    return MediumView.model_validate(
        {
            "kind": medium.kind, "state": medium.state, "reason": medium.reason,
            "content_type": medium.content_type, "size": medium.size, "name": medium.name,
            "url": medium_path(row.conversation_id, row.seq) if kept else None,
        }
    )  # fmt: skip


def medium_path(conversation_id: str, seq: int | str) -> str:
    return f"/api/v1/conversations/{conversation_id}/media/{seq}"


def _without_payloads(card: dict[str, Any]) -> dict[str, Any]:
    return {**card, "buttons": [{"title": each["title"]} for each in card.get("buttons", ())]}


def _coded(code: str | None, name: str | None) -> Coded | None:
    return Coded(code=code, name=name) if code else None


def _budget(need: Need) -> Budget | None:
    if need.budget_currency is None:
        return None
    return Budget(
        min=need.budget_min,
        max=need.budget_max,
        currency=need.budget_currency,
        approx=bool(need.budget_approx),
        text=need.budget_text,
    )


def _deadline(need: Need) -> Deadline | None:
    if not (need.deadline_text or need.deadline_by or need.deadline_from):
        return None
    return Deadline(text=need.deadline_text, from_=need.deadline_from, by=need.deadline_by)
